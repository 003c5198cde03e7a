package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/mobile"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Field is an input with its name above and, where something is wrong, what to do beside it.
type Field struct {
	Box
	// Entry is Fyne's own; set its text and callbacks there.
	Entry *widget.Entry
	input *input
	label *Text
	hint  *Text
	fault *Box
	count *Text

	reveal     *Button
	show, hide string
}

// NewField makes a one-line input. Hint may be "".
func NewField(label, hint string) *Field { return newField(label, hint, 1) }

// Narrow is for a few digits, so that the parts of a day stand side by side.
func (f *Field) Narrow() *Field {
	f.input.narrow = true
	return f
}

// NewPasswordField makes an input that hides what is typed.
func NewPasswordField(label, hint string) *Field {
	f := newField(label, hint, 1)
	f.Entry.Password = true
	f.Entry.ActionItem = NewSpace(0) // in place of Fyne's own button, which has no name
	return f
}

// NewPINField makes an input for digits that hides them. Phones show their keyboard of numbers.
func NewPINField(label, hint string) *Field {
	f := NewPasswordField(label, hint)
	f.input.digits = true
	return f
}

// About says for screen readers what the field belongs to, where a page has several of one name: the parts of a day.
func (f *Field) About(what string) *Field {
	f.input.about = what
	return f
}

// Input is what takes the focus.
func (f *Field) Input() fyne.Focusable { return f.input }

// Reveal adds a button that shows what is typed into a password field, and hides it again, and returns the field.
func (f *Field) Reveal(show, hide string) *Field {
	f.show, f.hide = show, hide
	f.reveal = QuietButton(show, f.toggle).Flush().Small()
	f.fill()
	return f
}

func (f *Field) toggle() {
	f.Entry.Password = !f.Entry.Password
	words := f.hide
	if f.Entry.Password {
		words = f.show
	}
	f.reveal.Set(words)
	f.Entry.Refresh()
}

// NewTextArea makes an input of several lines.
func NewTextArea(label, hint string, lines int) *Field {
	f := newField(label, hint, lines)
	f.Entry.MultiLine = true
	f.Entry.Wrapping = fyne.TextWrapWord
	return f
}

func newField(label, hint string, lines int) *Field {
	f := &Field{label: Label(label), input: &input{name: label, lines: lines}}
	f.input.ExtendBaseWidget(f.input)
	f.Entry = &f.input.Entry
	if hint != "" {
		f.hint = Small(hint)
	}
	f.layout = stack{6}
	f.fill()
	f.extend(f)
	return f
}

func (f *Field) fill() {
	f.items = []fyne.CanvasObject{f.label}
	if f.reveal != nil {
		f.items[0] = Ends(f.label, f.reveal)
	}
	if f.hint != nil {
		f.items = append(f.items, f.hint)
	}
	f.items = append(f.items, f.input)
	if f.count != nil {
		f.items = append(f.items, f.count)
	}
	if f.fault != nil {
		f.items = append(f.items, f.fault)
	}
}

// Count says below the input how long what is written is; "" takes it away.
func (f *Field) Count(words string) {
	switch {
	case words == "" && f.count == nil:
		return
	case words == "":
		f.count = nil
	case f.count != nil:
		f.count.Set(words)
		return
	default:
		f.count = Small(words)
	}
	f.fill()
	f.Refresh()
}

// Fault says below the input what is wrong and what to do; "" takes it away. The words stay.
func (f *Field) Fault(words string) {
	f.fault, f.input.fault = nil, words
	if words != "" {
		f.fault = iconLine("info", 17, 8, OnThreadSoft, Small(words).In(Ink))
		f.fault = Stack(0, newPanel(&Panel{fill: ThreadSoft, radius: 12, top: 9, side: 12, content: f.fault}))
	}
	f.fill()
	f.Refresh()
}

// input is Fyne's Entry with a name for screen readers and a height for fingers.
type input struct {
	widget.Entry
	name, about, fault string

	lines   int
	narrow  bool
	digits  bool
	focused bool
	cursor  cursor // of an area
}

// Keyboard is which keyboard a phone shows.
func (i *input) Keyboard() mobile.KeyboardType {
	if i.digits {
		return mobile.NumberKeyboard
	}
	return i.Entry.Keyboard()
}

// TypedKey gives the keys that are the window's to the window.
func (i *input) TypedKey(key *fyne.KeyEvent) {
	active(i)
	if isWindows(key.Name) || key.Name == mobile.KeyBack {
		passOn(i, key)
		return
	}
	switch key.Name {
	case fyne.KeyBackspace:
		i.typed(-1, -1, func() { i.Entry.TypedKey(key) })
	case fyne.KeyDelete:
		i.typed(0, -1, func() { i.Entry.TypedKey(key) })
	case fyne.KeyReturn, fyne.KeyEnter:
		i.typed(1, 1, func() { i.Entry.TypedKey(key) })
	default:
		i.typed(0, 0, func() { i.Entry.TypedKey(key) })
	}
	i.grow()
}

// TypedRune is for Fyne.
func (i *input) TypedRune(r rune) {
	active(i)
	i.typed(1, 1, func() { i.Entry.TypedRune(r) })
	i.grow()
}

// TypedShortcut is for Fyne: pasting makes an area higher too.
func (i *input) TypedShortcut(s fyne.Shortcut) {
	active(i)
	i.typed(0, 0, func() { i.Entry.TypedShortcut(s) })
	i.grow()
}

// FocusGained shows the field where it is out of sight.
func (i *input) FocusGained() {
	i.focused = true
	i.Entry.FocusGained()
	bringIntoSight(i)
}

// FocusLost hides the ring.
func (i *input) FocusLost() {
	i.focused = false
	i.Entry.FocusLost()
}

// grow has the page laid out anew when an area needs another height for what is typed.
func (i *input) grow() {
	if height := i.HeightFor(i.Size().Width); i.MultiLine && height != i.Size().Height {
		i.Resize(fyne.NewSize(i.Size().Width, height))
		if c := fyne.CurrentApp().Driver().CanvasForObject(i); c != nil {
			relay(c.Content())
		}
		bringIntoSight(i)
	}
}

// relay has the shell of a window lay everything out anew.
func relay(content fyne.CanvasObject) {
	visit(content, func(o fyne.CanvasObject) bool {
		s, ok := o.(*Shell)
		if ok {
			s.arrange(s.Size())
			s.scroll.Refresh()
		}
		return !ok
	})
}

// AcceptsTab tells that Tab leads on from an area as from everything else (WCAG 2.2, 2.1.2): Fyne's own writes it.
func (i *input) AcceptsTab() bool { return false }

// AccessibilityLabel is the name of the field and what is wrong with it; what is typed stays out.
func (i *input) AccessibilityLabel() string { return joined(i.name, i.about, i.fault) }

// AccessibilityRole is text: Fyne has no role for inputs yet.
func (i *input) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// Name is what the field is called.
func (i *input) Name() string { return joined(i.name, i.about) }

// mostLines is how high an area grows; then it scrolls within itself.
const mostLines = 24

// HeightFor is 52 for one line, and for an area what its words need.
func (i *input) HeightFor(width float32) float32 {
	lines := i.lines
	if i.MultiLine && i.Text != "" && width > 2*areaPadding {
		size := theme.TextSize()
		of := func(s string) float32 { return fyne.MeasureText(s, size, fyne.TextStyle{}).Width }
		lines = min(max(lines, len(wrap(i.Text, width-2*areaPadding, of))), max(mostLines, lines))
	}
	return max(52, BodyStyle.lineHeight()*float32(lines)+27)
}

// areaPadding is what an input leaves free at each side of its words.
const areaPadding = 16

// NaturalWidth is that of a comfortable input.
func (i *input) NaturalWidth() float32 {
	if i.narrow {
		return max(88, 4*BodyStyle.lineHeight())
	}
	return 240
}

// MinSize keeps a scroll or a stock container from making the input lower.
func (i *input) MinSize() fyne.Size { return fyne.NewSize(44, i.HeightFor(i.Size().Width)) }
