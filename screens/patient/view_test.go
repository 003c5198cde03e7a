package patient

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"throughline/care"
	"throughline/screens/kit"
	"throughline/screens/kit/kittest"
	"throughline/screens/say"
)

// acts notes what the views ask for. It answers saves at once, unless told to
// hold or to fail them.
type acts struct {
	said    []string
	saved   []care.CheckIn
	changes []care.PlanChange
	cards   []care.SafetyCard
	hold    bool
	fail    *care.Fault
	held    []func(*care.Fault)
	asked   ScheduleAsk
	paused  func() // once nobody types
}

func (a *acts) note(words ...string)         { a.said = append(a.said, strings.Join(words, " ")) }
func (a *acts) OpenCheckIn(form, due string) { a.note("form", form, due) }
func (a *acts) OpenResult(id string)         { a.note("result", id) }
func (a *acts) OpenCheckIns()                { a.note("check-ins") }
func (a *acts) BringToGroup(checkIn string, yes bool, done func(*care.Fault)) {
	a.note("bring", checkIn, fmt.Sprint(yes))
	a.answer(done)
}
func (a *acts) Contact(uri string)           { a.note("contact", uri) }
func (a *acts) Close()                       { a.note("close") }
func (a *acts) ShowSchedule(ask ScheduleAsk) { a.asked = ask }
func (a *acts) OpenSession(session string)   { a.note("session", session) }
func (a *acts) OpenVisits()                  { a.note("visits") }
func (a *acts) OpenCalendar()                { a.note("calendar") }
func (a *acts) Back()                        { a.note("back") }
func (a *acts) MakeFeed()                    { a.note("make feed") }
func (a *acts) RemoveFeed()                  { a.note("remove feed") }
func (a *acts) CopyText(words string)        { a.note("copy", words) }

func (a *acts) JoinSession(session string, done func(*care.Fault)) {
	a.note("join", session)
	a.answer(done)
}

func (a *acts) AddToCalendar(session string, done func(*care.Fault)) {
	a.note("add", session)
	a.answer(done)
}

func (a *acts) SaveCalendar(done func(*care.Fault)) {
	a.note("save calendar")
	a.answer(done)
}

func (a *acts) answer(done func(*care.Fault)) {
	if a.hold {
		a.held = append(a.held, done)
		return
	}
	done(a.fail)
}

func (a *acts) AnswerSession(s care.SessionAnswer, done func(*care.Fault)) {
	said := []string{"answer", s.Session, []string{"none", "coming", "late", "cant"}[s.Answer]}
	if s.Reason != "" {
		said = append(said, "because", s.Reason)
	}
	a.note(said...)
	a.answer(done)
}

func (a *acts) SaveCheckIn(ci care.CheckIn, done func(*care.Fault)) {
	a.saved = append(a.saved, ci)
	a.answer(done)
}

// Paused notes what is to happen once nobody types.
func (a *acts) Paused(then func()) { a.paused = then }

// frame is the shell around a page, as the app sets it up.
type frame struct {
	shell *kit.Shell
	place int
	page  func() *kit.Page
}

func (f *frame) again() {
	if f.shell != nil {
		f.shell.Open(f.place, f.page())
	}
}

func (f *frame) wide() bool { return f.shell != nil && f.shell.IsLaptop() }

// screen makes one screen of a chart: the frame's page is set before it is
// opened.
type screen struct {
	name  string
	place int
	now   time.Time
	chart func() care.Chart
	page  func(f *frame, a *acts, c care.Chart, now time.Time, p *say.Printer) func() *kit.Page
}

func open(t testing.TB, x screen, look kittest.Look, p *say.Printer) (*kittest.Screen, *acts) {
	t.Helper()
	a := &acts{}
	s := kittest.Open(t, look, func() fyne.CanvasObject {
		f := &frame{place: x.place}
		f.page = x.page(f, a, x.chart(), x.now, p)
		places := []kit.Place{{Icon: "sun", Word: "Today"}, {Icon: "calendar-days", Word: "Schedule"}, {Icon: "route", Word: "My plan"}, {Icon: "wind", Word: "Skills"}, {Icon: "user-round", Word: "You"}}
		if p.Language() == "es" {
			places = []kit.Place{{Icon: "sun", Word: "Hoy"}, {Icon: "calendar-days", Word: "Agenda"}, {Icon: "route", Word: "Mi plan"}, {Icon: "wind", Word: "Técnicas"}, {Icon: "user-round", Word: "Tú"}}
		}
		help := map[string]string{"en": "Help", "es": "Ayuda"}[p.Language()]
		f.shell = kit.NewShell(kit.ShellOptions{Brand: "Throughline", Places: places, Help: help, Menu: "Menu"})
		f.shell.Open(f.place, f.page())
		return f.shell
	})
	return s, a
}

func todayPage(f *frame, a *acts, c care.Chart, now time.Time, p *say.Printer) func() *kit.Page {
	v := NewTodayView(a, func() time.Time { return now }, f.wide, f.again)
	return func() *kit.Page { return v.Page(TodayOf(c, now, p)) }
}

// schedulePage opens the schedule as asked, on the day that it is.
func schedulePage(ask ScheduleAsk) func(f *frame, a *acts, c care.Chart, now time.Time, p *say.Printer) func() *kit.Page {
	return func(f *frame, a *acts, c care.Chart, now time.Time, p *say.Printer) func() *kit.Page {
		v := NewScheduleView(a, f.wide)
		a.asked = ask
		a.asked.Day = now
		return func() *kit.Page { return v.Page(ScheduleOf(c, a.asked, now, p)) }
	}
}

func resultPage(f *frame, a *acts, c care.Chart, now time.Time, p *say.Printer) func() *kit.Page {
	v := NewResultView(a, f.again)
	return func() *kit.Page { return v.Page(ResultOf(c, c.CheckIns[0].ID, now, p)) }
}

func checkInsPage(f *frame, a *acts, c care.Chart, now time.Time, p *say.Printer) func() *kit.Page {
	v := NewCheckInsView(a, f.again)
	return func() *kit.Page { return v.Page(CheckInsOf(c, now, p)) }
}

// formPage opens the form, and lets before take it to some place.
func formPage(form string, before func(v *CheckInView)) func(f *frame, a *acts, c care.Chart, now time.Time, p *say.Printer) func() *kit.Page {
	return func(f *frame, a *acts, c care.Chart, now time.Time, p *say.Printer) func() *kit.Page {
		v := NewCheckInView(a, func() time.Time { return now }, f.again)
		c.Forms = slices.Clone(c.Forms)
		for i := range c.Forms {
			c.Forms[i].Language = p.Language() // each has its official version here
		}
		v.Show(CheckInOf(c, ask(form), now, p))
		if before != nil {
			before(v)
		}
		return v.Page
	}
}

func question(n, answer int) func(v *CheckInView) {
	return func(v *CheckInView) {
		v.f.start()
		for range n - 1 {
			v.choose(1)
			v.f.next()
		}
		if answer >= 0 {
			v.choose(answer)
		}
	}
}

const phq, morning = "http://example.org/phq-9", "http://example.org/daily"

func offline() care.Chart {
	c := sample()
	c.Sync.Offline, c.Sync.Pending = true, 1
	c.CheckIns[0].Delivery = care.Delivery{State: care.OnDevice}
	return c
}

func scored() care.Chart {
	c := sample()
	c.CheckIns = nil
	for i, total := range []int{16, 17, 14, 11} {
		c.CheckIns = append([]care.CheckIn{answered("s", phq9("en"), at(9-7*(3-i), 8, 10), spread(total))}, c.CheckIns...)
	}
	c.CheckIns[0].ID = "last"
	c.CheckIns[1].Reviewed = at(3, 9, 0)
	return c
}

func discharged() care.Chart {
	c := sample()
	c.Sessions, c.CheckIns = nil, nil
	c.Stay.Discharged, c.Stay.Ended = at(1, 12, 0), true
	return c
}

func due() care.Chart {
	c := scored()
	c.Due = []care.Due{{Ref: "Task/1", Form: morning, Title: "Morning check-in", By: at(10, 20, 0)}}
	return c
}

func far() care.Chart {
	c := sample()
	c.Viewer.Zone = phoenix
	return c
}

func carded() care.Chart {
	c := sample()
	c.Safety = care.SafetyCard{Changed: at(2, 9, 0), WarningSigns: []string{"I stop answering my sister"}, Alone: []string{"Walk around the block", "Paced breathing"}, People: []string{"My sister, Ana"}, LiveFor: []string{"Nico"}}
	return c
}

func partial() care.Chart {
	c := scored()
	c.CheckIns[0].Answers["q2"] = care.Reply{Declined: true}
	c.CheckIns[0].Reviewed, c.CheckIns[0].Note = at(9, 13, 0), "Thank you, Maya. We will talk about it on Thursday."
	return c
}

var tuesday = at(9, 14, 10)

var screens = append(dayScreens, []screen{
	{"today", 0, tuesday, sample, todayPage},
	{"today-offline", 0, tuesday, offline, todayPage},
	{"today-due", 0, at(10, 9, 0), due, todayPage},
	{"today-far", 0, tuesday, far, todayPage},
	{"today-discharged", 0, tuesday, discharged, todayPage},
	{"today-waiting", 0, tuesday, func() care.Chart { return care.Chart{} }, todayPage},
	{"result", 4, tuesday, scored, resultPage},
	{"result-partial", 4, tuesday, partial, resultPage},
	{"checkins", 4, tuesday, due, checkInsPage},
	{"form-intro", kit.None, tuesday, sample, formPage(phq, nil)},
	{"form-question", kit.None, tuesday, sample, formPage(phq, question(4, 1))},
	{"form-urgent", kit.None, at(9, 20, 0), carded, formPage(phq, question(9, 1))},
	{"form-ready", kit.None, tuesday, offline, formPage(phq, func(v *CheckInView) {
		question(9, 0)(v)
		v.f.next()
	})},
	{"form-text", kit.None, tuesday, sample, formPage(morning, func(v *CheckInView) {
		v.f.start()
		v.f.choose(0, tuesday)
		v.f.next()
		v.f.write(0, "seven", tuesday)
		v.f.next()
	})},
	{"form-date", kit.None, tuesday, sample, formPage(morning, func(v *CheckInView) { v.f.change("since") })},
	{"form-many", kit.None, tuesday, sample, formPage(morning, func(v *CheckInView) {
		v.f.change("helped")
		v.choose(1)
	})},
	{"form-scale", kit.None, tuesday, kindsChart, formPage(kinds, func(v *CheckInView) { v.f.change("rested") })},
	{"form-time", kit.None, tuesday, kindsChart, formPage(kinds, func(v *CheckInView) { v.f.change("bed") })},
	{"form-moment", kit.None, tuesday, kindsChart, formPage(kinds, func(v *CheckInView) {
		v.f.change("when")
		v.f.write(0, "2027-13-1|7|30|", tuesday)
		v.f.next()
	})},
	{"form-search", kit.None, tuesday, kindsChart, formPage(kinds, func(v *CheckInView) {
		v.f.change("town")
		v.choose(3)
	})},
	{"form-open", kit.None, tuesday, kindsChart, formPage(kinds, func(v *CheckInView) {
		v.f.change("why")
		v.choose(0)
		v.f.write(0, "My neighbor's dog", tuesday)
	})},
	{"form-amount", kit.None, tuesday, kindsChart, formPage(kinds, func(v *CheckInView) {
		v.f.change("weight")
		v.f.write(0, "70", tuesday)
		v.f.pickUnit(1, tuesday)
	})},
	{"form-rows", kit.None, tuesday, kindsChart, formPage(kinds, func(v *CheckInView) {
		v.f.change("names")
		v.f.write(0, "Sam", tuesday)
		v.f.addRow()
	})},
	{"form-group", kit.None, tuesday, kindsChart, formPage(kinds, func(v *CheckInView) {
		v.f.change("nights")
		v.f.more(tuesday)
		v.f.change("nights")
	})},
	{"form-long", kit.None, tuesday, kindsChart, formPage(kinds, func(v *CheckInView) {
		v.f.change("words")
		v.f.write(0, strings.Repeat("שלום 🙂 ", 4), tuesday)
		v.f.next()
	})},
	{"form-refused", kit.None, tuesday, func() care.Chart {
		c := sample()
		c.Forms[0].Unsupported = []care.Unsupported{{Code: "file", Question: "A letter"}}
		return c
	}, formPage(phq, nil)},
}...)

// Every screen in every look is whole: nothing cut, covered, too small or too
// pale. Set SCREENS to a folder to see the pictures.
func TestEveryScreenIsWholeInEveryLook(t *testing.T) { whole(t, screens, looks...) }

var looks = []kittest.Look{kittest.Phone, kittest.Phone.InDark().Full(), kittest.Phone.At(2).Full(), kittest.Laptop, kittest.Laptop.At(2).Full()}

func whole(t *testing.T, screens []screen, looks ...kittest.Look) {
	t.Helper()
	folder := os.Getenv("SCREENS")
	for _, x := range screens {
		for _, look := range looks {
			for _, p := range []*say.Printer{en, es} {
				name := x.name + "-" + look.String() + "-" + p.Language()
				t.Run(name, func(t *testing.T) {
					s, _ := open(t, x, look, p)
					for _, fault := range s.Audit() {
						t.Error(fault)
					}
					if folder != "" {
						if err := s.Save(filepath.Join(folder, name+".png")); err != nil {
							t.Fatal(err)
						}
					}
				})
			}
		}
	}
}
