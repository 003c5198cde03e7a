package lovedone

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"throughline/care"
	"throughline/screens/entry"
	"throughline/screens/kit"
	"throughline/screens/kit/kittest"
	"throughline/screens/say"
)

// oddChart is of people with names that nobody thought of, in a record of which much is missing: a session with no link and
// no leader on the night when the clocks change, a goal and a note of one long line each.
func oddChart(t *testing.T, sharer, me string) care.Chart {
	t.Helper()
	chicago, err := time.LoadLocation("America/Chicago")
	if err != nil {
		t.Fatal(err)
	}
	given, _, _ := strings.Cut(sharer, " ")
	// 18:00 in Chicago on the day on which its clocks have changed, and Berlin's have not.
	start := time.Date(2027, time.March, 14, 18, 0, 0, 0, chicago)
	return care.Chart{
		Viewer: care.Viewer{Person: care.Person{Ref: "RelatedPerson/1", Name: me, Given: strings.Fields(me)[0]}, Role: care.RoleLovedOne},
		Sharer: care.Person{Name: sharer, Given: given}, Clinic: care.Clinic{Name: "Northside Intensive Outpatient", Zone: chicago},
		Sync:   care.Sync{AsOf: start.Add(-24 * time.Hour), Offline: true},
		Shared: care.Sharing{Sessions: true, Join: true, Education: true, Substance: true, Goals: []string{"Goal/1"}, Notes: []string{"Communication/1"}, From: start.Add(-time.Hour), Until: start.AddDate(0, 3, 0)},
		Sessions: []care.Session{
			{Ref: "Appointment/1", Topic: "", Start: start, End: start.Add(time.Hour)},
			{Ref: "Appointment/2", Topic: "Wie wir miteinander reden, wenn es schwer ist, und was wir dann lassen", Start: start.AddDate(0, 0, 7), End: start.AddDate(0, 0, 7).Add(time.Hour), Video: true},
		},
		Plan:  care.Plan{Goals: []care.Goal{{Ref: "Goal/1", Text: strings.Repeat("Cook dinner twice a week and call my brother. ", 6)}}},
		Notes: []care.OwnNote{{Ref: "Communication/1", Text: "שאלו אותי על הגינה. اسألني عن الحديقة. 庭のことを聞いて。", Written: start.Add(-48 * time.Hour)}},
	}
}

// A viewer in Berlin reads both times, also in the three weeks in which one side of the ocean has changed its clocks alone:
// six in the evening in Chicago is midnight in Berlin, and then one in the morning again.
func TestASessionWhenTheClocksChangeIsToldInBothZones(t *testing.T) {
	t.Parallel()
	c := oddChart(t, "Maya Rivera", "Elena Rivera")
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	c.Viewer.Zone = berlin
	s := SessionsOf(c, c.Sync.AsOf, say.New("en"))
	for day, want := range map[int]string{0: "12:00 AM", 7: "12:00 AM", 14: "1:00 AM", 21: "1:00 AM"} {
		x := c.Sessions[0]
		x.Start = time.Date(2027, time.March, 14+day, 18, 0, 0, 0, c.Clinic.Zone)
		x.End = x.Start.Add(time.Hour)
		one := c
		one.Sessions = []care.Session{x}
		got := SessionsOf(one, c.Sync.AsOf, say.New("en"))
		if got.Next == nil || !strings.Contains(strings.Join(texts(reflect.ValueOf(*got.Next)), " "), "6:00 to 7:00 PM") || !strings.Contains(strings.Join(texts(reflect.ValueOf(*got.Next)), " "), want) {
			t.Errorf("%d days on: %+v", day, got.Next)
		}
	}
	if s.Next == nil || len(s.Later) != 1 {
		t.Errorf("sessions %+v", s)
	}
	if at := c.Sessions[0].Start.Add(-10 * time.Minute); strings.Contains(strings.Join(texts(reflect.ValueOf(HomeOf(c, nil, at, say.New("en")))), " "), "Join") {
		t.Error("a session with no link is to be joined")
	}
}

// Whatever they are called, nothing is cut, too faint or without a name.
func TestOddNamesFitOnEveryPageOfALovedOne(t *testing.T) {
	for _, who := range [][2]string{
		{"Maximiliana Fernández-Villaverde y Ruiz de Alarcón", "Bartholomew Featherstonehaugh-Cholmondeley"},
		{"מאיה ריברה", "إيلينا ريفيرا"},
		{"美咲 田中", "X"},
	} {
		c := oddChart(t, who[0], who[1])
		for _, look := range []kittest.Look{kittest.Phone.Full(), kittest.Phone.InDark().Full(), kittest.Phone.At(2).Full(), kittest.Laptop.Full(), kittest.Laptop.At(2).Full()} {
			for _, p := range []*say.Printer{say.New("en"), say.New("es")} {
				for name, page := range map[string]func() *kit.Page{
					"home":     func() *kit.Page { return NewHomeView(&acts{}, func() {}).Page(HomeOf(c, nil, c.Sync.AsOf, p)) },
					"sessions": func() *kit.Page { return NewSessionsView(&acts{}, func() {}).Page(SessionsOf(c, c.Sync.AsOf, p)) },
					"worried": func() *kit.Page {
						return NewWorriedView(&acts{}, true).Page(WorriedOf(c, care.Contacts{}, c.Sync.AsOf, p))
					},
					"leave": func() *kit.Page { return NewLeaveView(&acts{}).Page(LeaveOf(c, false, nil, p)) },
				} {
					s := kittest.Open(t, look, func() fyne.CanvasObject {
						shell := kit.NewShell(entry.Frame(care.RoleLovedOne, "", p))
						shell.Open(0, page())
						return shell
					})
					for _, f := range s.Audit() {
						t.Errorf("%s, %s of %s: %s", name, look, who[0], f)
					}
					s.Close()
				}
			}
		}
	}
}
