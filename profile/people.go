package profile

import (
	"cmp"
	"slices"
	"strings"

	"throughline/care"
	"throughline/fhir"
)

// person tells who a reference is about, as far as it is known here.
func (r *reader) person(ref fhir.Reference) care.Person {
	p := care.Person{Ref: local(ref.Reference), Name: ref.Display}
	found, _ := r.set.Get(p.Ref)
	switch x := found.(type) {
	case *fhir.Patient:
		p.Name, p.Given = nameOf(x.Name, p.Name)
		p.Telephone = phone(x.Telecom)
	case *fhir.RelatedPerson:
		p.Name, p.Given = nameOf(x.Name, p.Name)
		p.Telephone = phone(x.Telecom)
	case *fhir.Practitioner:
		p.Name, p.Given = nameOf(x.Name, p.Name)
		p.Telephone = phone(x.Telecom)
		p.Title = credential(x)
	case *fhir.PractitionerRole:
		return r.person(x.Practitioner)
	}
	return p
}

// signed is a member of staff as they sign: "Dana Ortiz, LPC".
func (r *reader) signed(ref fhir.Reference) string {
	p := r.person(ref)
	if p.Title == "" || p.Name == "" {
		return p.Name
	}
	return p.Name + ", " + p.Title
}

func credential(x *fhir.Practitioner) string {
	for _, q := range x.Qualification {
		if w := q.Code.Words(); w != "" {
			return w
		}
	}
	return ""
}

// nameOf gives the name to show and the given name: the usual one before the
// official one, an old one never.
func nameOf(names []fhir.HumanName, fallback string) (name, given string) {
	rank := func(n fhir.HumanName) int {
		return slices.Index([]string{"usual", "official", "", "nickname", "temp", "anonymous", "maiden", "old"}, n.Use)
	}
	names = slices.Clone(names)
	slices.SortStableFunc(names, func(a, b fhir.HumanName) int { return cmp.Compare(rank(a), rank(b)) })
	for _, n := range names {
		if n.Use == "old" {
			continue
		}
		name = n.Text
		if name == "" {
			name = strings.Join(append(append([]string{}, n.Given...), n.Family), " ")
		}
		if name = strings.TrimSpace(name); name == "" {
			continue
		}
		if len(n.Given) > 0 {
			given = n.Given[0]
		}
		return name, given
	}
	return fallback, ""
}

func phone(points []fhir.ContactPoint) string {
	for _, p := range points {
		if (p.System == "phone" || p.System == "sms") && p.Use != "old" {
			return p.Value
		}
	}
	return ""
}

// patients lists all patients, by name.
func (r *reader) patients() []care.Person {
	var out []care.Person
	each(r.set, func(p *fhir.Patient) {
		if p.Active == nil || *p.Active {
			out = append(out, r.person(fhir.Reference{Reference: refTo(p)}))
		}
	})
	slices.SortFunc(out, func(a, b care.Person) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Ref, b.Ref)) })
	return out
}
