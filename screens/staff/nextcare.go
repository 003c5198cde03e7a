package staff

import (
	"time"

	"fyne.io/fyne/v2"

	"throughline/care"
	"throughline/screens/kit"
)

// NextCareView draws the referrals.
type NextCareView struct{ pageView }

// NewNextCareView makes the view; again draws the page anew.
func NewNextCareView(act PageActions, again func()) *NextCareView {
	return &NextCareView{newPageView(act, again)}
}

// Page draws m.
func (v *NextCareView) Page(m NextCare) *kit.Page {
	v.begin("next-care", m.PageHead)
	body := kit.Stack(22)
	if len(m.Rows) == 0 {
		body.Add(kit.Body(m.None).Soft())
	}
	rows := make([]fyne.CanvasObject, len(m.Rows))
	for i, x := range m.Rows {
		rows[i] = v.row(m, x)
	}
	if len(rows) > 0 {
		body.Add(kit.Rows(rows...))
	}
	if v.editing == "new" {
		body.Add(v.form(m, NextCareRow{}, "new"))
	} else {
		body.Add(kit.Left(kit.OutlineButton(m.Edit.Add, v.edit("new")).WithIcon("plus")))
	}
	return v.page("next-care", m.PageHead, body)
}

func (v *NextCareView) row(m NextCare, x NextCareRow) fyne.CanvasObject {
	if v.editing == x.referral.Ref {
		return kit.Pad(12, 0, 14, 0, v.form(m, x, x.referral.Ref))
	}
	icon, role := "clock", kit.InkSoft
	if x.Met || x.Own {
		icon, role = "circle-check", kit.OK
	}
	box := kit.Stack(2, small(x.Kind), kit.Strong(x.Name), small(x.Contact), small(x.First), small(x.Note), kit.StatusLine(icon, role, x.State))
	if !x.Own {
		return kit.Pad(10, 0, 10, 0, kit.Ends(box, kit.QuietButton(m.Edit.Change, v.edit(x.referral.Ref)).About(x.Name).Flush().Small()))
	}
	return kit.Pad(10, 0, 10, 0, box)
}

func (v *NextCareView) form(m NextCare, x NextCareRow, key string) fyne.CanvasObject {
	e, clock := m.Edit, ""
	if !x.referral.First.IsZero() {
		clock = x.referral.First.In(e.Day.zone).Format("3:04 PM")
	}
	at := v.field(key+"/clock", e.Clock, e.ClockHint, clock, 1)
	return kit.Card(kit.Stack(14, v.field(key+"/name", e.Name, "", x.Name, 1), v.field(key+"/kind", e.Kind, "", x.Kind, 1), v.field(key+"/contact", e.Contact, "", x.Contact, 1),
		v.day(key+"/day", e.Day, x.referral.First), at, v.field(key+"/note", e.Note, e.NoteHint, x.Note, 2), v.problem(key, m.p),
		kit.Fit(8, kit.PrimaryButton(e.Save, func() {
			day, ok := v.typedDay(key+"/day", e.Day)
			hour, minute, right := clockOf(v.typed(key + "/clock"))
			switch {
			case !ok:
			case !right:
				at.Fault(e.ClockFault)
			default:
				if !day.IsZero() {
					day = time.Date(day.Year(), day.Month(), day.Day(), hour, minute, 0, 0, e.Day.zone)
				}
				v.change(v.act, key, care.TeamReferral{Patient: m.Patient, Referral: care.Referral{
					Ref: x.referral.Ref, Kind: v.typed(key + "/kind"), Name: v.typed(key + "/name"), Contact: v.typed(key + "/contact"), First: day, Note: v.typed(key + "/note"),
				}}, v.stop(key))
			}
		}), v.cancel(e.Cancel, key))))
}
