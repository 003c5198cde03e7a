// Package web drives the app for browsers as a person does: in Chromium, on a phone's
// screen, with taps, against the real clinic's server.
package web

import (
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"throughline/internal/testclinic"
)

func TestMain(m *testing.M) {
	testclinic.Main()
	code := m.Run()
	for _, do := range atEnd {
		do()
	}
	os.Exit(code)
}

// Elena will not install anything. She opens the clinic's address on her phone, signs in on
// the clinic's page, sees the one family session that she is invited to, and says that she
// comes. The clinic has her answer; the browser has nothing, then and after.
func TestALovedOneAnswersInABrowserThatKeepsNothing(t *testing.T) {
	clinic := startClinic(t)
	phone := openBrowser(t)
	elena := phone.open(clinic, "/", 2)

	elena.pageSays("Call 988", "tel:988", "sms:988", "tel:911", "tel:3125550100", "nothing is kept")
	elena.sees("Nothing is kept on this device")
	page := elena.opensTab("/auth/", func() { elena.taps("Open the sign-in page") })
	page.signIn("elena")
	elena.sees("How to help on a hard day")
	elena.keepsNothing()
	elena.shoot("sessions")

	elena.taps("Coming")
	elena.sees("Coming, chosen")
	clinic.has(t, "accepted", func(r string) bool { return strings.Contains(r, `"accepted"`) })
	elena.waits(0)
	elena.leaves()
	phone.holdsNothing(clinic)
	clinic.hasSignedOut(t, "elena")
}

// Maya types words that no key of the keyboard has, as a phone's keyboard puts them in, and
// mends one; she draws the page down to have it brought up to date, and moves it with a finger;
// and with no network she says how her mood is and closes the tab: the browser asks first,
// because that answer would be lost.
func TestAPatientTypesScrollsAndIsAskedBeforeAnUnsentAnswerIsLost(t *testing.T) {
	clinic := startClinic(t)
	maya := openBrowser(t).open(clinic, "/app/", 1)
	page := maya.opensTab("/auth/", func() { maya.taps("Open the sign-in page") })
	page.signIn("maya")
	maya.sees("Hello, Maya")

	maya.taps("Skills")
	maya.taps("Search")
	maya.types("respiración y niños")
	maya.sees("respiración y niños")
	maya.do(chromedp.KeyEvent(kb.Backspace + kb.Backspace + "a"))
	maya.sees("respiración y niña")

	maya.taps("Today")
	maya.sees("Hello, Maya")
	maya.drawsDown()
	clinic.goes()
	maya.scrollsByFinger("Mixed")
	tries := 0
	wait(t, "her mood to wait to be sent", func() bool { // a finger's page may still glide under the first tap
		if tries%100 == 0 {
			maya.taps("Mixed")
		}
		tries++
		return ask[int](maya, `throughline.unsent`) == 1
	})
	maya.isAskedBeforeLeaving()
}
