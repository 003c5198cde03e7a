package staff

import (
	"fyne.io/fyne/v2"

	"throughline/screens/kit"
)

// RosterActions is what can be done with a table.
type RosterActions interface {
	CloseSheet()
	ChooseRoster()
	SaveRosterTemplate()
	// EnrolRoster enrols those who are shown.
	EnrolRoster(m Roster)
	// RosterCodes leads to the one-time codes of those who were enrolled.
	RosterCodes()
}

// RosterPage draws m.
func RosterPage(m Roster, act RosterActions) *kit.Page {
	page := &kit.Page{Key: "programme/roster", Title: m.Title, Out: kit.WayOut("arrow-left", m.Back, act.CloseSheet), Width: kit.Reading}
	body := kit.Stack(16)
	if m.Done != "" {
		body.Add(kit.StatusLine("circle-check", kit.OK, m.Done), kit.Left(kit.PrimaryButton(m.Codes, act.RosterCodes)))
		page.Body = body
		return page
	}
	body.Add(kit.Body(m.Words).Soft())
	for _, words := range m.Columns {
		body.Add(kit.Body(words))
	}
	if m.Problem != "" {
		body.Add(kit.Problem(m.Problem, nil))
	}
	if m.Sum != "" {
		body.Add(kit.Heading(m.Sum))
	}
	if m.WrongTitle != "" {
		note := kit.Stack(6, kit.Strong(m.WrongTitle))
		for _, words := range m.Wrong {
			note.Add(kit.Body(words))
		}
		body.Add(kit.Notice(note))
	}
	lines := func(title string, words []string) {
		if title == "" {
			return
		}
		box := kit.Stack(4, kit.Strong(title))
		for _, w := range words {
			box.Add(kit.Body(w))
		}
		body.Add(box)
	}
	lines(m.LookTitle, m.Look)
	lines(m.LeftTitle, m.Left)
	if m.PreviewTitle != "" {
		rows := make([]fyne.CanvasObject, len(m.Preview))
		for i, x := range m.Preview {
			row := kit.Stack(0, kit.Strong(x.Name))
			if x.Words != "" {
				row.Add(kit.Small(x.Words))
			}
			rows[i] = kit.Pad(8, 0, 8, 0, row)
		}
		body.Add(kit.Stack(4, kit.Strong(m.PreviewTitle), kit.Rows(rows...)))
	}
	if m.DoWords != "" {
		body.Add(kit.Body(m.DoWords).Soft())
	}
	if m.Do != "" {
		body.Add(kit.Left(kit.PrimaryButton(m.Do, func() { act.EnrolRoster(m) })))
		body.Add(kit.Left(kit.QuietButton(m.Choose, act.ChooseRoster).Flush()))
	} else if m.Choose != "" {
		body.Add(kit.Left(kit.PrimaryButton(m.Choose, act.ChooseRoster)))
	}
	if m.Template != "" {
		body.Add(kit.Left(kit.QuietButton(m.Template, act.SaveRosterTemplate).Flush()))
	}
	page.Body = body
	return page
}
