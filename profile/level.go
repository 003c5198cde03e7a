package profile

import (
	"slices"
	"strings"

	"throughline/care"
	"throughline/fhir"
)

// levels reads the moves along the spectrum of care into the stays that of gives.
// A move is an Observation by staff; what a patient says of it is no move. Those
// of an earlier stay are left out.
func (r *reader) levels(of func(patient string) *care.Stay) {
	var touched []*care.Stay
	each(r.set, func(o *fhir.Observation) {
		if !o.Code.Has(SystemPlan, PlanLevel) || o.Status == "entered-in-error" || o.Status == "cancelled" || o.ValueCodeableConcept == nil {
			return
		}
		s := of(local(o.Subject.Reference))
		who := firstOf(o.Performer)
		to, known := coding(*o.ValueCodeableConcept, SystemLevel)
		if s == nil || !known || !slices.Contains(care.Levels(), care.Level(to)) || RoleOf(who.Reference) != care.RoleStaff {
			return
		}
		at, ok := r.instant(o, "effectiveDateTime", o.EffectiveDateTime)
		if !ok || at.Before(s.Admitted) {
			return
		}
		move := care.LevelMove{To: care.Level(to), At: at, By: r.signed(who)}
		for _, n := range o.Note {
			move.Why = n.Text
		}
		if len(s.Moves) == 0 {
			touched = append(touched, s)
		}
		s.Moves = append(s.Moves, move)
	})
	for _, s := range touched {
		slices.SortStableFunc(s.Moves, func(a, b care.LevelMove) int { return b.At.Compare(a.At) })
	}
}

var levelWords = map[care.Level]string{
	care.LevelSelfCare: "Self-care", care.LevelOutpatient: "Outpatient care", care.LevelIntensive: "Intensive outpatient care",
	care.LevelInpatient: "Inpatient care",
}

// levelSet records a move along the spectrum: an Observation of its own each time,
// so that the way there stays to be read. Where the patient is there already,
// nothing is written.
func (w *planWriter) levelSet(c care.LevelSet) error {
	words, known := levelWords[c.To]
	stay := w.stay()
	switch {
	case !known || stay.Ref == "":
		return errGone
	case stay.Level() == c.To:
		return nil
	}
	id := NameID(stay.Ref + "/level/" + string(c.To) + "/" + fhir.Instant(w.now))
	value := fhir.Concept(SystemLevel, string(c.To), words)
	o := &fhir.Observation{
		Status: "final", EffectiveDateTime: fhir.DateTime(w.now), ValueCodeableConcept: &value, Focus: []fhir.Reference{{Reference: stay.Ref}},
		Category: []fhir.CodeableConcept{fhir.Concept(SystemObservationClass, "survey", "Survey")},
		Code:     fhir.CodeableConcept{Coding: []fhir.Coding{{System: SystemPlan, Code: PlanLevel}}, Text: "Level of care"},
	}
	o.Base, o.Identifier = w.fresh(id)
	o.Subject = w.subject()
	o.Performer = []fhir.Reference{reference(w.person(fhir.Reference{Reference: w.who}))}
	if why := strings.TrimSpace(c.Why); why != "" {
		o.Note = []fhir.Annotation{{Time: fhir.DateTime(w.now), Text: why}}
	}
	return w.put(o)
}
