package staff

import (
	"strings"
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// DayOffSheet leaves a day out: a group's session, or all that is planned.
func DayOffSheet(c care.Chart, now time.Time, p *say.Printer, series string, day time.Time) Sheet {
	s := speakProgramme(c, now, p)
	m := s.sheet("day-off/"+series, "off-title", "off-do")
	if g, ok := c.Group(series); ok {
		m.Words = []string{s.groupName(g) + ". " + s.timesWords(g), p.T("staff.sheet.off-words")}
		if ahead := s.ahead(series); len(ahead) > 0 && day.IsZero() {
			day = ahead[0].Start.In(s.zone)
		}
	} else {
		m.Title, m.Words = p.T("staff.sheet.close-title"), []string{p.T("staff.sheet.close-words")}
	}
	m.Fields = []SheetField{s.field(FieldDay, "day", "day").on(day.In(s.zone)), s.field(FieldText, "why", "why").hint(p.T("staff.sheet.why-hint"))}
	m.Read = func(t Typed) SheetRead {
		r := &reading{Typed: t, s: s}
		x := care.DayOff{Series: series, Day: r.needDay("day"), Why: r.text("why")}
		if len(r.out.Wrong) > 0 {
			return r.out
		}
		on := c.OnDay(series, x.Day, now)
		if len(on) == 0 {
			r.wrong("day", "wrong-nothing-on")
			return r.out
		}
		r.out.Warn = []string{p.T("staff.sheet.cancels", "What", s.sessionsWords(on))}
		for _, x := range on {
			r.out.Warn = append(r.out.Warn, s.p.Span(x.Start.In(s.zone), x.Ends().In(s.zone))+". "+s.meetingName(x))
		}
		r.out.Warn = append(r.out.Warn, s.toldWords(care.Coming(on)))
		r.out.Change = x
		return r.out
	}
	return m
}

// MeetingChangeSheet says who leads one session, and where.
func MeetingChangeSheet(c care.Chart, now time.Time, p *say.Printer, ref string) Sheet {
	s := speakProgramme(c, now, p)
	m := s.sheet("meeting-change/"+ref, "meeting-title", "save")
	x, ok := c.Meeting(ref)
	if !ok {
		return m
	}
	at := x.Start.In(s.zone)
	lead, _, _ := strings.Cut(x.Leader, ",")
	leaders, is := s.leadersWith(care.Person{Ref: x.LeaderRef, Name: lead})
	m.Words = []string{s.meetingName(x), p.Day(at) + ", " + p.Span(at, x.Ends().In(s.zone)), p.T("staff.sheet.meeting-words")}
	m.Fields = []SheetField{
		s.field(FieldOne, "leader", "leader").of(names(leaders)...).from(is), s.where(x.Video),
		s.field(FieldText, "place", "place").from(x.Place), s.field(FieldText, "link", "link").hint(p.T("staff.sheet.link-hint")).from(x.JoinURL),
	}
	m.Read = func(t Typed) SheetRead {
		r := &reading{Typed: t, s: s}
		change := care.MeetingChanged{Meeting: ref, Leader: leaders[min(r.needOne("leader"), len(leaders)-1)]}
		change.Place, change.Video, change.JoinURL = r.place()
		if change.Leader.Ref == x.LeaderRef && change.Video == x.Video && foldName(change.Place.Name) == foldName(x.Place) && change.JoinURL == x.JoinURL {
			r.wrong("leader", "wrong-nothing-new")
		}
		if len(r.out.Wrong) > 0 {
			return r.out
		}
		r.out.Warn = s.clashWords([]care.Slated{{Start: x.Start, End: x.Ends(), Leader: change.Leader, Place: change.Place.Name, Instead: ref}})
		if people := care.Coming([]care.Meeting{x}); len(people) > 0 {
			r.out.Warn = append([]string{s.toldWords(people)}, r.out.Warn...)
		}
		r.out.Change = change
		return r.out
	}
	return m
}

// RestoreSheet takes a cancellation back.
func RestoreSheet(c care.Chart, now time.Time, p *say.Printer, ref string) Sheet {
	s := speakProgramme(c, now, p)
	m := s.sheet("restore/"+ref, "restore-title", "restore-do")
	if x, ok := c.Meeting(ref); ok {
		at := x.Start.In(s.zone)
		n := 0
		for _, e := range x.Expected {
			if e.Session.State == care.SessionCancelled {
				n++
			}
		}
		m.Words = []string{s.meetingName(x), p.Day(at) + ", " + p.Span(at, x.Ends().In(s.zone)), p.N("staff.sheet.restore-told", n)}
	}
	m.Read = func(Typed) SheetRead { return SheetRead{Change: care.MeetingRestored{Meeting: ref}} }
	return m
}
