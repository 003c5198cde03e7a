package patient

import (
	"cmp"
	"strings"
	"unicode"
	"unicode/utf8"

	"throughline/care"
)

// moved says what the clinic changed of a session: the old time, and where it is
// still to come the old place; "" for one that is as it was planned.
func (s speaker) moved(x care.Session) string {
	var parts []string
	if words := s.movedTime(x); words != "" {
		parts = append(parts, words)
	}
	if x.Elsewhere() && !x.Over(s.now) {
		was := x.WasPlace
		if x.WasVideo {
			was = s.p.T("patient.session.video")
		}
		parts = append(parts, s.p.T("patient.session.elsewhere", "Was", was))
	}
	return strings.Join(parts, ". ")
}

// clash says what else is planned while a session is; the zero Status where nothing
// is, or where the person has said which of them they can't come to.
func (s speaker) clash(c care.Chart, x care.Session) Status {
	if x.Over(s.now) || x.Answer == care.AnswerCant {
		return Status{}
	}
	var others []string
	for _, o := range c.Alongside(x) {
		if o.Answer != care.AnswerCant {
			others = append(others, s.p.T("patient.time.and", "First", s.title(o), "Second", s.p.Span(o.Start.In(s.clinic), o.Ends().In(s.clinic))))
		}
	}
	if len(others) == 0 {
		return Status{}
	}
	return Status{Icon: "info", Text: s.p.T("patient.session.clash", "What", strings.Join(others, "; "))}
}

// movedTime says the old time of a moved session, with its day where that changed
// too.
func (s speaker) movedTime(x care.Session) string {
	if !x.Moved() {
		return ""
	}
	was, is := x.WasStart.In(s.clinic), x.Start.In(s.clinic)
	clock := s.p.Clock(was)
	if dayOf(was).Equal(dayOf(is)) {
		return s.p.T("patient.session.moved", "Was", clock)
	}
	return s.p.T("patient.session.moved", "Was", s.p.T("patient.time.day-clock", "Day", s.p.DayInside(was), "Clock", clock))
}

// title names a session: "Group: riding out an urge".
func (s speaker) title(x care.Session) string {
	switch x.Kind {
	case care.KindIndividual:
		return s.p.T("patient.session.individual")
	case care.KindMedication:
		return s.p.T("patient.session.medication")
	case care.KindFamily:
		return s.p.T("patient.session.family")
	case care.KindVisit:
		return cmp.Or(x.Topic, s.p.T("patient.session.visit"))
	case care.KindGroup:
	}
	if x.Topic == "" {
		return s.p.T("patient.session.group")
	}
	return s.p.T("patient.session.group-topic", "Topic", lowerFirst(x.Topic))
}

// lowerFirst makes "Riding out" read on after a colon, and leaves "PTSD" alone.
func lowerFirst(words string) string {
	first, n := utf8.DecodeRuneInString(words)
	second, _ := utf8.DecodeRuneInString(words[n:])
	if unicode.IsUpper(second) {
		return words
	}
	return string(unicode.ToLower(first)) + words[n:]
}

// earlier says what the person had said before the session was moved; "" for nothing.
func (s speaker) earlier(x care.Session) string {
	e := x.Earlier
	key := map[care.Answer]string{
		care.AnswerComing: "patient.session.earlier-coming", care.AnswerLate: "patient.session.earlier-late", care.AnswerCant: "patient.session.earlier-cant",
	}[e.Answer]
	if key == "" || x.Answer != care.AnswerNone {
		return ""
	}
	was := s.p.Clock(e.Start.In(s.clinic))
	if !s.sameDay(e.Start, x.Start) {
		was = s.p.T("patient.time.day-clock", "Day", s.p.DayInside(e.Start.In(s.clinic)), "Clock", was)
	}
	return s.p.T(key, "Was", was)
}

// ask asks whether they come, once more where that was said for another time.
func (s speaker) ask(x care.Session) string {
	if s.earlier(x) != "" {
		return s.p.T("patient.session.ask-again")
	}
	return s.p.T("patient.session.ask")
}

// attendance says what became of a session, or what the person said about it.
func (s speaker) attendance(x care.Session) Status {
	switch {
	case x.State == care.SessionCancelled:
		return Status{Icon: "x", Text: s.p.T("patient.session.cancelled")}
	case x.Attended:
		return Status{Icon: "circle-check", Text: s.p.T("patient.session.attended"), Good: true}
	case x.Missed:
		return Status{Icon: "circle", Text: s.p.T("patient.session.missed")}
	case x.Over(s.now):
		return Status{Icon: "clock", Text: s.p.T("patient.session.over")}
	case x.Answer == care.AnswerComing:
		return Status{Icon: "check", Text: s.p.T("patient.session.said-coming")}
	case x.Answer == care.AnswerLate:
		return Status{Icon: "clock", Text: s.p.T("patient.session.said-late")}
	case x.Answer == care.AnswerCant:
		return Status{Icon: "x", Text: s.p.T("patient.session.said-cant")}
	case s.earlier(x) != "":
		return Status{Icon: "clock", Text: s.p.T("patient.session.again")}
	}
	return Status{}
}
