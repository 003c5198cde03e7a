package patient

import (
	"time"

	"fyne.io/fyne/v2"

	"throughline/care"
	"throughline/screens/kit"
)

// fromTeam is what the team adds to the plan.
func (v *PlanView) fromTeam(body *kit.Box, m Plan) {
	t := m.Team
	body.Add(kit.NewSpace(12), kit.Stack(4, kit.Small(t.Words), small(t.Reviewed)))
	if t.Waiting {
		body.Add(kit.Skeleton(0.3, 0.8, 0.5))
		return
	}
	if t.Note != "" {
		body.Add(kit.Notice(kit.Body(t.Note)))
	}
	if len(t.Changes) > 0 {
		knots := make([]kit.Knot, len(t.Changes))
		for i, x := range t.Changes {
			knots[i] = kit.Knot{Moment: kit.Past, Content: kit.Stack(1, kit.Small(x.When), kit.Label(x.Subject), kit.Body(x.Words), small(x.Why))}
		}
		body.Add(section(t.ChangesTitle, kit.NewThread(knots...)))
	}
	for _, part := range t.Parts {
		body.Add(kit.Stack(4, kit.Heading(part.Title), small(part.For), kit.Body(part.Text), small(part.By)))
	}
	v.medication(body, t)
	v.nextCare(body, m)
	if len(t.Team) > 0 {
		rows := make([]fyne.CanvasObject, len(t.Team))
		for i, p := range t.Team {
			rows[i] = kit.Pad(10, 0, 10, 0, kit.Stack(1, kit.Strong(p.Name), small(p.Role), small(p.For)))
		}
		body.Add(section(t.Title, kit.Rows(rows...)))
	}
}

// medication is the list to read, and the way to tell of missed doses and side
// effects. It never advises.
func (v *PlanView) medication(body *kit.Box, t PlanTeam) {
	box := kit.Stack(8, kit.Heading(t.MedicationTitle))
	if len(t.Medications) == 0 {
		box.Add(kit.Body(t.NoMedication).Soft())
	}
	rows := make([]fyne.CanvasObject, len(t.Medications))
	for i, x := range t.Medications {
		rows[i] = kit.Pad(8, 0, 8, 0, kit.Stack(1, kit.Strong(x.Title), bodyOf(x.Text), small(x.By)))
	}
	if len(rows) > 0 {
		box.Add(kit.Rows(rows...))
	}
	box.Add(kit.Small(t.MedicationNote))
	if t.ReportForm != "" {
		box.Add(kit.Left(kit.OutlineButton(t.Report, func() { v.act.OpenCheckIn(t.ReportForm, "") }).WithIcon("pill")))
	}
	body.Add(box)
}

func bodyOf(words string) fyne.CanvasObject {
	if words == "" {
		return nil
	}
	return kit.Body(words)
}

func (v *PlanView) nextCare(body *kit.Box, m Plan) {
	t := m.Team
	box := kit.Stack(8, kit.Heading(t.NextTitle))
	if len(t.Next) == 0 {
		box.Add(kit.Body(t.NoNext).Soft())
	}
	rows := make([]fyne.CanvasObject, len(t.Next))
	for i, x := range t.Next {
		row := kit.Stack(1, kit.Small(x.Title), kit.Strong(x.Name), bodyOf(x.Contact), bodyOf(x.First), small(x.Note), statusLine(x.Met))
		var buttons []fyne.CanvasObject
		if x.CanMeet {
			buttons = append(buttons, kit.OutlineButton(t.Met, func() { v.change(v.act, care.ReferralMet{Referral: x.Ref}, nil) }))
		}
		if x.URI != "" {
			buttons = append(buttons, kit.OutlineButton(x.Call, func() { v.act.Contact(x.URI) }).WithIcon("phone"))
		}
		if len(buttons) > 0 {
			row.Add(kit.NewSpace(8), kit.Fit(10, buttons...))
		}
		rows[i] = kit.Pad(10, 0, 10, 0, row)
	}
	if len(rows) > 0 {
		box.Add(kit.Rows(rows...))
	}
	box.Add(v.problem(m.p), v.ownCare(t))
	body.Add(box)
}

// ownCare writes down who the patient sees already.
func (v *PlanView) ownCare(t PlanTeam) fyne.CanvasObject {
	if !v.own {
		return kit.Left(kit.QuietButton(t.AddOwn, func() { v.own = true; v.again() }).Flush())
	}
	stop := func() {
		v.own = false
		for _, key := range []string{"own-name", "own-kind", "own-phone"} {
			v.drop(key)
		}
		v.dropDay("own-first")
		v.again()
	}
	return kit.Stack(12, kit.Strong(t.OwnTitle), v.field("own-name", t.OwnName, "", 1), v.field("own-kind", t.OwnKind, "", 1), v.field("own-phone", t.OwnPhone, "", 1),
		v.day("own-first", t.OwnFirst, time.Time{}), kit.Fit(10, kit.OutlineButton(t.OwnAdd, func() {
			first, ok := v.typedDay("own-first", t.OwnFirst)
			if ok {
				v.change(v.act, care.OwnCare{Name: v.typed("own-name"), Kind: v.typed("own-kind"), Contact: v.typed("own-phone"), First: first}, stop)
			}
		}), kit.OutlineButton(t.Cancel, stop)))
}
