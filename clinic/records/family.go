package records

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"throughline/clinic/access"
	"throughline/clinic/auth"
	"throughline/clinic/document"
	"throughline/clinic/outcome"
	"throughline/clinic/rules"
	"throughline/clinic/search"
	"throughline/clinic/store"
	"throughline/fhir"
	"throughline/profile"
)

const (
	mostLovedOnes = 20 // at a time; a list that one person can still oversee
)

func badLovedOne(element, say string) error {
	return &outcome.Error{Status: http.StatusUnprocessableEntity, Code: "value", Expression: "RelatedPerson." + element, Say: say}
}

// NameLovedOne puts a loved one whom a patient names into the records, together with
// the patient's consent; both or none. A patient writes no RelatedPerson otherwise,
// and of this one no more than a name and a relationship. Sent again, after a lost
// answer, it changes nothing but the consent.
func (s *Service) NameLovedOne(ctx context.Context, call Call, person, consent []byte) (fhirUser string, err error) {
	err = s.update(ctx, call, "create", "RelatedPerson", func(wk *work) error {
		fhirUser, err = wk.nameLovedOne(ctx, person, consent)
		return err
	})
	return fhirUser, err
}

func (wk *work) nameLovedOne(ctx context.Context, person, consent []byte) (string, error) {
	if wk.Role != auth.RolePatient || wk.PatientID == "" || !wk.Scopes.Allows("RelatedPerson", 'c') || !wk.Scopes.Allows("Consent", 'c') {
		return "", outcome.Forbidden
	}
	clean, err := lovedOne(person)
	if err != nil {
		return "", err
	}
	me := "Patient/" + wk.PatientID
	clean.Patient = fhir.Reference{Reference: me, Display: wk.name}
	ref := "RelatedPerson/" + clean.ID
	current, err := wk.w.Get(ctx, "RelatedPerson", clean.ID)
	switch {
	case errors.Is(err, store.ErrNotFound):
		err = wk.addLovedOne(ctx, clean, me)
	case err == nil:
		err = namedBy(current, me)
	}
	if err != nil {
		return "", err
	}
	tree, err := document.Tree(consent)
	if err != nil {
		return "", err
	}
	if g, ok := access.GrantOf(tree, ref, wk.At); !ok || g.Patient != wk.PatientID {
		return "", &outcome.Error{Status: http.StatusUnprocessableEntity, Code: "invariant", Expression: "Consent.provision", Say: "The consent opens nothing to this person."}
	}
	id, _ := tree["id"].(string)
	_, err = wk.update(ctx, "Consent", id, consent, Conditions{})
	return ref, err
}

// lovedOne takes from what was sent what a patient may say of a loved one.
func lovedOne(raw []byte) (*fhir.RelatedPerson, error) {
	decoded, err := fhir.Decode(raw)
	if err != nil {
		return nil, badLovedOne("resourceType", "This is no RelatedPerson that can be read.")
	}
	sent, ok := decoded.(*fhir.RelatedPerson)
	if !ok || !document.ValidID(sent.ID) {
		return nil, badLovedOne("id", "A RelatedPerson with an id is needed.")
	}
	if len(sent.Name) != 1 {
		return nil, badLovedOne("name", "One name is needed.")
	}
	name := strings.TrimSpace(sent.Name[0].Text)
	if !profile.IsName(name) {
		return nil, badLovedOne("name", fmt.Sprintf("A name has 1 to %d letters.", profile.LongestName))
	}
	clean := &fhir.RelatedPerson{Base: fhir.Base{ID: sent.ID}, Name: []fhir.HumanName{{Text: name}}}
	active := true
	clean.Active = &active
	for _, relation := range profile.Relations() {
		if len(sent.Relationship) == 1 && sent.Relationship[0].Has(profile.SystemRole, relation) {
			clean.Relationship = []fhir.CodeableConcept{fhir.Concept(profile.SystemRole, relation, "")}
		}
	}
	return clean, nil
}

func (wk *work) addLovedOne(ctx context.Context, p *fhir.RelatedPerson, me string) error {
	typ, active := "Patient", 0
	_, _, id, _ := document.Reference(me)
	err := Each(ctx, wk.w, search.Query{
		Type: "RelatedPerson", Sort: []search.Sort{{Kind: search.ID}},
		Filters: []search.Filter{{Param: "patient", Kind: search.Reference, Terms: []search.Term{{Value: &id, Qualifier: &typ}}}},
	}, func(v store.Version) error {
		tree, err := document.Tree(v.Body)
		if err == nil && tree["active"] != false {
			active++
		}
		return err
	})
	if err != nil {
		return err
	}
	if active >= mostLovedOnes {
		return badLovedOne("patient", "There are many people on your list. Take one off first.")
	}
	body, err := fhir.Encode(p)
	if err != nil {
		return err
	}
	d, err := document.Parse(body)
	if err != nil {
		return err
	}
	server := *wk
	server.Caller, server.call = access.System(wk.ClinicID), SystemCall(wk.ClinicID)
	v, err := server.put(ctx, 'u', d.WithMetaURI(profile.ExtWrittenBy, me), store.Version{Type: "RelatedPerson", ID: p.ID, Version: 1, Method: store.Updated})
	if err != nil {
		return err
	}
	wk.note("create", v, []string{wk.PatientID})
	return nil
}

// namedBy lets a patient ask again about whom they named, and about nobody else.
func namedBy(current store.Version, me string) error {
	decoded, err := fhir.Decode(current.Body)
	p, ok := decoded.(*fhir.RelatedPerson)
	if current.Gone() || err != nil || !ok || p.Patient.Reference != me || p.Active != nil && !*p.Active {
		return outcome.Forbidden
	}
	if by, ok := fhir.FindExtension(p.Meta.Extension, profile.ExtWrittenBy); ok && by.ValueURI != me {
		return outcome.Forbidden
	}
	return nil
}

// LovedOneInvited notes until when a loved one's code can be used, so that the
// patient reads it also without a network.
func (s *Service) LovedOneInvited(ctx context.Context, clinic, fhirUser string, until time.Time) error {
	return s.noteLovedOne(ctx, clinic, fhirUser, func(p *fhir.RelatedPerson) bool {
		p.Extension = append(withoutInvitation(p.Extension), fhir.Extension{URL: profile.ExtInvitedUntil, ValueDateTime: fhir.DateTime(until)})
		return true
	})
}

// LovedOneJoined notes since when a loved one has an account.
func (s *Service) LovedOneJoined(ctx context.Context, clinic, fhirUser string, at time.Time) error {
	return s.noteLovedOne(ctx, clinic, fhirUser, func(p *fhir.RelatedPerson) bool {
		if p.Period.Start != "" {
			return false
		}
		p.Extension, p.Period.Start = withoutInvitation(p.Extension), fhir.DateTime(at)
		return true
	})
}

func withoutInvitation(of []fhir.Extension) []fhir.Extension {
	var out []fhir.Extension
	for _, e := range of {
		if e.URL != profile.ExtInvitedUntil {
			out = append(out, e)
		}
	}
	return out
}

func (s *Service) noteLovedOne(ctx context.Context, clinic, fhirUser string, change func(*fhir.RelatedPerson) bool) error {
	_, typ, id, ok := document.Reference(fhirUser)
	if !ok || typ != "RelatedPerson" {
		return nil
	}
	return s.Programme(ctx, clinic, func(r store.Reader, tx rules.Tx) error {
		v, err := r.Get(ctx, typ, id)
		if errors.Is(err, store.ErrNotFound) || err == nil && v.Gone() {
			return nil
		}
		if err != nil {
			return err
		}
		decoded, err := fhir.Decode(v.Body)
		p, ok := decoded.(*fhir.RelatedPerson)
		if err != nil || !ok || !change(p) {
			return err
		}
		body, err := fhir.Encode(p)
		if err != nil {
			return err
		}
		tree, err := document.Tree(body)
		if err != nil {
			return err
		}
		return tx.Save(ctx, tree)
	})
}

// LovedOneExpected reports whether a loved one may still make an account: not where
// the patient took back, or let run out, all that named them.
func (s *Service) LovedOneExpected(ctx context.Context, clinic, fhirUser string) (expected bool, err error) {
	_, typ, id, ok := document.Reference(fhirUser)
	if !ok {
		return false, nil
	}
	err = s.Store.View(ctx, clinic, func(r store.Reader) error {
		person, err := r.Get(ctx, typ, id)
		if errors.Is(err, store.ErrNotFound) || err == nil && person.Gone() {
			return nil
		}
		if err != nil {
			return err
		}
		tree, err := document.Tree(person.Body)
		if err != nil || tree["active"] == false {
			return err
		}
		consents, err := consentsFor(ctx, r, typ, id)
		expected = len(consents) == 0 // staff invited them before anything was shared
		for _, tree := range consents {
			if _, opens := access.GrantOf(tree, fhirUser, s.Now()); opens {
				expected = true
			}
		}
		return err
	})
	return expected, err
}

// consentsFor are the consents that name somebody.
func consentsFor(ctx context.Context, r store.Reader, typ, id string) ([]map[string]any, error) {
	hits, err := r.Search(ctx, search.Query{
		Type: "Consent", Sort: []search.Sort{{Kind: search.ID}},
		Filters: []search.Filter{{
			Param: "actor", Kind: search.Reference, Terms: []search.Term{{Value: &id, Qualifier: &typ}},
		}},
	}, search.MaxCount)
	var out []map[string]any
	for _, hit := range hits {
		tree, bad := document.Tree(hit.Body)
		err = errors.Join(err, bad)
		out = append(out, tree)
	}
	return out, err
}
