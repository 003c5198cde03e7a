package entry

import (
	"strconv"

	"fyne.io/fyne/v2"

	"throughline/screens/kit"
)

// AppLockActions is what can be done about the app lock. Every call returns at once.
type AppLockActions interface {
	AskPIN(step AppLockStep)
	// SetPIN sets a PIN; now is the one that there is, or "".
	SetPIN(now, pin, again string)
	RemovePIN(now string)
	SetLockAfter(minutes int)
	SetLockWipe(yes bool)
	SetSeen(yes bool)
	Close()
}

// AppLockView draws the page.
type AppLockView struct {
	act             AppLockActions
	now, pin, again *kit.Field
}

// NewAppLockView makes the view.
func NewAppLockView(act AppLockActions) *AppLockView { return &AppLockView{act: act} }

// Clear takes away what was typed.
func (v *AppLockView) Clear() { v.now, v.pin, v.again = nil, nil, nil }

// Page is the whole screen.
func (v *AppLockView) Page(m AppLock) *kit.Page {
	page := &kit.Page{Key: "app-lock", Out: kit.WayOut("arrow-left", m.Back, v.act.Close), Title: m.Title, Lead: kit.Body(m.Words).Soft()}
	body := kit.Stack(18)
	if m.Saved != "" {
		body.Add(kit.StatusLine("circle-check", kit.OK, m.Saved))
	}
	if m.Error != "" && m.New == "" {
		body.Add(kit.Problem(m.Error, nil))
	}
	body.Add(v.typing(m))
	if m.Change != "" {
		body.Add(kit.Fit(10, kit.OutlineButton(m.Change, func() { v.act.AskPIN(AppLockChanging) }), kit.OutlineButton(m.Remove, func() { v.act.AskPIN(AppLockRemoving) })))
	}
	if m.After.Title != "" {
		body.Add(kit.NewSpace(26), choiceOf(m.After, func(key string) {
			if minutes, err := strconv.Atoi(key); err == nil { // the keys are our own
				v.act.SetLockAfter(minutes)
			}
		}), kit.NewSpace(22), choiceOf(m.Wipe, func(key string) { v.act.SetLockWipe(key == "true") }), kit.NewSpace(6), kit.Small(m.WipeSay))
	}
	if m.Seen.Title != "" {
		body.Add(kit.NewSpace(22), choiceOf(m.Seen, func(key string) { v.act.SetSeen(key == "true") }), kit.NewSpace(6), kit.Small(m.SeenSay))
	}
	body.Add(kit.NewSpace(26), kit.Notice(kit.Body(m.Limit)))
	page.Body = body
	return page
}

// choiceOf is a setting with longer words, one under the other.
func choiceOf(s Setting, choose func(key string)) fyne.CanvasObject {
	o := kit.Options{Chosen: kit.None, OnChoose: func(i int) { choose(s.Values[i].Key) }}
	for i, value := range s.Values {
		o.Words = append(o.Words, value.Label)
		if value.Key == s.Chosen {
			o.Chosen = i
		}
	}
	return kit.Stack(8, kit.Label(s.Title), kit.FlowChoices(o))
}

// typing are the fields that are asked for, and what goes on from them.
func (v *AppLockView) typing(m AppLock) fyne.CanvasObject {
	if m.Go == "" {
		v.Clear()
		return nil
	}
	box := kit.Stack(16)
	field := func(f **kit.Field, label, hint, fault string) {
		if label == "" {
			*f = nil
			return
		}
		if *f == nil {
			*f = kit.NewPINField(label, hint)
		}
		(*f).Entry.OnSubmitted = func(string) { v.done(m) }
		(*f).Fault(fault)
		box.Add(*f)
	}
	field(&v.now, m.Now, "", m.NowError)
	field(&v.pin, m.New, m.Hint, m.Error)
	field(&v.again, m.Again, "", "")
	if m.Busy != "" {
		box.Add(kit.StatusLine("clock", kit.InkSoft, m.Busy))
	}
	buttons := kit.Stack(10, kit.PrimaryButton(m.Go, func() { v.done(m) }))
	if m.Cancel != "" {
		buttons.Add(kit.OutlineButton(m.Cancel, func() { v.act.AskPIN(AppLockShown) }))
	}
	return kit.Stack(20, box, buttons)
}

func (v *AppLockView) done(m AppLock) {
	text := func(f *kit.Field) string {
		if f == nil {
			return ""
		}
		return f.Entry.Text
	}
	if m.New == "" {
		v.act.RemovePIN(text(v.now))
		return
	}
	v.act.SetPIN(text(v.now), text(v.pin), text(v.again))
}
