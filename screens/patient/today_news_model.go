package patient

import (
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// NewsItem is one thing that changed since the person last looked.
type NewsItem struct {
	Icon, Title, Words string
	Session            string // Session.Ref that it leads to
	CheckIn            string // CheckIn.ID that it leads to
	Plan               bool   // it leads to the plan
}

// news tells what changed. An item that stands as the card says so there too.
func (s speaker) news(c care.Chart, seen care.Looked) []NewsItem {
	var out []NewsItem
	for _, n := range c.News(seen, s.now) {
		switch n.Kind {
		case care.NewsMoved:
			x := n.Session
			x.WasStart = n.Was
			out = append(out, NewsItem{
				Icon: "clock", Session: x.Ref, Title: s.p.T("patient.news.moved", "What", s.title(x)),
				Words: s.p.T("patient.news.moved-words", "Now", s.whenIs(x.Start), "Was", s.whenIs(n.Was)),
			})
		case care.NewsElsewhere:
			x := n.Session
			where := x.Place
			if x.Video {
				where = say.Capital(s.p.T("patient.session.video"))
			}
			out = append(out, NewsItem{
				Icon: "map-pin", Session: x.Ref, Title: s.p.T("patient.news.elsewhere", "What", s.title(x)),
				Words: s.p.T("patient.news.elsewhere-words", "When", s.whenIs(x.Start), "Where", where),
			})
		case care.NewsCancelled:
			out = append(out, NewsItem{
				Icon: "x", Session: n.Session.Ref, Title: s.p.T("patient.news.cancelled", "What", s.title(n.Session)),
				Words: s.whenIs(n.Session.Start),
			})
		case care.NewsReply:
			out = append(out, NewsItem{
				Icon: "message-square-text", CheckIn: n.CheckIn.ID, Title: s.p.T("patient.news.reply"), Words: n.CheckIn.Title,
			})
		case care.NewsAdded:
			item := NewsItem{Icon: "calendar-days", Session: n.Session.Ref, Title: s.p.T("patient.news.added", "What", s.title(n.Session)), Words: s.whenIs(n.Session.Start)}
			if n.More > 0 {
				item.Title, item.Words = s.p.T("patient.news.added", "What", s.kind(n.Session)), s.p.N("patient.news.added-more", n.More, "When", item.Words)
			}
			out = append(out, item)
		case care.NewsPlan:
			out = append(out, NewsItem{Icon: "route", Plan: true, Title: s.p.T("patient.news.plan"), Words: s.subject(c, n.Subject)})
		case care.NewsNextCare:
			out = append(out, NewsItem{Icon: "signpost", Plan: true, Title: s.p.T("patient.news.next-care"), Words: n.Subject})
		case care.NewsMedicines:
			out = append(out, NewsItem{Icon: "pill", Plan: true, Title: s.p.T("patient.news.medicines")})
		case care.NewsLeaving:
			out = append(out, NewsItem{Icon: "signpost", Plan: true, Title: s.p.T("patient.news.leaving"), Words: n.Subject})
		case care.NewsLevel:
			out = append(out, NewsItem{Icon: "route", Plan: true, Title: s.p.T("patient.news.level"), Words: s.p.T("patient.where." + string(c.Stay.Level()))})
		}
	}
	return out
}

// homeworkItems are what the team gave to try: what is open, and what was done
// today.
func (d day) homeworkItems(c care.Chart) (open, done []TodayItem) {
	for _, h := range c.Homework {
		item := TodayItem{Homework: h.Ref, Skill: h.Skill, Title: h.Title, When: d.p.T("patient.homework.from")}
		if !h.Due.IsZero() {
			item.When = d.p.T("patient.time.and", "First", d.p.T("patient.homework.from"), "Second", lowerFirst(d.dueWords(care.Due{By: h.Due})))
		}
		if h.Skill != "" {
			item.SkillWords = d.p.T("patient.homework.skill")
		}
		if h.By != "" {
			item.By = d.p.T("patient.homework.by", "Name", h.By)
		}
		delivery := c.Delivery(h.Ref)
		switch {
		case h.Done.IsZero():
			item.Node, item.Do = NodeLater, d.p.T("patient.homework.do")
			if unsent(delivery) {
				item.Status = d.delivery(delivery, false)
			}
			open = append(open, item)
		case d.sameDay(h.Done, d.now) || unsent(delivery):
			item.Node, item.When, item.Undo = NodeDone, say.Capital(d.moment(h.Done)), d.p.T("patient.homework.undo")
			item.Status = d.delivery(delivery, false)
			done = append(done, item)
		}
	}
	return open, done
}

// whenIs says a moment at the clinic with its day, and the person's own clock
// where that differs.
func (s speaker) whenIs(t time.Time) string {
	return s.p.T("patient.time.day-clock", "Day", s.p.DayInside(t.In(s.clinic)), "Clock", s.span(care.Session{Start: t, End: t}))
}
