package profile

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"throughline/care"
	"throughline/fhir"
)

// goalWords writes a new goal, or words one anew or gives it another date.
func (w *planWriter) goalWords(c care.GoalWords) error {
	text := strings.TrimSpace(c.Text)
	if text == "" {
		return errNoWords
	}
	if c.Goal == "" {
		return w.newGoal(text, c)
	}
	g, there, err := edit[*fhir.Goal](w.set, c.Goal)
	if err != nil {
		return err
	}
	if !there || local(g.Subject.Reference) != w.patient {
		return errGone
	}
	was := w.goal(g)
	worded, dated := text != was.Text, !sameDay(w, c, was)
	switch {
	case !worded && !dated:
		return nil
	case worded:
		w.keepOldWords(g, was)
		g.Description = fhir.CodeableConcept{Text: text}
		g.Extension = append(g.Extension, w.told(care.Worded, text, c.Why))
	default:
		g.Extension = append(g.Extension, w.told(care.Dated, w.day(c), c.Why))
	}
	w.aim(g, c)
	return w.put(g)
}

func sameDay(w *planWriter, c care.GoalWords, was care.Goal) bool {
	return w.day(c) == w.day(care.GoalWords{Target: was.Target})
}

// day is the target as a date; empty if it is open.
func (w *planWriter) day(c care.GoalWords) string {
	if c.Target.IsZero() {
		return ""
	}
	return w.date(c.Target)
}

// aim sets the date by which the goal is aimed for, and leaves what else is
// measured.
func (w *planWriter) aim(g *fhir.Goal, c care.GoalWords) {
	for i := range g.Target {
		g.Target[i].DueDate = ""
	}
	day := w.day(c)
	if day == "" {
		g.Target = slices.DeleteFunc(g.Target, func(t fhir.GoalTarget) bool {
			return len(t.Measure.Coding) == 0 && t.Measure.Text == "" && t.DetailString == "" && len(t.Unknown) == 0
		})
		return
	}
	if len(g.Target) == 0 {
		g.Target = []fhir.GoalTarget{{}}
	}
	g.Target[0].DueDate = day
}

// keepOldWords writes down the wording of a goal that came without a story.
func (w *planWriter) keepOldWords(g *fhir.Goal, was care.Goal) {
	if slices.ContainsFunc(g.Extension, func(e fhir.Extension) bool { return e.URL == ExtWording }) {
		return
	}
	old := first(was)
	g.Extension = append(g.Extension, wording(old, cmp.Or(g.ExpressedBy.Reference, w.patient)))
}

// newGoal writes a goal. Its id follows from its words: said on two devices it is
// one goal, and said again it is taken up again.
func (w *planWriter) newGoal(text string, c care.GoalWords) error {
	id := w.name("goal", fold(text))
	for n := 2; ; n++ {
		old, there, err := edit[*fhir.Goal](w.set, "Goal/"+id)
		if err != nil {
			return err
		}
		if !there {
			break
		}
		if fold(old.Description.Words()) == fold(text) {
			if old.LifecycleStatus == "active" {
				return nil
			}
			return w.state(old, care.GoalState{To: care.Resumed, Why: c.Why})
		}
		id = w.name("goal", fold(text), strconv.Itoa(n)) // the first was worded anew since
	}
	g := &fhir.Goal{LifecycleStatus: "active", Description: fhir.CodeableConcept{Text: text}, StartDate: w.date(w.now), StatusDate: w.date(w.now)}
	g.Base, g.Identifier = w.fresh(id)
	g.Subject = w.subject()
	g.ExpressedBy = g.Subject
	g.Extension = append(g.Extension, w.told(care.Worded, text, c.Why))
	w.aim(g, c)
	return w.put(g)
}

func (w *planWriter) ownGoal(ref string) (*fhir.Goal, error) {
	g, there, err := edit[*fhir.Goal](w.set, ref)
	if err != nil {
		return nil, err
	}
	if !there || local(g.Subject.Reference) != w.patient {
		return nil, errGone
	}
	return g, nil
}

func (w *planWriter) goalState(c care.GoalState) error {
	g, err := w.ownGoal(c.Goal)
	if err != nil {
		return err
	}
	return w.state(g, c)
}

// state moves a goal along its lifecycle. Nothing is ever "not achieved": a goal
// that is put to rest is on hold.
func (w *planWriter) state(g *fhir.Goal, c care.GoalState) error {
	was := w.goal(g)
	lifecycle, known := map[care.ChangeKind]string{care.Reached: "completed", care.Rested: "on-hold", care.Resumed: "active"}[c.To]
	if !known || lifecycle == g.LifecycleStatus {
		return nil
	}
	w.keepOldWords(g, was)
	g.LifecycleStatus, g.StatusDate, g.StatusReason = lifecycle, w.date(w.now), strings.TrimSpace(c.Why)
	g.AchievementStatus = fhir.CodeableConcept{}
	if c.To == care.Reached {
		g.AchievementStatus = fhir.Concept(SystemGoalAchievement, "achieved", "Achieved")
	}
	g.Extension = append(g.Extension, w.told(c.To, was.Text, c.Why))
	return w.put(g)
}

// goalStep changes one step; the entries of the others stay as they are, so that
// two devices that change different steps merge.
func (w *planWriter) goalStep(c care.GoalStep) error {
	g, err := w.ownGoal(c.Goal)
	if err != nil {
		return err
	}
	all := readSteps(w.reader, g)
	text := strings.TrimSpace(c.Text)
	if c.Do == care.StepAdd {
		if text == "" {
			return errNoWords
		}
		name := madeRef(g) + "/step/" + fold(text)
		id := NameID(name)
		for n := 2; ; n++ {
			i := slices.IndexFunc(all, func(s step) bool { return s.ID == id })
			if i < 0 {
				break
			}
			if fold(all[i].Text) == fold(text) {
				return nil
			}
			id = NameID(name + "/" + strconv.Itoa(n)) // the first was worded anew since
		}
		last := 0
		for _, s := range all {
			last = max(last, s.rank)
		}
		return w.writeSteps(g, step{Step: care.Step{ID: id, Text: text}, rank: last + 10})
	}
	i := slices.IndexFunc(all, func(s step) bool { return s.ID == c.Step })
	if i < 0 {
		return errGone
	}
	s := all[i]
	switch c.Do {
	case care.StepTick:
		s.Done = w.now
	case care.StepUntick:
		s.Done = time.Time{}
	case care.StepWord:
		if text == "" {
			return errNoWords
		}
		s.Text = text
	case care.StepUp, care.StepDown:
		j := i - 1
		if c.Do == care.StepDown {
			j = i + 1
		}
		if j < 0 || j >= len(all) {
			return nil
		}
		other := all[j]
		s.rank, other.rank = other.rank, s.rank
		if s.rank == other.rank { // made at once on two devices
			other.rank += map[bool]int{true: 1, false: -1}[c.Do == care.StepUp]
		}
		return w.writeSteps(g, s, other)
	case care.StepDrop:
		w.dropStep(g, s.ID)
		return w.put(g)
	case care.StepAdd:
	}
	return w.writeSteps(g, s)
}

func (w *planWriter) dropStep(g *fhir.Goal, id string) {
	g.Extension = slices.DeleteFunc(g.Extension, func(e fhir.Extension) bool {
		return e.URL == ExtStep && slices.ContainsFunc(e.Extension, func(p fhir.Extension) bool { return p.URL == "id" && p.ValueString == id })
	})
}

func (w *planWriter) writeSteps(g *fhir.Goal, changed ...step) error {
	for _, s := range changed {
		w.dropStep(g, s.ID)
		s.at = w.now.Format(time.RFC3339Nano)
		g.Extension = append(g.Extension, s.write())
	}
	return w.put(g)
}

// goalClose records how close a goal feels: one value for a goal and a day, the
// last one of the day.
func (w *planWriter) goalClose(c care.GoalClose) error {
	g, err := w.ownGoal(c.Goal)
	if err != nil {
		return err
	}
	if c.Value < 0 || c.Value > care.ClosenessTop {
		return errGone
	}
	id := NameID(madeRef(g) + "/closeness/" + w.date(w.now))
	o, there, err := edit[*fhir.Observation](w.set, "Observation/"+id)
	if err != nil {
		return err
	}
	if there {
		o.Status = "amended"
	} else {
		o = &fhir.Observation{Status: "final"}
		o.Base, o.Identifier = w.fresh(id)
		o.Subject = w.subject()
		o.Performer, o.Focus = []fhir.Reference{o.Subject}, []fhir.Reference{{Reference: refTo(g)}}
		o.Category = []fhir.CodeableConcept{fhir.Concept(SystemObservationClass, "social-history", "Social History")}
		o.Code = fhir.CodeableConcept{Coding: []fhir.Coding{{System: SystemPlan, Code: PlanCloseness}}, Text: "How close the goal feels"}
	}
	o.EffectiveDateTime, o.ValueInteger = fhir.DateTime(w.now), &c.Value
	return w.put(o, g)
}
