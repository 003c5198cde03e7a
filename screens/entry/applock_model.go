package entry

import (
	"strconv"

	"throughline/care"
	"throughline/screens/say"
)

// AppLockStep is what the page of the app lock asks for.
type AppLockStep int

// The steps of the app lock's page.
const (
	AppLockShown AppLockStep = iota
	AppLockChanging
	AppLockRemoving
)

// AppLockState is what the page of the app lock is drawn from.
type AppLockState struct {
	Set     bool // there is a PIN
	After   int  // minutes
	Wipe    bool
	Phone   bool // a device whose list of open apps shows the screen
	Seen    bool // there
	Step    AppLockStep
	Busy    bool
	Saved   bool
	Removed bool
	Fault   *care.Fault
	AtNow   bool // the fault is of the PIN that there is
}

// AppLock is the page on which a PIN is set, changed and removed.
type AppLock struct {
	Title, Words, Back string
	Saved, Error       string
	Now, New, Again    string // labels of fields; empty where they are not asked for
	Hint, NowError     string
	Go, Cancel         string
	Change, Remove     string
	After, Wipe, Seen  Setting // Title is empty where it is not offered
	WipeSay, SeenSay   string
	Limit, Busy        string
}

// AppLockAfter are the choices of when the app locks, in minutes.
func AppLockAfter() []int { return []int{0, 1, 5, 15} }

// AppLockOf gives the page.
func AppLockOf(s AppLockState, p *say.Printer) AppLock {
	m := AppLock{Title: p.T("app-lock.title"), Back: p.T("patient.common.back"), Words: p.T("app-lock.off"), Limit: p.T("app-lock.limit")}
	if s.Set {
		m.Words = p.T("app-lock.on")
	}
	switch {
	case s.Saved:
		m.Saved = p.T("app-lock.saved")
	case s.Removed:
		m.Saved = p.T("app-lock.removed")
	}
	if s.AtNow {
		m.NowError = p.Fault(s.Fault)
	} else {
		m.Error = p.Fault(s.Fault)
	}
	if s.Busy {
		m.Busy = p.T("lock.busy")
	}
	if s.Set && s.Step != AppLockShown {
		m.Now, m.Cancel, m.Go = p.T("app-lock.now"), p.T("app-lock.cancel"), p.T("app-lock.remove")
	}
	if !s.Set || s.Step == AppLockChanging {
		m.New, m.Again, m.Hint, m.Go = p.T("app-lock.new"), p.T("app-lock.again"), p.T("app-lock.hint"), p.T("app-lock.set")
	}
	if s.Set && s.Step == AppLockShown {
		m.Change, m.Remove = p.T("app-lock.change"), p.T("app-lock.remove")
		m.After = Setting{Title: p.T("app-lock.after"), Chosen: strconv.Itoa(s.After)}
		for _, minutes := range AppLockAfter() {
			key := strconv.Itoa(minutes)
			m.After.Values = append(m.After.Values, Value{key, p.T("app-lock.after." + key)})
		}
		m.Wipe = yesNo(s.Wipe, p.T("app-lock.wipe"), p.T("app-lock.wipe.no"), p.T("app-lock.wipe.yes"))
		m.WipeSay = p.T("app-lock.wipe.say")
	}
	if s.Phone && s.Step == AppLockShown {
		m.Seen, m.SeenSay = yesNo(s.Seen, p.T("app-lock.seen"), p.T("app-lock.seen.no"), p.T("app-lock.seen.yes")), p.T("app-lock.seen.say")
	}
	return m
}

func yesNo(chosen bool, title, no, yes string) Setting {
	return Setting{Title: title, Chosen: strconv.FormatBool(chosen), Values: []Value{{"false", no}, {"true", yes}}}
}
