package kit_test

import (
	"testing"

	"fyne.io/fyne/v2"

	"throughline/screens/kit"
	"throughline/screens/kit/kittest"
)

// F1 opens Help and Escape goes back wherever the focus is: Fyne gives a key to
// the focused control alone, which hands on what it has no use for.
func TestTheWindowsKeysWorkWhereverTheFocusIs(t *testing.T) {
	t.Parallel()
	tapped := 0
	button := kit.PrimaryButton("Save", func() { tapped++ })
	field := kit.NewField("Name", "")
	s := kittest.Open(t, kittest.Phone, func() fyne.CanvasObject { return kit.Stack(8, button, field) })
	var got []fyne.KeyName
	s.Window.Canvas().SetOnTypedKey(func(k *fyne.KeyEvent) { got = append(got, k.Name) })
	for _, o := range []fyne.Focusable{button, field.Entry} {
		s.Window.Canvas().Focus(o)
		focused := s.Window.Canvas().Focused()
		for _, key := range []fyne.KeyName{fyne.KeyF1, fyne.KeyEscape} {
			focused.TypedKey(&fyne.KeyEvent{Name: key})
		}
	}
	button.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	if len(got) != 4 || got[0] != fyne.KeyF1 || got[3] != fyne.KeyEscape || tapped != 1 {
		t.Errorf("the window got %v, and the button was tapped %d times", got, tapped)
	}
}

// A text area is no trap: Tab leads on from it (WCAG 2.2, 2.1.2).
func TestTabLeadsOnFromATextArea(t *testing.T) {
	t.Parallel()
	screen := kittest.Open(t, kittest.Laptop, func() fyne.CanvasObject { return kit.NewTextArea("Words", "", 2) })
	for _, o := range screen.Objects() {
		if area, ok := o.(fyne.Tabbable); ok && area.AcceptsTab() {
			t.Error("Tab stays in the area")
		}
	}
}

// What opens a form by a key gives the form the focus, and has it again when the form is closed; once a page is left,
// nothing of it takes keys any more.
func TestTheFocusGoesIntoAFormAndComesBack(t *testing.T) {
	t.Parallel()
	open := false
	var shell *kit.Shell
	var show func()
	page := func() *kit.Page {
		do := kit.QuietButton("Change", func() { open = true; show() }).About("the goal")
		body := kit.Stack(8, kit.QuietButton("Before", nil), do, kit.QuietButton("After", nil))
		if open {
			body = kit.Stack(8, kit.QuietButton("Before", nil), kit.NewField("The goal", ""), kit.PrimaryButton("Save", func() { open = false; show() }))
		}
		return &kit.Page{Key: "goals", Body: body}
	}
	show = func() { shell.Open(kit.None, page()) }
	screen := kittest.Open(t, kittest.Laptop, func() fyne.CanvasObject {
		shell = kit.NewShell(kit.ShellOptions{Help: "Help"})
		show()
		return shell
	})
	c := screen.Window.Canvas()
	focused := func() string {
		if a, ok := c.Focused().(fyne.Accessible); ok {
			return a.AccessibilityLabel()
		}
		return ""
	}
	c.Focus(screen.Find("Change").(fyne.Focusable))
	c.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if got := focused(); got != "The goal" {
		t.Errorf("the form is open and %q has the focus", got)
	}
	c.Focus(screen.Find("Save").(fyne.Focusable))
	c.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if got := focused(); got != "Change, the goal" {
		t.Errorf("the form is closed and %q has the focus", got)
	}
	shell.Open(kit.None, &kit.Page{Key: "elsewhere", Body: kit.Body("Elsewhere")})
	if got := focused(); got != "" {
		t.Errorf("%q of the page before takes the keys", got)
	}
}

// A form that a letter opened has no control to give the focus back to. Once it is closed nobody has it, though where
// its button stood there is a field now: the letters that come next are keys, and no words in that field.
func TestAClosedFormLeavesTheFocusToNobodyAndToNoOtherField(t *testing.T) {
	t.Parallel()
	var shell *kit.Shell
	var show func(open bool)
	show = func(open bool) {
		page := &kit.Page{Key: "review", Body: kit.Stack(8, kit.QuietButton("Before", nil), kit.NewField("Reply", ""))}
		if open {
			words := kit.NewField("Words", "")
			page.Grab = words.Input()
			page.Body = kit.Stack(8, words, kit.PrimaryButton("Close this", func() { show(false) }))
		}
		shell.Open(kit.None, page)
	}
	screen := kittest.Open(t, kittest.Laptop, func() fyne.CanvasObject {
		shell = kit.NewShell(kit.ShellOptions{Help: "Help"})
		show(false)
		return shell
	})
	c := screen.Window.Canvas()
	show(true)
	c.Focus(screen.Find("Close this").(fyne.Focusable))
	c.Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if got := c.Focused(); got != nil {
		t.Errorf("%v has the focus", got)
	}
}
