package entry

import (
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

func (a *tapped) Unlock(pin string) { a.note("unlock", pin) }
func (a *tapped) AskForgot(yes bool) {
	a.note("forgot", map[bool]string{true: "yes", false: "no"}[yes])
}
func (a *tapped) SignInAgain()            { a.note("again", "") }
func (a *tapped) AskPIN(step AppLockStep) { a.note("pin", string(rune('0'+step))) }
func (a *tapped) SetPIN(now, pin, two string) {
	a.note("set", strings.Join([]string{now, pin, two}, "/"))
}
func (a *tapped) RemovePIN(now string) { a.note("remove", now) }
func (a *tapped) SetLockAfter(m int)   { a.note("after", string(rune('0'+m))) }
func (a *tapped) SetLockWipe(yes bool) {
	a.note("wipe", map[bool]string{true: "yes", false: "no"}[yes])
}

func (a *tapped) StayHere()        { a.note("stay", "") }
func (a *tapped) LeaveNow()        { a.note("leave", "") }
func (a *tapped) SendUnsent()      { a.note("send", "") }
func (a *tapped) SaveUnsent()      { a.note("save", "") }
func (a *tapped) WipeDevice()      { a.note("wipe", "") }
func (a *tapped) SetSeen(yes bool) { a.note("seen", map[bool]string{true: "yes", false: "no"}[yes]) }

func TestTheLockedPageSaysWhatCanBeDone(t *testing.T) {
	p := say.New("en")
	wrong := &care.Fault{Code: "pin-wrong"}
	for name, c := range map[string]struct {
		state LockState
		want  Lock
	}{
		"at rest": {LockState{Left: -1}, Lock{Title: "Locked", Sentence: "Type your PIN to open Throughline. What you were doing is still here.", Field: "PIN", Go: "Unlock", Forgot: "I forgot my PIN"}},
		"wrong": {LockState{Left: 5, Fault: wrong}, Lock{
			Title: "Locked", Sentence: "Type your PIN to open Throughline. What you were doing is still here.", Field: "PIN", Go: "Unlock", Forgot: "I forgot my PIN",
			Error: "That is not your PIN. Try again.", Left: "5 tries are left. After that your data is taken off this device, as you chose.",
		}},
		"many left are not counted": {LockState{Left: 6, Busy: true}, Lock{Title: "Locked", Sentence: "Type your PIN to open Throughline. What you were doing is still here.", Field: "PIN", Go: "Unlock", Forgot: "I forgot my PIN", Busy: "Checking"}},
		"waiting":                   {LockState{Left: -1, Wait: 61 * time.Second, Fault: wrong}, Lock{Title: "Locked", Sentence: "Too many tries. You can try again in 2 minutes.", Forgot: "I forgot my PIN"}},
		"covered":                   {LockState{Left: -1, Covered: true}, Lock{Title: "Throughline", Sentence: "Your screen is covered while you are away."}},
	} {
		if got := LockOf(c.state, p); got != c.want {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestAPINIsTypedAndStaysNowhere(t *testing.T) {
	act := &tapped{}
	v := NewLockView(act)
	screen := kittest.Open(t, kittest.Phone, func() fyne.CanvasObject {
		return shell(tongues[0], care.RoleNone, v.Page(LockOf(LockState{Left: -1}, tongues[0])))
	})
	screen.Type(t, "PIN", "4821")
	if screen.Says("4821") {
		t.Error("the PIN can be read")
	}
	screen.Tap(t, "Unlock")
	screen.Tap(t, "Unlock")
	screen.Tap(t, "I forgot my PIN")
	if want := []string{"unlock 4821", "unlock", "forgot yes"}; !slices.Equal(act.asked, want) {
		t.Errorf("asked %q", act.asked)
	}
}

func TestAPINIsSetChangedAndRemoved(t *testing.T) {
	act := &tapped{}
	v := NewAppLockView(act)
	var screen *kittest.Screen
	show := func(s AppLockState) {
		if screen != nil {
			screen.Close()
		}
		screen = kittest.Open(t, kittest.Phone.Full(), func() fyne.CanvasObject {
			return shell(tongues[0], care.RolePatient, v.Page(AppLockOf(s, tongues[0])))
		})
	}
	show(AppLockState{})
	screen.Type(t, "New PIN", "4821")
	screen.Type(t, "The same PIN again", "4812")
	screen.Tap(t, "Set PIN")
	show(AppLockState{Set: true, After: 5, Phone: true})
	screen.Tap(t, "After 1 minute")
	screen.Tap(t, "Take my data off this device")
	screen.Tap(t, "Show my screen")
	screen.Tap(t, "Change PIN")
	show(AppLockState{Set: true, Step: AppLockChanging})
	screen.Type(t, "Your PIN now", "4821")
	screen.Type(t, "New PIN", "55667")
	screen.Type(t, "The same PIN again", "55667")
	screen.Tap(t, "Set PIN")
	v.Clear()
	show(AppLockState{Set: true, Step: AppLockRemoving, Fault: &care.Fault{Code: "pin-wrong"}, AtNow: true})
	if !screen.Says("That is not your PIN.") {
		t.Error("nothing says what is wrong")
	}
	screen.Type(t, "Your PIN now", "1379")
	screen.Tap(t, "Remove PIN")
	screen.Tap(t, "Cancel")
	want := []string{"set /4821/4812", "after 1", "wipe yes", "seen yes", "pin 1", "set 4821/55667/55667", "remove 1379", "pin 0"}
	if !slices.Equal(act.asked, want) {
		t.Errorf("asked %q", act.asked)
	}
}

func TestHelpWhileLockedKeepsThePersonsOwnWords(t *testing.T) {
	h := HelpWhileLocked(clinic(), crisis(t), tuesday, say.New("en"))
	if h.Call.URI != "tel:988" || h.ClinicNumber == "" || h.Notice == "" {
		t.Errorf("help while locked: %+v", h)
	}
	if len(h.Card.Rows) > 0 || h.Card.Edit != "" || h.Card.Empty != "Unlock Throughline to see your card." {
		t.Errorf("the card: %+v", h.Card)
	}
}

func TestAWipeSaysWhatGoesAndOffersToSendFirst(t *testing.T) {
	p := say.New("en")
	clean, waiting := WipeOf(WipeState{}, p), WipeOf(WipeState{Unsent: 2, Sending: true}, p)
	if clean.Unsent != "" || clean.Send != "" || clean.Go != "Wipe this device" || len(clean.Goes.Lines) != 3 || len(clean.Stays.Lines) != 2 {
		t.Errorf("with nothing unsent: %+v", clean)
	}
	if waiting.Unsent != "2 things are not sent yet. Your clinic does not have them, and they would be lost." || waiting.Go != "Wipe and lose what is not sent" || waiting.Busy != "Sending" {
		t.Errorf("with two unsent: %+v", waiting)
	}
	act := &tapped{}
	screen := kittest.Open(t, kittest.Phone.Full(), func() fyne.CanvasObject {
		return shell(p, care.RolePatient, NewWipeView(act).Page(waiting))
	})
	for _, name := range []string{"Send now", "Save it as a file", "Keep everything", "Wipe and lose"} {
		screen.Tap(t, name)
	}
	if want := []string{"send", "save", "close", "wipe"}; !slices.Equal(act.asked, want) {
		t.Errorf("asked %q", act.asked)
	}
}

// lockPages are what the lock shows, for the tests that look at every page.
func lockPages(t *testing.T) map[string]func(*say.Printer) (care.Role, *kit.Page) {
	t.Helper()
	pages := map[string]func(*say.Printer) (care.Role, *kit.Page){}
	wrong := &care.Fault{Code: "pin-weak", Say: "x"}
	for name, s := range map[string]LockState{
		"lock": {Left: 3, Fault: wrong, Busy: true}, "lock wait": {Left: 3, Wait: time.Hour}, "lock forgot": {Forgot: true}, "lock covered": {Covered: true},
	} {
		pages[name] = func(p *say.Printer) (care.Role, *kit.Page) {
			return care.RoleNone, NewLockView(&tapped{}).Page(LockOf(s, p))
		}
	}
	for name, s := range map[string]AppLockState{
		"app lock off": {Phone: true, Fault: wrong}, "app lock on": {Set: true, Phone: true, Saved: true}, "app lock changing": {Set: true, Step: AppLockChanging, Fault: wrong, AtNow: true},
	} {
		pages[name] = func(p *say.Printer) (care.Role, *kit.Page) {
			return care.RolePatient, NewAppLockView(&tapped{}).Page(AppLockOf(s, p))
		}
	}
	pages["idle"] = func(p *say.Printer) (care.Role, *kit.Page) {
		return care.RoleNone, NewLockView(&tapped{}).Page(LockOf(LockState{Idle: tuesday}, p))
	}
	pages["wipe"] = func(p *say.Printer) (care.Role, *kit.Page) {
		return care.RolePatient, NewWipeView(&tapped{}).Page(WipeOf(WipeState{Unsent: 3, Saved: true, Fault: wrong, Wiping: true}, p))
	}
	pages["shared"] = func(p *say.Printer) (care.Role, *kit.Page) {
		return care.RoleNone, NewDoorView(&tapped{}).Page(DoorOf(DoorState{Step: StepSignIn, MayShare: true, CanErase: true, Said: wrong}, p))
	}
	pages["you shared"] = func(p *say.Printer) (care.Role, *kit.Page) {
		return care.RolePatient, NewYouView(&tapped{}).Page(YouOf(clinic(), Preferences{}, tuesday, p).Sharing(10, p))
	}
	pages["door with a code"] = func(p *say.Printer) (care.Role, *kit.Page) {
		return care.RoleNone, NewDoorView(&tapped{}).Page(DoorOf(DoorState{Step: StepCode, Code: "BCDF-GHJK", Page: "https://lakeside.example/auth/device"}, p))
	}
	return pages
}

// A code is shown as the clinic groups it; one that it does not group is easier to compare in fours.
func TestACodeIsShownInGroups(t *testing.T) {
	for code, want := range map[string][]string{
		"BCDF-GHJK": {"BCDF", "GHJK"}, "BCDFGHJK": {"BCDF", "GHJK"}, "123 456 789": {"123", "456", "789"}, "ABCDE": {"ABCD", "E"},
	} {
		d := DoorOf(DoorState{Step: StepCode, Code: code, Page: "https://lakeside.example/d"}, say.New("en"))
		if !slices.Equal(d.Code, want) || d.After != "You can also type the code on another device, at lakeside.example/d" || d.Primary.Do != DoOpenAgain {
			t.Errorf("%s: %+v", code, d)
		}
	}
	over := DoorOf(DoorState{Step: StepCodeOver}, say.New("en"))
	if over.Primary.Do != DoUseCode || len(over.Secondary) != 1 || over.Code != nil {
		t.Errorf("run out: %+v", over)
	}
	for step, offered := range map[bool]int{true: 3, false: 2} {
		if d := DoorOf(DoorState{Step: StepWaiting, ByCode: step}, say.New("en")); len(d.Secondary) != offered {
			t.Errorf("by code %v: %+v", step, d.Secondary)
		}
	}
}
