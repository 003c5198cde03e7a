package main

import (
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"throughline/screens/kit/kittest"
	"throughline/screens/say"
)

// Every page that a screen can make is drawn in some scene, and so has its structure in testdata, is
// audited in every look and stands in the contact sheets. That each is tapped too is kittest.Main's to say.
func TestEveryPageIsInSomeScene(t *testing.T) {
	test.NewTempApp(t)
	now := time.Date(2027, time.March, 9, 16, 30, 0, 0, time.FixedZone("CST", -6*3600))
	all, err := scenes(now)
	if err != nil {
		t.Fatal(err)
	}
	drawn := map[string]bool{}
	for _, s := range all {
		screen := kittest.Open(t, kittest.Phone, func() fyne.CanvasObject {
			shell := shown(s, setting{now: now, p: say.New("en")}, kittest.Phone)
			drawn[shell.Page().Key] = true
			return shell
		})
		screen.Close()
	}
	for _, audience := range []string{"entry", "patient", "lovedone", "staff"} {
		pages, err := kittest.Pages(filepath.Join("..", "..", "screens", audience))
		if err != nil || len(pages) < 5 {
			t.Fatalf("%s has %d pages: %v", audience, len(pages), err)
		}
		for _, page := range pages {
			seen := false
			for key := range drawn {
				seen = seen || page.Key.MatchString(key)
			}
			if !seen {
				t.Errorf("no scene draws the page of %s.%s (%s)", audience, page.Func, page.Key)
			}
		}
	}
}
