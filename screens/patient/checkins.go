package patient

import (
	"fyne.io/fyne/v2"

	"throughline/screens/kit"
)

// CheckInsActions is what can be done from the list of check-ins.
type CheckInsActions interface {
	OpenCheckIn(form, due string)
	OpenResult(checkIn string)
}

// CheckInsView draws the list of check-ins.
type CheckInsView struct {
	act   CheckInsActions
	again func() // draws the page anew
	shown int    // how many of those that were answered
}

// someCheckIns is how many are shown at first, and how many more each time.
const someCheckIns = 12

// NewCheckInsView makes the view.
func NewCheckInsView(act CheckInsActions, again func()) *CheckInsView {
	return &CheckInsView{act: act, again: again, shown: someCheckIns}
}

// Page is the whole screen.
func (v *CheckInsView) Page(m CheckIns) *kit.Page {
	if m.Waiting {
		return &kit.Page{Key: "checkins", Title: m.Title, Lead: lead(m.Words, m.Notices), Body: kit.Skeleton(0.3, 0.8, 0.5)}
	}
	body := kit.Stack(26)
	if len(m.Due) > 0 {
		body.Add(section(m.DueTitle, v.rows(m.Due)))
	}
	if len(m.Done) > 0 {
		done := kit.Stack(10, v.rows(m.Done[:min(v.shown, len(m.Done))]))
		if len(m.Done) > v.shown {
			done.Add(kit.Left(kit.OutlineButton(m.Earlier, func() {
				v.shown += someCheckIns
				v.again()
			})))
		}
		body.Add(section(m.DoneTitle, done))
	} else {
		body.Add(section(m.DoneTitle, kit.Empty(m.NoneDone, nil)))
	}
	if len(m.Other) > 0 {
		body.Add(section(m.OtherTitle, v.rows(m.Other)))
	}
	return &kit.Page{Key: "checkins", Title: m.Title, Lead: lead(m.Words, m.Notices), Body: body}
}

func (v *CheckInsView) rows(list []CheckInRow) fyne.CanvasObject {
	rows := make([]fyne.CanvasObject, len(list))
	for i, r := range list {
		row := kit.NewRowLink(r.Title, r.When, func() {
			if r.ID != "" {
				v.act.OpenResult(r.ID)
			} else {
				v.act.OpenCheckIn(r.Form, r.Due)
			}
		})
		if line := statusLine(r.Status); line != nil {
			row.With(line)
		}
		rows[i] = row
	}
	return kit.Rows(rows...)
}
