package records

import (
	"encoding/json"
	"slices"

	"throughline/clinic/access"
	"throughline/clinic/auth"
	"throughline/clinic/document"
	"throughline/clinic/outcome"
	"throughline/clinic/search"
	"throughline/clinic/store"
	"throughline/clinic/validate"
	"throughline/profile"
)

// subsetted marks a resource of which parts were left out (FHIR R4, Resource,
// section 2.27.3.9), so that nobody takes it for the whole.
const subsetted = `{"system":"http://terminology.hl7.org/CodeSystem/v3-ObservationValue","code":"SUBSETTED"}`

// shown leaves out of a version what the caller's role does not see of it.
func shown(c access.Caller, v store.Version) (store.Version, error) {
	part, ok := c.Partial(v.Type)
	if !ok || len(v.Body) == 0 {
		return v, nil
	}
	d, err := document.Parse(v.Body)
	if err != nil {
		return v, err
	}
	edit := func(name string, raw json.RawMessage) json.RawMessage {
		switch {
		case name == "extension":
			return extensions(raw, part.Shows)
		case !slices.Contains(part.Elements, name):
			return nil
		}
		return taking(part, name, raw)
	}
	if c.Role == auth.RoleRelatedPerson {
		if edit, err = familys(c, v, d); err != nil {
			return v, err
		}
	}
	d = d.Edit(edit).Tagged(subsetted)
	if part.Unlabelled() {
		d = d.Labelled(nil)
	}
	v.Body = d.Bytes()
	return v, nil
}

// familys is what a loved one sees of each element. The link of a session's room is
// given from 15 minutes before it, and only where the patient shares it too.
func familys(c access.Caller, v store.Version, d document.Document) (func(string, json.RawMessage) json.RawMessage, error) {
	sight := profile.FamilySight{Me: c.FHIRUser}
	if v.Type == "Appointment" {
		tree, err := document.Tree(v.Body)
		if err != nil {
			return nil, err
		}
		sight.Link = d.Text("status") != "cancelled" && c.MayJoin(access.NewResource(v.Type, v.ID, tree)) &&
			profile.LinkOpens(d.Text("start"), d.Text("end"), c.At)
	}
	return func(name string, raw json.RawMessage) json.RawMessage { return sight.Element(v.Type, name, raw) }, nil
}

// extensions keeps those with an address that keep allows.
func extensions(raw json.RawMessage, keep func(url string) bool) json.RawMessage {
	var all, kept []json.RawMessage
	if json.Unmarshal(raw, &all) != nil {
		return nil
	}
	for _, one := range all {
		var x struct{ URL string }
		if json.Unmarshal(one, &x) == nil && keep(x.URL) {
			kept = append(kept, one)
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

// completed gives an update back what the caller's role did not see and so
// could not send; what they sent in its place is refused.
func (wk *work) completed(current store.Version, d document.Document) (document.Document, error) {
	part, ok := wk.Partial(d.Type())
	if !ok {
		return d, nil
	}
	var hidden string
	d = d.Untagged("SUBSETTED").Edit(func(name string, raw json.RawMessage) json.RawMessage {
		switch {
		case name == "extension":
			return extensions(raw, part.Shows)
		case !slices.Contains(part.Elements, name):
			hidden = name
		}
		return raw
	})
	if hidden == "" && part.Unlabelled() && d.Labels() != nil {
		hidden = "meta.security"
	}
	if hidden != "" {
		e := *outcome.Forbidden
		e.Expression = d.Type() + "." + hidden
		return d, &e
	}
	if len(current.Body) == 0 {
		return d, nil
	}
	before, err := document.Parse(current.Body)
	if err != nil {
		return d, err
	}
	if part.Unlabelled() {
		d = d.Labelled(before.Labels())
	}
	people := map[string]json.RawMessage{}
	before.Edit(func(name string, raw json.RawMessage) json.RawMessage {
		if part.PeopleOnly(name) {
			people[name] = raw
		}
		return raw
	})
	d = d.Edit(func(name string, raw json.RawMessage) json.RawMessage {
		if part.PeopleOnly(name) {
			return rejoined(raw, people[name])
		}
		return raw
	})
	return d.Filled(before.Edit(func(name string, raw json.RawMessage) json.RawMessage {
		switch {
		case name == "extension":
			return extensions(raw, func(url string) bool { return !part.Shows(url) })
		case part.PeopleOnly(name):
			return untold(raw)
		case slices.Contains(part.Elements, name):
			return nil
		}
		return raw
	})), nil
}

// mayAsk refuses a search by what the caller's role does not see: the number of
// hits would tell it.
func mayAsk(c access.Caller, q search.Query) error {
	part, ok := c.Partial(q.Type)
	if !ok {
		return nil
	}
	for _, f := range q.Filters {
		if !part.Searches(f.Param) || part.OfPeople(f.Param) && !asksForPeople(f) {
			return outcome.Forbidden
		}
	}
	for _, c := range q.Chains {
		if !part.Searches(c.Param) {
			return outcome.Forbidden
		}
	}
	for _, s := range q.Sort {
		if !part.Searches(s.Param) {
			return outcome.Forbidden
		}
	}
	for _, in := range q.Include {
		if in.Source == q.Type && (!part.Searches(in.Param) || part.OfPeople(in.Param) && !slices.Contains(atDesk, in.Target)) {
			return outcome.Forbidden
		}
	}
	return nil
}

// Elements leaves of a body the elements that are asked for and those that a
// resource must have (FHIR R4, Search, section 3.1.1.5.9). None means all.
func Elements(body []byte, names []string) ([]byte, error) {
	if len(names) == 0 {
		return body, nil
	}
	d, err := document.Parse(body)
	if err != nil {
		return nil, err
	}
	keep := append([]string{"resourceType", "id", "meta"}, names...)
	keep = append(keep, validate.Required(d.Type())...)
	return d.Edit(func(name string, raw json.RawMessage) json.RawMessage {
		if !slices.Contains(keep, name) {
			return nil
		}
		return raw
	}).Tagged(subsetted).Bytes(), nil
}
