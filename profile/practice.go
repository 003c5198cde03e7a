package profile

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"throughline/care"
	"throughline/fhir"
)

// Components of a practice.
const (
	practiceBefore = "before" // valueInteger, 0 to care.PracticeTop
	practiceAfter  = "after"
	practiceFor    = "for"   // valueCodeableConcept, a challenge
	practiceWords  = "words" // valueString, repeats; code.text is the field's label
)

// practices reads the times that the patient used a skill.
func (r *reader) practices() []care.Practice {
	var out []care.Practice
	each(r.set, func(o *fhir.Observation) {
		if local(o.Subject.Reference) == r.patient {
			if p, ok := r.practice(o); ok {
				out = append(out, p)
			}
		}
	})
	slices.SortFunc(out, func(a, b care.Practice) int { return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.ID, b.ID)) })
	return out
}

// practice reads one time that a skill was used: an Observation of category activity whose
// code is one of the catalogue.
func (r *reader) practice(o *fhir.Observation) (care.Practice, bool) {
	skill, ok := coding(o.Code, SystemSkill)
	if !ok || !anyHas(o.Category, SystemObservationClass, "activity") || o.Status == "entered-in-error" || o.Status == "cancelled" {
		return care.Practice{}, false
	}
	at, ok := r.instant(o, "effectiveDateTime", o.EffectiveDateTime)
	if !ok {
		return care.Practice{}, false
	}
	p := care.Practice{ID: o.ID, Skill: skill, Title: o.Code.Words(), At: at, BringToGroup: marksGroup(o)}
	for _, c := range o.Component {
		code, _ := coding(c.Code, SystemPractice)
		switch code {
		case practiceBefore:
			p.Before = rating(c.ValueInteger)
		case practiceAfter:
			p.After = rating(c.ValueInteger)
		case practiceFor:
			if c.ValueCodeableConcept != nil {
				x, _ := coding(*c.ValueCodeableConcept, SystemChallenge)
				p.For = care.Challenge(x)
			}
		case practiceWords:
			p.Labels, p.Words = append(p.Labels, c.Code.Text), append(p.Words, c.ValueString)
		}
	}
	for _, n := range o.Note {
		p.Note = strings.TrimSpace(p.Note + "\n\n" + n.Text)
	}
	return p, true
}

// marksGroup says whether a practice is marked to be talked about in group.
func marksGroup(o *fhir.Observation) bool {
	e, ok := fhir.FindExtension(o.Extension, ExtBringToGroup)
	return ok && e.ValueBoolean != nil && *e.ValueBoolean
}

// rating is a value within the scale, or nil: what is outside means nothing.
func rating(n *int) *int {
	if n == nil || *n < 0 || *n > care.PracticeTop {
		return nil
	}
	v := *n
	return &v
}

// Practiced writes one practice of a skill, or what was changed about it.
func Practiced(set Set, viewer Viewer, p care.Practice) ([]Operation, error) {
	if p.ID == "" || p.Skill == "" || p.At.IsZero() {
		return nil, &care.Fault{Code: "practice-nameless", Say: "This could not be saved. Open the skill again."}
	}
	who := local(viewer.FHIRUser)
	o, there, err := edit[*fhir.Observation](set, "Observation/"+p.ID)
	if err != nil {
		return nil, err
	}
	if !there {
		o = &fhir.Observation{Base: fhir.Base{ID: p.ID}, Identifier: []fhir.Identifier{identifier(p.ID)}, Status: "final"}
		o.Meta.Security = labels(set, who)
	} else {
		o.Status = "amended"
	}
	r := &reader{set: set, viewer: viewer, zone: time.UTC}
	me := reference(r.person(fhir.Reference{Reference: who}))
	o.Category = []fhir.CodeableConcept{fhir.Concept(SystemObservationClass, "activity", "Activity")}
	o.Code = fhir.CodeableConcept{Coding: []fhir.Coding{{System: SystemSkill, Code: p.Skill}}, Text: p.Title}
	o.Subject, o.Performer, o.EffectiveDateTime = me, []fhir.Reference{me}, fhir.DateTime(p.At)
	o.Component = practiceComponents(p)
	o.Note = nil
	if words := strings.TrimSpace(p.Note); words != "" {
		o.Note = []fhir.Annotation{{AuthorReference: me, Text: words}}
	}
	o.Extension = slices.DeleteFunc(o.Extension, func(e fhir.Extension) bool { return e.URL == ExtBringToGroup })
	if p.BringToGroup {
		bring := true
		o.Extension = append(o.Extension, fhir.Extension{URL: ExtBringToGroup, ValueBoolean: &bring})
	}
	op, err := write(set, o)
	return []Operation{op}, err
}

func practiceComponents(p care.Practice) []fhir.ObservationComponent {
	var out []fhir.ObservationComponent
	code := func(c, words string) fhir.CodeableConcept {
		return fhir.CodeableConcept{Coding: []fhir.Coding{{System: SystemPractice, Code: c}}, Text: words}
	}
	for _, x := range []struct {
		code  string
		value *int
	}{{practiceBefore, p.Before}, {practiceAfter, p.After}} {
		if v := rating(x.value); v != nil {
			out = append(out, fhir.ObservationComponent{Code: code(x.code, ""), ValueInteger: v})
		}
	}
	if p.For != "" {
		c := fhir.Concept(SystemChallenge, string(p.For), "")
		out = append(out, fhir.ObservationComponent{Code: code(practiceFor, ""), ValueCodeableConcept: &c})
	}
	for i, words := range p.Words {
		if strings.TrimSpace(words) == "" || i >= len(p.Labels) {
			continue
		}
		out = append(out, fhir.ObservationComponent{Code: code(practiceWords, p.Labels[i]), ValueString: words})
	}
	return out
}
