package main

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"throughline/screens/kit/kittest"
	"throughline/screens/say"
)

// Loading, empty, offline, not sent and error are drawn of every screen of a patient, and each says
// so; a screen that cannot be in one of them says why in its row.
func TestEveryScreenOfAPatientSaysEachStateItCanBeIn(t *testing.T) {
	test.NewTempApp(t)
	now := time.Date(2027, time.March, 9, 16, 30, 0, 0, time.FixedZone("CST", -6*3600))
	c, err := demoCharts(now)
	if err != nil {
		t.Fatal(err)
	}
	drawn := map[string]scene{}
	for _, s := range stateScenesOf(c.patient) {
		drawn[s.name] = s
	}
	p := say.New("en")
	for _, x := range patientScreens() {
		for _, state := range screenStates() {
			s, there := drawn[state.name+"-"+x.name]
			if never := x.never[state.name]; there == (never != "") {
				t.Errorf("%s, %s: drawn %v, and never because %q", x.name, state.name, there, never)
			}
			if !there || state.says == nil {
				continue
			}
			screen := kittest.Open(t, kittest.Phone.Full(), func() fyne.CanvasObject { return shown(s, setting{now: now, p: p}, kittest.Phone) })
			says := strings.Join(screen.Texts(), " ")
			screen.Close()
			want := state.says(p)
			if !strings.Contains(says, want) {
				t.Errorf("%s says nothing of %s (%q): %s", x.name, state.name, want, says)
			}
		}
	}
}
