package app

import (
	"context"
	"slices"
	"strconv"
	"time"

	"throughline/care"
	"throughline/screens/entry"
	"throughline/screens/say"
)

// you ties the page about the person and this device to the app.
type you struct {
	w      *Window
	view   *entry.YouView
	unsent int
	asking bool
	fault  *care.Fault
}

func newYou(w *Window) *you {
	y := &you{w: w}
	y.view = entry.NewYouView(y)
	return y
}

func (y *you) show() {
	asking, unsent, reads, fault, devices := y.asking, y.unsent, y.w.client.Reads(), y.fault, y.w.devices
	phone, shared := y.w.phone(), y.w.client.Shared()
	y.w.open(entry.PlaceYou, screenOf(y.w, func(c care.Chart, now time.Time, p *say.Printer) entry.You {
		m := entry.YouOf(c, reads, now, p)
		if !phone {
			m = m.Sharing(shared, p)
		}
		if phone { // it has no keys
			m.Links = slices.DeleteFunc(m.Links, func(l entry.Link) bool { return l.Place == entry.PlaceKeys })
		}
		if !devices {
			m.Links = slices.DeleteFunc(m.Links, func(l entry.Link) bool { return l.Place == entry.PlaceDevices })
		}
		m.Fault = p.Fault(fault)
		if asking {
			m = m.AskSignOut(unsent, p)
		}
		return m
	}, y.view.Page))
}

// SyncNow asks for a sync.
func (y *you) SyncNow() { y.w.client.Engine().Nudge() }

// SetPreference keeps how the person likes to read, and shows it at once.
func (y *you) SetPreference(which entry.Preference, key string) {
	reads := y.w.client.Reads()
	switch which {
	case entry.PreferLanguage:
		reads.Language = key
	case entry.PreferTextSize:
		size, err := strconv.ParseFloat(key, 32)
		if err != nil {
			return // the keys are our own
		}
		reads.TextScale = float32(size)
	case entry.PreferTheme:
		reads.Theme = key
	case entry.PreferShared:
		minutes, err := strconv.Atoi(key)
		if err != nil {
			return // the keys are our own
		}
		y.fault = care.AsFault(y.w.client.SetShared(minutes))
		y.show()
		return
	case entry.PreferLessData:
		reads.LessData = key == "true"
		if !reads.LessData {
			defer y.SyncNow() // and then every few minutes again
		}
	case entry.PreferMotion:
		reads.ReducedMotion = key == "true"
	}
	y.fault = care.AsFault(y.w.client.SetReads(reads))
	y.w.dress()
	if which == entry.PreferLanguage {
		y.w.presenter.Speak(say.New(key))
		y.w.remindAnew()
	}
	y.w.frame()
	y.show()
}

// AskSignOut says what would be lost, before anything is.
func (y *you) AskSignOut() {
	y.w.try(func(ctx context.Context) error {
		unsent, err := y.w.client.Unsent(ctx)
		y.w.presenter.UI(func() { y.unsent, y.asking = unsent, err == nil })
		return err
	}, func(f *care.Fault) {
		y.fault = f
		y.show()
	})
}

// StaySignedIn takes the question away.
func (y *you) StaySignedIn() {
	y.asking = false
	y.show()
}

// SignOut takes all data off the device. The person was asked.
func (y *you) SignOut() {
	y.asking = false
	y.w.leave()
	y.w.door.try(func(ctx context.Context) error {
		_, err := y.w.client.SignOut(ctx, true)
		return err
	}, func(error) { y.w.door.begin() })
}
