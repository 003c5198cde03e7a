package staff

import (
	"fyne.io/fyne/v2"

	"throughline/care"
	"throughline/screens/kit"
)

// presences are what can be said of who was there, in the order of
// MeetingDetail.Presences.
var presences = []care.Presence{care.PresenceThere, care.PresenceMissed, care.PresenceExcused}

func (v *ProgrammeView) meeting(body *kit.Box, m Programme, d *MeetingDetail) {
	body.Add(kit.Heading(d.Title), kit.NewSpace(2), kit.Body(d.When))
	if d.Tag != "" {
		body.Add(kit.NewSpace(8), kit.Left(kit.Tag(kit.ToneThread, d.Icon, d.Tag)))
	}
	body.Add(kit.NewSpace(14), facts(d.Facts), kit.NewSpace(22), kit.Heading(d.PeopleTitle), kit.NewSpace(4))
	for _, words := range []string{d.Size, d.AttendWords, d.Nobody} {
		if words != "" {
			body.Add(kit.Body(words).Soft(), kit.NewSpace(6))
		}
	}
	if d.Attend {
		v.attendance(body, m, d)
	} else {
		rows := make([]fyne.CanvasObject, len(d.People))
		for i, x := range d.People {
			rows[i] = kit.Pad(10, 0, 10, 0, whoComes(x))
		}
		body.Add(kit.Rows(rows...))
	}
	if len(d.Actions) == 0 {
		return
	}
	var rows []fyne.CanvasObject
	for _, a := range d.Actions {
		rows = append(rows, kit.NewRowLink(a.Name, "", func() { v.act.DoMeeting(d.Ref, d.Series, a.Do) }).WithIcon(a.Icon))
	}
	body.Add(kit.NewSpace(22), kit.Heading(d.ActionsTitle), kit.NewSpace(4), kit.Rows(rows...))
}

// whoComes is a person with what they said.
func whoComes(x MeetingPerson) fyne.CanvasObject {
	box := kit.Stack(2, kit.Strong(x.Name), kit.StatusLine(x.Icon, kit.InkSoft, x.Answer))
	if x.Reason != "" {
		box.Add(kit.Small(x.Reason))
	}
	for _, words := range x.Guests {
		box.Add(kit.StatusLine("heart-handshake", kit.InkSoft, words))
	}
	for _, words := range x.Brings {
		box.Add(kit.StatusLine("message-square-text", kit.InkSoft, words))
	}
	return box
}

// markOf is what is said of a person here, or what is recorded.
func (v *ProgrammeView) markOf(d *MeetingDetail, x MeetingPerson) mark {
	if k, ok := v.marks[d.Ref][x.Session]; ok {
		return k
	}
	return mark{is: x.Is, stayed: x.Stayed}
}

func (v *ProgrammeView) set(d *MeetingDetail, session string, k mark) {
	if v.marks[d.Ref] == nil {
		v.marks[d.Ref] = map[string]mark{}
	}
	v.marks[d.Ref][session] = k
	v.again()
}

// attendance asks of each person whether they were there. One button says it of all
// of whom nothing is said yet.
func (v *ProgrammeView) attendance(body *kit.Box, m Programme, d *MeetingDetail) {
	body.Add(kit.NewSpace(6), kit.Left(kit.OutlineButton(d.Everyone, func() {
		for _, x := range d.People {
			if v.markOf(d, x).is == care.PresenceUnknown {
				v.set(d, x.Session, mark{is: care.PresenceThere})
			}
		}
		v.again()
	}).WithIcon("users")), kit.NewSpace(6))
	rows := make([]fyne.CanvasObject, len(d.People))
	for i, x := range d.People {
		k := v.markOf(d, x)
		chosen := kit.None
		for at, is := range presences {
			if is == k.is {
				chosen = at
			}
		}
		row := kit.Stack(8, whoComes(x), kit.Choices(kit.Options{Words: d.Presences, Chosen: chosen, Spoken: spokenFor(x.Name, m), OnChoose: func(at int) {
			v.set(d, x.Session, mark{is: presences[at]})
		}}))
		for _, words := range []string{x.Record, x.Before} {
			if words != "" {
				row.Add(kit.Small(words))
			}
		}
		if k.is == care.PresenceThere && len(d.Parts) > 0 {
			if k.part || k.stayed > 0 {
				row.Add(v.howLong(m, d, x, k))
			} else {
				row.Add(kit.Left(kit.QuietButton(d.Part, func() { v.set(d, x.Session, mark{is: k.is, part: true}) }).About(x.Name).Flush().Small()))
			}
		}
		rows[i] = kit.Pad(12, 0, 12, 0, row)
	}
	body.Add(kit.Rows(rows...), kit.NewSpace(12))
	if v.fault != nil && v.at == d.Ref {
		body.Add(kit.Problem(m.p.Fault(v.fault), nil), kit.NewSpace(12))
	}
	if len(v.marks[d.Ref]) > 0 {
		body.Add(kit.Left(kit.PrimaryButton(d.Save, func() { v.save(d) }).WithIcon("check")))
	} else if done(d) {
		body.Add(kit.StatusLine("circle-check", kit.OK, d.Saved))
	}
}

func done(d *MeetingDetail) bool {
	for _, x := range d.People {
		if x.Is == care.PresenceUnknown {
			return false
		}
	}
	return true
}

// spokenFor says with a choice whose it is, for who hears the page.
func spokenFor(name string, m Programme) func(bool, int, int) string {
	state := spokenChoice(m.p)
	return func(chosen bool, place, count int) string { return name + ", " + state(chosen, place, count) }
}

func (v *ProgrammeView) howLong(m Programme, d *MeetingDetail, x MeetingPerson, k mark) fyne.CanvasObject {
	chosen := kit.None
	for i, part := range d.PartOf {
		if part == k.stayed && (part > 0 || !k.part) {
			chosen = i
		}
	}
	return kit.FlowChoices(kit.Options{Words: d.Parts, Chosen: chosen, Spoken: spokenFor(x.Name, m), OnChoose: func(i int) {
		v.set(d, x.Session, mark{is: k.is, stayed: d.PartOf[i]})
	}})
}

// save records what was tapped. What could not be kept stays here.
func (v *ProgrammeView) save(d *MeetingDetail) {
	taken := care.AttendanceTaken{Meeting: d.Ref}
	for _, x := range d.People {
		if k, ok := v.marks[d.Ref][x.Session]; ok {
			taken.Of = append(taken.Of, care.AttendanceOf{Session: x.Session, Is: k.is, Stayed: k.stayed})
		}
	}
	v.act.ChangeProgramme(taken, func(f *care.Fault) {
		v.fault, v.at = f, d.Ref
		if f == nil {
			delete(v.marks, d.Ref)
		}
		v.again()
	})
}
