package staff

import (
	"fyne.io/fyne/v2"

	"throughline/screens/kit"
)

func (v *ProgrammeView) group(body *kit.Box, d *GroupDetail) {
	body.Add(kit.Heading(d.Title), kit.NewSpace(14), facts(d.Facts), kit.NewSpace(22))
	if d.Ended != "" {
		body.Add(kit.Body(d.Ended).Soft(), kit.NewSpace(14))
	}
	body.Add(kit.Heading(d.MembersTitle), kit.NewSpace(4))
	if d.Size != "" {
		body.Add(kit.Body(d.Size).Soft(), kit.NewSpace(10))
	}
	var rows []fyne.CanvasObject
	for _, p := range d.Members {
		rows = append(rows, kit.Ends(kit.Pad(12, 0, 12, 0, kit.Strong(p.Name)), kit.QuietButton(d.Remove, func() { v.act.RemoveMember(d.Series, p) }).About(p.Name).Flush().Small()))
	}
	if len(rows) > 0 {
		body.Add(kit.Rows(rows...), kit.NewSpace(10))
	}
	if d.AddNot != "" {
		body.Add(kit.Notice(kit.Body(d.AddNot)), kit.NewSpace(10))
	}
	if d.Add != "" {
		body.Add(kit.Left(kit.PrimaryButton(d.Add, func() { v.act.AddMember(d.Series) }).WithIcon("plus")), kit.NewSpace(22))
	}
	if len(d.Next) > 0 {
		body.Add(kit.NewSpace(10), kit.Heading(d.NextTitle), kit.NewSpace(4))
		var next []fyne.CanvasObject
		for _, r := range d.Next {
			link := kit.NewRowLink(r.Name, r.When, func() { v.act.ShowProgramme(ProgrammeAsk{Tab: ProgrammeWeek, Open: r.ID}) })
			if r.Warn {
				link.With(kit.NewSpace(4), kit.Left(programmeTag(r)))
			}
			next = append(next, link)
		}
		body.Add(kit.Rows(next...))
	}
	if len(d.Actions) == 0 {
		return
	}
	var actions []fyne.CanvasObject
	for _, a := range d.Actions {
		actions = append(actions, kit.NewRowLink(a.Name, "", func() { v.act.DoSeries(d.Series, a.Do) }).WithIcon(a.Icon))
	}
	body.Add(kit.NewSpace(22), kit.Heading(d.ActionsTitle), kit.NewSpace(4), kit.Rows(actions...))
}

func (v *ProgrammeView) person(body *kit.Box, d *PersonDetail) {
	body.Add(kit.Heading(d.Name), kit.NewSpace(14), facts(d.Facts), kit.NewSpace(18))
	var rows []fyne.CanvasObject
	for _, a := range d.Actions {
		rows = append(rows, kit.NewRowLink(a.Name, "", func() { v.act.DoPerson(d.Ref, a.Do) }).WithIcon(a.Icon))
	}
	body.Add(kit.Rows(rows...))
}

func (v *ProgrammeView) form(body *kit.Box, d *FormDetail) {
	formBody(body, *d)
	body.Add(kit.Left(kit.OutlineButton(d.Preview, func() { v.act.PreviewForm(d.Canonical) }).WithIcon("book-open")))
	if d.AskDo != "" {
		body.Add(kit.NewSpace(10), kit.Left(kit.PrimaryButton(d.AskDo, func() { v.act.AskForm(d.Canonical) }).WithIcon("send")))
	}
	if d.RetireDo != "" {
		body.Add(kit.NewSpace(10), kit.Left(kit.QuietButton(d.RetireDo, func() { v.act.RetireForm(d.Ref) }).Flush()))
	}
}

// formBody is what is to be known of a form.
func formBody(body *kit.Box, d FormDetail) {
	body.Add(kit.Heading(d.Title), kit.NewSpace(14), facts(d.Facts), kit.NewSpace(22))
	if d.GapsTitle != "" {
		note := kit.Stack(6, kit.Strong(d.GapsTitle))
		for _, g := range d.Gaps {
			note.Add(kit.Body(g))
		}
		body.Add(kit.Notice(note), kit.NewSpace(22))
	}
	body.Add(kit.Heading(d.UrgentTitle), kit.NewSpace(6))
	if d.UrgentNone != "" {
		body.Add(kit.Body(d.UrgentNone).Soft())
	}
	for _, u := range d.Urgent {
		body.Add(kit.Pad(4, 0, 4, 0, kit.Row(10, kit.NewIcon("flag", 20, kit.Urgent).Beside(kit.BodyStyle), kit.Wide(kit.Body(u)))))
	}
	body.Add(kit.NewSpace(22))
}
