package entry

import (
	"fyne.io/fyne/v2"

	"throughline/screens/kit"
)

// LockActions is what the page over a locked app asks for. Every call returns at once.
type LockActions interface {
	Unlock(pin string)
	AskForgot(yes bool)
	SignInAgain()
	StayHere()
	LeaveNow()
}

// LockView draws the page over a locked app.
type LockView struct {
	act   LockActions
	field *kit.Field
}

// NewLockView makes the view.
func NewLockView(act LockActions) *LockView { return &LockView{act: act} }

// Clear takes away what was typed.
func (v *LockView) Clear() { v.field = nil }

// Page draws m. What is being typed stays while the page is the same.
func (v *LockView) Page(m Lock) *kit.Page {
	page := &kit.Page{Key: "lock/" + m.Title, Title: m.Title, Lead: kit.Body(m.Sentence).Soft()}
	body := kit.Stack(0)
	if m.Field != "" {
		if v.field == nil {
			v.field = kit.NewPINField(m.Field, "")
		}
		v.field.Entry.OnSubmitted = func(string) { v.unlock() }
		v.field.Fault(m.Error)
		body.Add(v.field, kit.NewSpace(18))
		page.Focus = v.field.Input()
	} else if m.Error != "" {
		body.Add(kit.Problem(m.Error, nil), kit.NewSpace(18))
	}
	if m.Left != "" {
		body.Add(kit.StatusLine("info", kit.InkSoft, m.Left), kit.NewSpace(14))
	}
	if m.Busy != "" {
		body.Add(kit.StatusLine("clock", kit.InkSoft, m.Busy), kit.NewSpace(14))
	}
	for i, b := range v.buttons(m) {
		if i > 0 {
			body.Add(kit.NewSpace(10))
		}
		body.Add(b)
	}
	page.Body = body
	return page
}

func (v *LockView) buttons(m Lock) []fyne.CanvasObject {
	var all []fyne.CanvasObject
	if m.Go != "" {
		all = append(all, kit.PrimaryButton(m.Go, v.unlock).WithIcon("lock"))
	}
	if m.Forgot != "" {
		all = append(all, kit.OutlineButton(m.Forgot, func() { v.act.AskForgot(true) }))
	}
	if m.SignIn != "" {
		all = append(all, kit.PrimaryButton(m.SignIn, v.act.SignInAgain), kit.OutlineButton(m.Back, func() { v.act.AskForgot(false) }))
	}
	if m.Stay != "" {
		all = append(all, kit.PrimaryButton(m.Stay, v.act.StayHere), kit.OutlineButton(m.Leave, v.act.LeaveNow))
	}
	return all
}

func (v *LockView) unlock() {
	pin := v.field.Entry.Text
	v.field.Entry.SetText("") // it stands nowhere longer than it must
	v.act.Unlock(pin)
}
