package rules

import (
	"context"
	"errors"

	"throughline/clinic/document"
	"throughline/fhir"
	"throughline/profile"
)

// discharged makes the follow-ups of a stay in the transaction that sets, moves or
// takes back its discharge, or that admits somebody again.
func discharged(ctx context.Context, tx Tx, stay map[string]any) error {
	_, typ, id, ok := document.Reference(one(stay, "patient.reference"))
	if !ok || typ != "Patient" {
		return nil
	}
	now, _, err := fhir.ParseTime(one(stay, "meta.lastUpdated"), nil)
	if err != nil {
		return err
	}
	set := &stored{ctx: ctx, tx: tx, patient: "Patient/" + id}
	ops, err := profile.FollowUps(set, set.patient, profile.ClinicZone(set, set.patient), now)
	if err := errors.Join(err, set.err); err != nil {
		return err
	}
	for _, op := range ops {
		tree, err := document.Tree(op.Body)
		if err != nil {
			return err
		}
		if err := tx.Save(ctx, tree); err != nil {
			return err
		}
	}
	return nil
}

// stored is what the rules need of the transaction's state as a profile.Set. It
// reads what it is asked for, and keeps the first error.
type stored struct {
	ctx     context.Context //nolint:containedctx // it lives as long as one call
	tx      Tx
	patient string
	err     error
}

// Each implements profile.Set for the types that a follow-up looks through.
func (s *stored) Each(typ string, fn func(fhir.Resource)) {
	queries := map[string][][2]string{
		"EpisodeOfCare": {{"patient", s.patient}},
		"Organization":  {{"type", "http://terminology.hl7.org/CodeSystem/organization-type|prov"}},
	}[typ]
	if typ == "Questionnaire" {
		for _, url := range profile.FollowUpForms() {
			queries = append(queries, [2]string{"url", url})
		}
	}
	for _, q := range queries {
		found, err := s.tx.Find(s.ctx, typ, q[0], q[1])
		s.err = errors.Join(s.err, err)
		for _, tree := range found {
			if r := s.decode(tree); r != nil {
				fn(r)
			}
		}
	}
}

// Get implements profile.Set.
func (s *stored) Get(ref string) (fhir.Resource, bool) {
	_, typ, id, ok := document.Reference(ref)
	if !ok {
		return nil, false
	}
	tree, err := s.tx.Resource(s.ctx, typ, id)
	s.err = errors.Join(s.err, err)
	if tree == nil {
		return nil, false
	}
	r := s.decode(tree)
	return r, r != nil
}

// decode gives nil for what cannot be read: nothing follows from it.
func (s *stored) decode(tree map[string]any) fhir.Resource {
	d, err := document.FromTree(tree)
	if err != nil {
		s.err = errors.Join(s.err, err)
		return nil
	}
	r, err := fhir.Decode(d.Bytes())
	if err != nil {
		return nil
	}
	return r
}
