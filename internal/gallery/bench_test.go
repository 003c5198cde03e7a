package main

import (
	"fmt"
	"slices"
	"syscall"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"throughline/assets/contacts"
	"throughline/care"
	"throughline/screens/entry"
	"throughline/screens/kit"
	"throughline/screens/kit/kittest"
	"throughline/screens/say"
)

// BenchmarkScreensAtAYear makes each of the patient's screens, model and layout, from a
// record of a year: three groups and a check-in a week, a practice a day. A frame has
// 16 ms.
func BenchmarkScreensAtAYear(b *testing.B) {
	now := time.Date(2027, 3, 9, 16, 30, 0, 0, time.UTC)
	c, err := demoCharts(now)
	if err != nil {
		b.Fatal(err)
	}
	crisis, err := care.ParseContacts(contacts.US)
	if err != nil {
		b.Fatal(err)
	}
	c.patient = year(c.patient, now)
	at := setting{now: now, p: say.New("en")}
	for _, s := range slices.Concat(patientScenes(c, crisis), skillScenes(c.patient), learnScenes(c), youScenes(c.patient, now)) {
		if s.audience != "patient" {
			continue
		}
		b.Run(s.name, func(b *testing.B) {
			var shell *kit.Shell
			screen := kittest.Open(b, kittest.Phone, func() fyne.CanvasObject {
				shell = shown(s, at, kittest.Phone)
				return shell
			})
			defer screen.Close()
			at.wide, at.both = func() bool { return false }, func() bool { return false }
			before := processor(b)
			for b.Loop() {
				shell.Open(entry.TabOf(s.role, s.duty, s.place), s.page(at))
				screen.Settle()
			}
			b.ReportMetric(float64((processor(b)-before).Microseconds())/1000/float64(b.N), "cpu-ms/screen")
		})
	}
}

// processor is the time that this process has computed: what others compute beside it
// does not count.
func processor(b *testing.B) time.Duration {
	b.Helper()
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
		b.Fatal(err)
	}
	return time.Duration(use.Utime.Nano() + use.Stime.Nano())
}

// year is a chart with a year of what a patient gathers.
func year(c care.Chart, now time.Time) care.Chart {
	sessions, checkIns := slices.Clone(c.Sessions), slices.Clone(c.CheckIns)
	for day := 7; day < 365; day++ {
		at := now.AddDate(0, 0, -day)
		if day%7 < 3 {
			s := c.Sessions[day%len(c.Sessions)]
			s.Ref, s.Start, s.End, s.Attended, s.State = fmt.Sprint("Appointment/year-", day), at, at.Add(3*time.Hour), true, care.SessionHeld
			sessions = append(sessions, s)
		}
		if day%7 == 0 && len(c.CheckIns) > 0 {
			x := c.CheckIns[day%len(c.CheckIns)]
			x.ID, x.Authored, x.Begun = fmt.Sprint("year-", day), at, at
			checkIns = append(checkIns, x)
		}
		if len(c.Practices) > 0 {
			p := c.Practices[day%len(c.Practices)]
			p.ID, p.At = fmt.Sprint("year-", day), at
			c.Practices = append(slices.Clone(c.Practices), p)
		}
	}
	slices.SortFunc(sessions, func(a, b care.Session) int { return a.Start.Compare(b.Start) })
	slices.SortFunc(checkIns, func(a, b care.CheckIn) int { return b.Authored.Compare(a.Authored) })
	c.Sessions, c.CheckIns = sessions, checkIns
	return c
}
