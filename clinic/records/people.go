package records

import (
	"encoding/json"
	"slices"
	"strings"

	"throughline/clinic/access"
	"throughline/clinic/search"
)

// atDesk are those of whom the front desk is told that they take part: whoever comes, and where. A service or a device that
// a clinic's own system books with a session has a name that says what for.
var atDesk = []string{"Patient", "Practitioner", "RelatedPerson", "Location"}

// deskParts are the parts of a participant (R4 Appointment.participant) that the front desk sees. Its type may be one of a
// clinic's own, and say what for.
var deskParts = []string{"id", "actor", "required", "status", "period"}

// taking leaves of the people of a session those whom a role sees, of Appointment.participant and Schedule.actor.
func taking(part access.Part, name string, raw json.RawMessage) json.RawMessage {
	if !part.PeopleOnly(name) {
		return raw
	}
	return eachPerson(raw, func(who string, one map[string]json.RawMessage) bool {
		if one["actor"] != nil {
			for key := range one {
				if !slices.Contains(deskParts, key) {
					delete(one, key)
				}
			}
		}
		return slices.Contains(atDesk, who)
	})
}

// untold are those whom a role does not see, as they were; nil for none.
func untold(raw json.RawMessage) json.RawMessage {
	var all, out []json.RawMessage
	if json.Unmarshal(raw, &all) != nil {
		return nil
	}
	for _, one := range all {
		if who, _ := person(one); !slices.Contains(atDesk, who) {
			out = append(out, one)
		}
	}
	if len(out) == 0 {
		return nil
	}
	kept, err := json.Marshal(out)
	if err != nil {
		return nil
	}
	return kept
}

// rejoined gives the people that were sent what was not seen of them.
func rejoined(sent, before json.RawMessage) json.RawMessage {
	var was []json.RawMessage
	if json.Unmarshal(before, &was) != nil {
		return sent
	}
	known := map[string]map[string]json.RawMessage{}
	for _, one := range was {
		_, ref := person(one)
		var tree map[string]json.RawMessage
		if json.Unmarshal(one, &tree) == nil {
			known[ref] = tree
		}
	}
	back := eachPerson(sent, func(_ string, one map[string]json.RawMessage) bool {
		raw, err := json.Marshal(one)
		if err != nil || one["actor"] == nil {
			return true
		}
		_, ref := person(raw)
		for key, v := range known[ref] {
			if _, there := one[key]; !there && !slices.Contains(deskParts, key) {
				one[key] = v
			}
		}
		return true
	})
	return back
}

// asksForPeople says whether a filter names people or places alone, by type: who else takes part is not told by the hits either.
func asksForPeople(f search.Filter) bool {
	for _, t := range f.Terms {
		if t.Qualifier == nil || !slices.Contains(atDesk, *t.Qualifier) { // the type that is asked for
			return false
		}
	}
	return true
}

// eachPerson keeps those of a list that keep says, as it leaves them.
func eachPerson(raw json.RawMessage, keep func(who string, one map[string]json.RawMessage) bool) json.RawMessage {
	var all, kept []json.RawMessage
	if json.Unmarshal(raw, &all) != nil {
		return nil
	}
	for _, one := range all {
		var tree map[string]json.RawMessage
		who, _ := person(one)
		if json.Unmarshal(one, &tree) != nil || !keep(who, tree) {
			continue
		}
		if out, err := json.Marshal(tree); err == nil {
			kept = append(kept, out)
		}
	}
	if len(kept) == 0 {
		return nil
	}
	out, err := json.Marshal(kept)
	if err != nil {
		return nil
	}
	return out
}

// person is the type and the reference of who takes part, of a participant or a reference.
func person(raw json.RawMessage) (typ, ref string) {
	var x struct {
		Reference string
		Type      string
		Actor     struct{ Reference, Type string }
	}
	if json.Unmarshal(raw, &x) != nil {
		return "", ""
	}
	ref, typ = x.Reference, x.Type
	if x.Actor.Reference != "" || x.Actor.Type != "" {
		ref, typ = x.Actor.Reference, x.Actor.Type
	}
	if parts := strings.Split(ref, "/"); len(parts) > 1 {
		typ = parts[len(parts)-2]
	}
	return typ, ref
}
