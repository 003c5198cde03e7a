package staff

import (
	"time"

	"fyne.io/fyne/v2"

	"throughline/care"
	"throughline/screens/kit"
)

// DischargeView draws the discharge. Each step is asked about once, with what it
// does, before it is done.
type DischargeView struct {
	pageView
	asked time.Time // the day of which the preview is shown; zero for none
}

// NewDischargeView makes the view; again draws the page anew.
func NewDischargeView(act PageActions, again func()) *DischargeView {
	return &DischargeView{pageView: newPageView(act, again)}
}

// Page draws m.
func (v *DischargeView) Page(m Discharge) *kit.Page {
	body := kit.Stack(26, kit.Stack(2, kit.Strong(m.State), kit.Small(m.Stay)))
	if len(m.Follows) > 0 {
		lines := make([]fyne.CanvasObject, len(m.Follows))
		for i, words := range m.Follows {
			lines[i] = kit.FactLine("calendar-check", words)
		}
		body.Add(section(m.FollowsTitle, kit.Stack(6, lines...)))
	}
	if m.Sets {
		body.Add(v.set(m))
	}
	body.Add(v.ask(m, "end", m.End, m.EndSays, m.EndYes, func() (care.PlanChange, bool) {
		return care.StayEnded{Patient: m.Patient, On: m.discharged}, true
	}), v.ask(m, "take", m.Take, m.TakeSays, m.TakeYes, func() (care.PlanChange, bool) {
		return care.DischargeSet{Patient: m.Patient}, true
	}), v.readmit(m))
	return v.page("discharge", m.PageHead, body)
}

// set is the day, and what it would do.
func (v *DischargeView) set(m Discharge) fyne.CanvasObject {
	const key = "discharge"
	if v.asked.IsZero() {
		return kit.Card(kit.Stack(14, v.day(key+"/day", m.Day, m.discharged), v.problem(key, m.p), kit.Left(kit.PrimaryButton(m.Look, func() {
			day, ok := v.typedDay(key+"/day", m.Day)
			if !ok {
				return
			}
			if why := m.Refuses(day); why != nil {
				v.refuse(key, why)
				return
			}
			v.fault, v.asked = nil, day
			v.again()
		}))))
	}
	box := kit.Stack(10, kit.Heading(m.PreviewTitle), kit.Strong(m.day(v.asked)))
	for _, words := range m.Preview(v.asked) {
		box.Add(kit.FactLine("calendar-check", words))
	}
	box.Add(v.problem(key, m.p), kit.NewSpace(6), kit.Fit(8, kit.PrimaryButton(m.Confirm, func() {
		v.change(v.act, key, care.DischargeSet{Patient: m.Patient, On: v.asked}, func() {
			v.asked = time.Time{}
			v.drop(key)
		})
	}), kit.OutlineButton(m.Back, func() { v.asked = time.Time{}; v.again() })))
	return kit.Card(box)
}

// ask is a button that says first what it does; nil where there is nothing to do.
func (v *DischargeView) ask(m Discharge, key, words, says, yes string, change func() (care.PlanChange, bool)) fyne.CanvasObject {
	if words == "" {
		return nil
	}
	if v.editing != key {
		return kit.Left(kit.OutlineButton(words, v.edit(key)))
	}
	return kit.Card(kit.Stack(12, kit.Heading(words), kit.Body(says), v.problem(key, m.p), kit.Fit(8, kit.PrimaryButton(yes, func() {
		if c, ok := change(); ok {
			v.change(v.act, key, c, v.stop(key))
		}
	}), v.cancel(m.Back, key))))
}

func (v *DischargeView) readmit(m Discharge) fyne.CanvasObject {
	const key = "again"
	if m.Again == "" || v.editing != key {
		return v.ask(m, key, m.Again, m.AgainSays, m.AgainYes, nil)
	}
	return kit.Card(kit.Stack(12, kit.Heading(m.Again), kit.Body(m.AgainSays), v.day(key+"/day", m.AgainDay, m.now), v.problem(key, m.p),
		kit.Fit(8, kit.PrimaryButton(m.AgainYes, func() {
			if day, ok := v.typedDay(key+"/day", m.AgainDay); ok {
				v.change(v.act, key, care.Readmitted{Patient: m.Patient, On: day}, v.stop(key))
			}
		}), v.cancel(m.Back, key))))
}
