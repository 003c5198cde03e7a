package staff

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
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

// keyboard is somebody without a mouse.
type keyboard struct {
	t *testing.T
	*kittest.Screen
}

func (k keyboard) focused() string {
	named, _ := k.Window.Canvas().Focused().(fyne.Accessible)
	if named == nil {
		return ""
	}
	return named.AccessibilityLabel()
}

// to goes on by Tab as far as the control of that name.
func (k keyboard) to(name string) {
	k.t.Helper()
	var passed []string
	for range 80 {
		if strings.HasPrefix(k.focused(), name) {
			return
		}
		k.Window.Canvas().FocusNext()
		passed = append(passed, k.focused())
	}
	k.t.Fatalf("Tab does not come to %q, but to %q", name, passed)
}

// writes puts words in the place of what stands in the field of that name.
func (k keyboard) writes(name, words string) {
	k.t.Helper()
	k.to(name)
	f := k.Window.Canvas().Focused()
	if entry, ok := f.(fyne.Shortcutable); ok {
		entry.TypedShortcut(&fyne.ShortcutSelectAll{})
	}
	for _, r := range words {
		f.TypedRune(r)
	}
	k.Settle()
}

// hits is Enter on the control of that name.
func (k keyboard) hits(name string, key fyne.KeyName) {
	k.t.Helper()
	k.to(name)
	k.Window.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: key})
	k.Settle()
}

// keyed is what is done on one sheet, by keys alone, and what comes of it.
type keyed struct {
	chart  func(*care.Chart)
	sheet  func(c care.Chart, now time.Time, p *say.Printer) Sheet
	write  [][2]string // fields, and what is written
	choose []string
	reads  []string // what has to be read before it is said yes to; none: it is done at once
	refuse string   // said in place of all that
	change any      // of its type; where it is comparable of its value too
}

// sheetsByKeys is every sheet of the Programme.
func sheetsByKeys() map[string]keyed {
	day := func(d string) [][2]string {
		parts := strings.Split(d, "-")
		return [][2]string{{"Month", parts[1]}, {"Day", parts[2]}, {"Year", parts[0]}}
	}
	visit := func(d, at string) [][2]string { return append(day(d), [2]string{"Time", at}) }
	members := func(n int) func(*care.Chart) {
		return func(c *care.Chart) { filledUp(c, n) }
	}
	ida := care.Person{Ref: "RelatedPerson/ida", Name: "Ida Lopez"}
	move := func(c care.Chart, now time.Time, p *say.Printer) Sheet { return MoveSheet(c, now, p, tonight) }
	add := func(c care.Chart, now time.Time, p *say.Printer) Sheet {
		return AddSheet(c, now, p, "evening", "")
	}
	return map[string]keyed{
		"DayOffSheet: the whole day": {
			sheet:  func(c care.Chart, now time.Time, p *say.Printer) Sheet { return DayOffSheet(c, now, p, "", now) },
			write:  append(day("2027-3-16"), [2]string{"Why", "Snow"}),
			reads:  []string{"Canceled: 2 sessions, on Tuesday, March 16.", "3 patients are told."},
			change: care.DayOff{},
		},
		"DayOffSheet: nothing is planned": {
			sheet: func(c care.Chart, now time.Time, p *say.Printer) Sheet { return DayOffSheet(c, now, p, "", now) },
			write: day("2027-3-17"), refuse: "Nothing is planned on that day that could be canceled.",
		},
		"DayOffSheet: one group": {
			sheet: func(c care.Chart, now time.Time, p *say.Printer) Sheet {
				return DayOffSheet(c, now, p, "evening", time.Time{})
			},
			reads: []string{"Canceled: 1 session"}, change: care.DayOff{},
		},
		"MeetingChangeSheet": {
			sheet: func(c care.Chart, now time.Time, p *say.Printer) Sheet {
				return MeetingChangeSheet(c, now, p, "Slot/5")
			},
			choose: []string{"Bo Chen"}, reads: []string{"3 patients are told."}, change: care.MeetingChanged{},
		},
		"RestoreSheet": {
			sheet:  func(c care.Chart, now time.Time, p *say.Printer) Sheet { return RestoreSheet(c, now, p, "Slot/5") },
			change: care.MeetingRestored{Meeting: "Slot/5"},
		},
		"AskFamilySheet": {
			chart:  func(c *care.Chart) { c.Caseload[0].Family = []care.Relative{{Person: ida}} },
			sheet:  func(c care.Chart, now time.Time, p *say.Printer) Sheet { return AskFamilySheet(c, now, p, tonight) },
			choose: []string{"Ida Lopez, for Ana Lopez"}, change: care.FamilyAsked{Session: "Appointment/3-0", Person: ida},
		},
		"UnaskFamilySheet": {
			chart: func(c *care.Chart) {
				c.Caseload[0].Family = []care.Relative{{Person: ida}}
				c.Meetings[3].Expected[0].Session.Family = []care.Guest{{Ref: ida.Ref, Name: ida.Name}}
			},
			sheet:  func(c care.Chart, now time.Time, p *say.Printer) Sheet { return UnaskFamilySheet(c, now, p, tonight) },
			choose: []string{"Ida Lopez, for Ana Lopez"}, change: care.FamilyUnasked{Session: "Appointment/3-0", Person: ida},
		},
		"NewGroupSheet: across the night on which the clocks change": {
			sheet:  func(c care.Chart, now time.Time, p *say.Printer) Sheet { return NewGroupSheet(c, now, p, "n") },
			write:  [][2]string{{"Name", "Days group"}, {"Time", "10:00 AM"}, {"Month, First day", "3"}, {"Day, First day", "10"}, {"Month, Last day", "3"}, {"Day, Last day", "24"}, {"Place", "Room 4"}},
			choose: []string{"Wed", "Dana Ortiz"}, reads: []string{"3 sessions", "10:00 AM"}, change: care.GroupMade{},
		},
		"AddSheet: the fifth, which is few": {
			chart: members(1), sheet: add, choose: []string{"New One"}, change: care.MemberAdded{},
		},
		"AddSheet: the fifteenth": {
			chart: members(11), sheet: add, choose: []string{"New One"}, change: care.MemberAdded{},
		},
		"AddSheet: the sixteenth": {
			chart: members(12), sheet: add, choose: []string{"New One"}, refuse: "This group is full. 15 is the most.",
		},
		"RemoveSheet": {
			sheet: func(c care.Chart, now time.Time, p *say.Printer) Sheet {
				return RemoveSheet(c, now, p, "evening", c.Caseload[0].Patient)
			},
			change: care.MemberRemoved{},
		},
		"MoveSheet: an hour that the clocks skip": {sheet: move, write: visit("2027-3-14", "2:30 AM"), refuse: "does not exist"},
		"MoveSheet: into the past":                {sheet: move, write: visit("2027-3-8", "6:00 PM"), refuse: "That time is over."},
		"MoveSheet: an hour that comes twice":     {sheet: move, write: visit("2027-11-7", "1:30 AM"), reads: []string{"comes twice on November 7"}, change: care.MeetingMoved{}},
		"MoveSheet: all that follow":              {sheet: move, write: visit("2027-3-9", "7:00 PM"), choose: []string{"All 7 that follow on Tuesday"}, reads: nil, change: care.MeetingMoved{}},
		"CancelSheet: one": {
			sheet:  func(c care.Chart, now time.Time, p *say.Printer) Sheet { return CancelSheet(c, now, p, tonight, "") },
			write:  [][2]string{{"Why", "The leader is ill"}},
			change: care.MeetingCancelled{Meeting: tonight, Why: "The leader is ill"},
		},
		"CancelSheet: the group": {
			sheet:  func(c care.Chart, now time.Time, p *say.Printer) Sheet { return CancelSheet(c, now, p, "", "evening") },
			change: care.GroupEnded{Series: "evening"},
		},
		"TopicSheet": {
			sheet:  func(c care.Chart, now time.Time, p *say.Printer) Sheet { return TopicSheet(c, now, p, tonight) },
			write:  [][2]string{{"Topic", "Urges in the evening"}},
			change: care.MeetingTopic{},
		},
		"EnrolSheet": {
			sheet: func(c care.Chart, now time.Time, p *say.Printer) Sheet { return EnrolSheet(c, now, p, "n") },
			write: [][2]string{
				{"Given name", "José Ángel"},
				{"Family name", "Ñuñez-Ōta"},
				{"Month, Birth date", "2"},
				{"Day, Birth date", "29"},
				{"Year, Birth date", "1988"},
				{"Month, Approved until", "5"},
				{"Day, Approved until", "1"},
				{"Year, Approved until", "2027"},
				{"Approved visits", "24"},
			},
			choose: []string{"Spanish", "Dual diagnosis"}, change: care.PatientEnrolled{},
		},
		"EnrolSheet: nobody under 18": {
			sheet: func(c care.Chart, now time.Time, p *say.Printer) Sheet { return EnrolSheet(c, now, p, "n") },
			write: [][2]string{
				{"Given name", "Kim"}, {"Family name", "Young"}, {"Month, Birth date", "3"}, {"Day, Birth date", "10"}, {"Year, Birth date", "2009"},
			},
			choose: []string{"English", "Mental health"}, refuse: "This program is for adults.",
		},
		"ApproveSheet": {
			sheet: func(c care.Chart, now time.Time, p *say.Printer) Sheet {
				return ApproveSheet(c, now, p, "Patient/0", "n")
			},
			write:  [][2]string{{"Approved visits", "12"}, {"Month, Approved until", "4"}, {"Day, Approved until", "30"}, {"Year, Approved until", "2027"}},
			change: care.VisitsApproved{},
		},
		"ApproveSheet: no number": {
			sheet: func(c care.Chart, now time.Time, p *say.Printer) Sheet {
				return ApproveSheet(c, now, p, "Patient/0", "n")
			},
			write: [][2]string{{"Approved visits", "a dozen"}, {"Month, Approved until", "4"}, {"Day, Approved until", "30"}, {"Year, Approved until", "2027"}}, refuse: "from 1 to 999",
		},
		"AskFormSheet": {
			chart: func(c *care.Chart) { f := form(); f.Ref = "Questionnaire/phq"; c.Forms = []care.Form{f} },
			sheet: func(c care.Chart, now time.Time, p *say.Printer) Sheet {
				return AskFormSheet(c, now, p, "", "phq", "n")
			},
			choose: []string{"Ben Ito"}, change: care.FormAsked{},
		},
		"RetireSheet": {
			chart: func(c *care.Chart) { f := form(); f.Ref = "Questionnaire/phq"; c.Forms = []care.Form{f} },
			sheet: func(c care.Chart, now time.Time, p *say.Printer) Sheet {
				return RetireSheet(c, now, p, "Questionnaire/phq")
			},
			change: care.FormRetired{Form: "Questionnaire/phq"},
		},
		"VisitSheet": {
			sheet: func(c care.Chart, now time.Time, p *say.Printer) Sheet {
				return VisitSheet(c, now, p, "Patient/0", "n")
			},
			write:  append(visit("2027-3-18", "15:30"), [2]string{"Place", "Room 4"}),
			choose: []string{"Medication visit", "Dana Ortiz"}, change: care.VisitPlanned{},
		},
		"GroupChangeSheet": {
			sheet: func(c care.Chart, now time.Time, p *say.Printer) Sheet { return GroupChangeSheet(c, now, p, "evening") },
			write: [][2]string{{"Time", "5:30 PM"}}, reads: []string{"The new time is 5:30 PM.", "3 patients"}, change: care.GroupChanged{},
		},
		"LastDaySheet: longer": {
			sheet: func(c care.Chart, now time.Time, p *say.Printer) Sheet { return LastDaySheet(c, now, p, "evening") },
			reads: []string{"8 more sessions", "3 patients get them."}, change: care.GroupUntil{},
		},
	}
}

// filledUp puts so many more into the evening group, and somebody new into the programme.
func filledUp(c *care.Chart, n int) {
	for i := range n {
		p := care.Person{Ref: fmt.Sprint("Patient/more", i), Name: fmt.Sprint("More ", i)}
		for j := range c.Meetings[:16] {
			c.Meetings[j].Expected = append(c.Meetings[j].Expected, care.Expected{Patient: p, Session: c.Meetings[j].Session})
		}
	}
	c.Caseload = append(c.Caseload, care.Case{Patient: care.Person{Ref: "Patient/new", Name: "New One"}, Stay: care.Stay{Ref: "EpisodeOfCare/new"}})
}

// Every sheet of the Programme is filled in and done by keys alone: days, times, choices, names that are searched. What it
// does is read before; what cannot be is said beside the field, and nothing changes.
func TestEverySheetOfTheProgrammeIsDoneByKeysAlone(t *testing.T) {
	for name, x := range sheetsByKeys() {
		t.Run(name, func(t *testing.T) {
			a, c, now := &programmeActs{}, withBo(), fiveOClock
			if x.chart != nil {
				x.chart(&c)
			}
			var v *SheetView
			m := x.sheet(c, now, en)
			k := keyboard{t, drawn(t, kittest.Laptop.Full(), en, func(again func()) *kit.Page {
				if v == nil {
					v = NewSheetView(a, again)
				}
				return v.Page(m)
			})}
			for _, w := range x.write {
				k.writes(w[0], w[1])
			}
			for _, w := range x.choose {
				k.hits(w, fyne.KeySpace)
			}
			k.hits(m.Do, fyne.KeyReturn)
			if x.refuse != "" {
				if !k.Says(x.refuse) || len(a.changed) != 0 {
					t.Errorf("changed %+v, says %q", a.changed, k.Texts())
				}
				return
			}
			if len(x.reads) > 0 {
				for _, words := range x.reads {
					if !k.Says(words) {
						t.Errorf("does not say %q before it is done: %q", words, k.Texts())
					}
				}
				if len(a.changed) != 0 {
					t.Fatalf("done before it was read: %+v", a.changed)
				}
			}
			if len(a.changed) == 0 {
				if f := k.Window.Canvas().Focused(); f != nil { // Enter hit twice does nothing, and the next Tab comes to the button
					f.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
					k.Window.Canvas().FocusNext()
				} else if len(m.Fields) > 1 {
					t.Error("nothing has the focus once there is something to read")
				}
				if len(a.changed) != 0 {
					t.Fatalf("Enter that was hit twice did %+v", a.changed)
				}
				if f := k.Window.Canvas().Focused(); f != nil {
					if ring := k.Ring(f); ring != "" {
						t.Errorf("the focus on %s is not seen: %s", k.focused(), ring)
					}
				}
				k.hits(m.Anyway, fyne.KeyReturn)
			}
			if len(a.changed) != 1 || a.done != 1 || reflect.TypeOf(a.changed[0]) != reflect.TypeOf(x.change) {
				t.Fatalf("changed %+v, says %q", a.changed, k.Texts())
			}
			if !reflect.ValueOf(x.change).IsZero() && !reflect.DeepEqual(x.change, a.changed[0]) {
				t.Errorf("changed %+v, want %+v", a.changed[0], x.change)
			}
		})
	}
}

// A sheet that is not in the table above was never used by anybody before it is given out.
func TestNoSheetIsForgotten(t *testing.T) {
	t.Parallel()
	var tried []string
	for name := range sheetsByKeys() {
		name, _, _ = strings.Cut(name, ":")
		tried = append(tried, name)
	}
	for _, name := range madeHere(t, `(?m)^func ([A-Z]\w*Sheet)\(c care\.Chart, now time\.Time`) {
		if !slices.Contains(tried, name) {
			t.Errorf("%s has no test by keys: put it into sheetsByKeys", name)
		}
	}
	tests := readAll(t, "*_test.go")
	for _, name := range madeHere(t, `(?m)^func (New\w+View)\(`) {
		if !strings.Contains(tests, name+"(") {
			t.Errorf("%s is opened in no test of this package", name)
		}
	}
}

func madeHere(t *testing.T, pattern string) []string {
	t.Helper()
	var out []string
	for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(readAll(t, "*.go"), -1) {
		out = append(out, m[1])
	}
	if len(out) < 5 {
		t.Fatalf("%s finds %q", pattern, out)
	}
	return out
}

func readAll(t *testing.T, glob string) string {
	t.Helper()
	files, err := filepath.Glob(glob)
	var all strings.Builder
	for _, f := range files {
		raw, readErr := os.ReadFile(f)
		if readErr != nil {
			err = readErr
		}
		all.Write(raw)
	}
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}

// The rules of a group's size, at each border: below six staff are told, six to eight is the target, up to fifteen may come in.
func TestAGroupSaysWhetherItIsSmallRightOrFull(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{
		5: "5 people. That is few: 6 to 8 is the aim.", 6: "6 people. 6 to 8 is the aim.", 8: "8 people. 6 to 8 is the aim.",
		9: "9 people. 6 to 8 is the aim, 15 the most.", 14: "14 people. 6 to 8 is the aim, 15 the most.", 15: "15 people. The group is full.",
	} {
		c := withBo()
		filledUp(&c, n-3)
		d := ProgrammeOf(c, fiveOClock, en, ProgrammeAsk{Tab: ProgrammeGroups, Open: "evening"}).Group
		if full := d.Add == ""; d.Size != want || full != (n == 15) || full != (d.AddNot != "") || len(d.Members) != n {
			t.Errorf("%d members: %q, %d named, full %v, %q", n, d.Size, len(d.Members), full, d.AddNot)
		}
	}
}
