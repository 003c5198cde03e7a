package profile

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"throughline/care"
	"throughline/fhir"
)

// FamilyPart is what a loved one sees of a type that they do not see whole.
type FamilyPart struct {
	Elements   []string
	Extensions []string
}

// FamilySees is the one list of it: the clinic's server holds to it, and the
// patient's preview is drawn by it. Of a session there is no reason, comment or
// skill; of a goal no earlier words, no steps and nothing that it is measured by.
var FamilySees = map[string]FamilyPart{
	"Appointment": {
		Elements: []string{
			"resourceType", "id", "meta", "status", "serviceType", "description", "start", "end", "minutesDuration", "participant",
		},
		Extensions: []string{ExtPreviousStart, ExtPreviousPlace, ExtVideo, ExtJoinURL, ExtTimezone},
	},
	"Goal": {Elements: []string{
		"resourceType", "id", "meta", "lifecycleStatus", "achievementStatus", "description", "subject", "startDate", "target",
	}},
	"Communication": {Elements: []string{"resourceType", "id", "meta", "status", "category", "subject", "sender", "sent", "payload"}},
	"Consent": {
		Elements: []string{"resourceType", "id", "meta", "status", "scope", "category", "patient", "dateTime", "performer", "policyRule", "provision"},
	},
}

// FamilySight is who looks, and whether the link of the session's room is open to
// them now.
type FamilySight struct {
	Me   string // "RelatedPerson/…"
	Link bool
}

// Element gives what of one element is seen; nil: nothing.
func (s FamilySight) Element(typ, name string, raw json.RawMessage) json.RawMessage {
	sees, parted := FamilySees[typ]
	switch {
	case !parted:
		return raw
	case name == "extension":
		return keep(raw, func(x struct{ URL string }) bool {
			return slices.Contains(sees.Extensions, x.URL) && (x.URL != ExtJoinURL || s.Link)
		})
	case !slices.Contains(sees.Elements, name):
		return nil
	case typ == "Appointment" && name == "participant":
		return keep(raw, func(x struct{ Actor fhir.Reference }) bool {
			kind, _, _ := strings.Cut(local(x.Actor.Reference), "/")
			return kind != "RelatedPerson" || local(x.Actor.Reference) == s.Me // who else of the family is asked is not theirs to know
		})
	case typ == "Goal" && name == "target":
		var all []struct {
			DueDate string `json:"dueDate"`
		}
		if json.Unmarshal(raw, &all) != nil {
			return nil
		}
		all = slices.DeleteFunc(all, func(t struct {
			DueDate string `json:"dueDate"`
		},
		) bool {
			return t.DueDate == ""
		})
		return list(all)
	}
	return raw
}

// keep leaves of a list those that ok takes.
func keep[T any](raw json.RawMessage, ok func(T) bool) json.RawMessage {
	var all, kept []json.RawMessage
	if json.Unmarshal(raw, &all) != nil {
		return nil
	}
	for _, one := range all {
		var x T
		if json.Unmarshal(one, &x) == nil && ok(x) {
			kept = append(kept, one)
		}
	}
	return list(kept)
}

func list[T any](of []T) json.RawMessage {
	if len(of) == 0 {
		return nil
	}
	out, err := json.Marshal(of)
	if err != nil {
		return nil
	}
	return out
}

// LinkOpens says whether now is the time in which a session's link may be given:
// from 15 minutes before until its end.
func LinkOpens(start, end string, now time.Time) bool {
	from, err := fhir.ParseInstant(start)
	if err != nil {
		return false
	}
	until, err := fhir.ParseInstant(end)
	if err != nil || !until.After(from) {
		until = from.Add(care.PresumedLength)
	}
	return !now.Before(from.Add(-care.JoinFrom)) && now.Before(until)
}
