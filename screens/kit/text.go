package kit

import (
	"math"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"throughline/assets"
)

// Style is a type style: size and line height at text scale 1, and weight.
type Style struct {
	Size, Line float32
	Bold       bool
	balanced   bool
}

// The type styles of the app. BreathStyle is for the word of the breathing exercise alone.
var (
	DisplayStyle  = Style{44, 48, true, true}
	TitleStyle    = Style{28, 34, true, true}
	BreathStyle   = Style{26, 32, true, true}
	QuestionStyle = Style{24, 31, true, true}
	HeadingStyle  = Style{20, 26, true, true}
	BodyStyle     = Style{17, 25, false, false}
	StrongStyle   = Style{17, 25, true, false}
	SmallStyle    = Style{15, 21, false, false}
	LabelStyle    = Style{15, 21, true, false}
	CaptionStyle  = Style{13, 18, false, false}
	CaptionStrong = Style{13, 18, true, false}
)

// lineHeight is the height of one line at the present text scale.
func (s Style) lineHeight() float32 { return s.Line * TextScale() }

func (s Style) width(text string) float32 {
	if text == "" {
		return 0
	}
	text = drawn(text)
	size, _ := fyne.CurrentApp().Driver().RenderedTextSize(text, s.Size*TextScale(), fyne.TextStyle{Bold: s.Bold}, s.font(text))
	return size.Width
}

// font is the app's own typeface where it has all letters of a text, else nil, for the
// theme's with everything that Fyne falls back to. The fallbacks are read and kept
// whole when they are first needed, which takes most of the memory of a small page.
func (s Style) font(text string) fyne.Resource {
	switch {
	case !assets.Covers(text):
		return nil
	case s.Bold:
		return assets.Semibold()
	}
	return assets.Regular()
}

// Text is words that wrap. It draws with the theme's font, so letters that the font lacks and emoji fall back.
type Text struct {
	view
	text  string
	style Style
	role  Role
	align fyne.TextAlign

	lines  []fyne.CanvasObject
	drawn  Style              // of the lines
	broken map[float32]broken // by width, for the present text and scale
	scale  float32

	natural float32 // for the present text and scale; 0 is not measured
}

// NewText makes text of any style and role. The functions named after the styles are shorter.
func NewText(style Style, role Role, words string) *Text {
	t := &Text{text: words, style: style, drawn: style, role: role}
	t.extend(t)
	return t
}

// Display is for one score.
func Display(words string) *Text { return NewText(DisplayStyle, Ink, words) }

// Title is the one title of a screen.
func Title(words string) *Text { return NewText(TitleStyle, Ink, words) }

// Question is the item of a form.
func Question(words string) *Text { return NewText(QuestionStyle, Ink, words) }

// Heading is for the title of a card or a section.
func Heading(words string) *Text { return NewText(HeadingStyle, Ink, words) }

// Body is running text.
func Body(words string) *Text { return NewText(BodyStyle, Ink, words) }

// Strong is running text at weight 600: titles of rows.
func Strong(words string) *Text { return NewText(StrongStyle, Ink, words) }

// Small is for times and facts, in InkSoft.
func Small(words string) *Text { return NewText(SmallStyle, InkSoft, words) }

// Label is small text at weight 600: tags, choices, the question of a card.
func Label(words string) *Text { return NewText(LabelStyle, Ink, words) }

// Caption is for names of tabs and axes only, in InkSoft.
func Caption(words string) *Text { return NewText(CaptionStyle, InkSoft, words) }

// In sets the colour role and returns the text.
func (t *Text) In(role Role) *Text {
	t.role = role
	return t
}

// Soft is In(InkSoft).
func (t *Text) Soft() *Text { return t.In(InkSoft) }

// Center centres the lines and returns the text.
func (t *Text) Center() *Text {
	t.align = fyne.TextAlignCenter
	return t
}

// Right sets the lines to the right edge and returns the text.
func (t *Text) Right() *Text {
	t.align = fyne.TextAlignTrailing
	return t
}

// Set changes the words.
func (t *Text) Set(words string) {
	if words == t.text {
		return
	}
	t.text, t.broken, t.natural = words, nil, 0
	t.Refresh()
}

// String is the words.
func (t *Text) String() string { return t.text }

// AccessibilityLabel is the words.
func (t *Text) AccessibilityLabel() string { return t.text }

// AccessibilityRole is text.
func (t *Text) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// HeightFor is the height at that width.
func (t *Text) HeightFor(width float32) float32 {
	b := t.wrapped(width)
	return float32(math.Ceil(float64(b.style.lineHeight()))) * float32(len(b.lines))
}

// NaturalWidth is the width of the longest paragraph in one line.
func (t *Text) NaturalWidth() float32 {
	whole := t.wrapped(float32(math.Inf(1)))
	if t.natural == 0 {
		for _, line := range whole.lines {
			t.natural = max(t.natural, float32(math.Ceil(float64(t.style.width(line)))))
		}
	}
	return t.natural
}

// longestWord is the least width at which no word is cut.
func (s Style) longestWord(text string) float32 {
	var widest float32
	for word := range strings.FieldsFuncSeq(text, breaks) {
		widest = max(widest, s.width(word))
	}
	return widest
}

// broken is text in lines, in the style in which they are drawn.
type broken struct {
	lines []string
	style Style
}

// smallestTitle is how much of its size a title keeps, so that no word of it is cut.
const smallestTitle = 0.6

// whole is the style in which no word of a title is wider than width, as far as that is legible: a long word at a large
// text scale is drawn smaller rather than cut.
func (s Style) whole(text string, width float32) Style {
	widest := s.longestWord(text)
	if part := width / widest * 0.97; widest > width+slack && part >= smallestTitle { // letters are not quite as wide as their size says
		s.Size, s.Line = s.Size*part, s.Line*part
	}
	return s
}

func (t *Text) wrapped(width float32) broken {
	if scale := TextScale(); scale != t.scale || len(t.broken) > 8 {
		t.broken, t.scale, t.natural = nil, scale, 0
	}
	if b, ok := t.broken[width]; ok {
		return b
	}
	if t.broken == nil {
		t.broken = map[float32]broken{}
	}
	b := broken{style: t.style}
	breakLines := wrap
	if t.style.balanced {
		breakLines, b.style = balance, t.style.whole(t.text, width)
	}
	b.lines = breakLines(t.text, width, b.style.width)
	t.broken[width] = b
	return b
}

func (t *Text) parts() []fyne.CanvasObject { return t.lines }

func (t *Text) arrange(size fyne.Size) {
	b := t.wrapped(size.Width)
	words := b.lines
	t.drawn = b.style
	line := float32(math.Ceil(float64(b.style.lineHeight())))
	if len(words) != len(t.lines) {
		t.lines = make([]fyne.CanvasObject, len(words))
		for i := range t.lines {
			t.lines[i] = canvas.NewText("", nil)
		}
	}
	for i, o := range t.lines {
		text := o.(*canvas.Text)
		text.Text = drawn(words[i])
		t.dress(text)
		min := text.MinSize()
		x := float32(0)
		switch t.align {
		case fyne.TextAlignCenter:
			x = (size.Width - min.Width) / 2
		case fyne.TextAlignTrailing:
			x = size.Width - min.Width
		case fyne.TextAlignLeading:
		}
		y := float32(i)*line + (line-min.Height)/2
		place(text, round(x), round(y), min.Width, min.Height)
	}
}

// drawn is text as it is given to the painter: a no-break space has done its work.
func drawn(text string) string { return holders.Replace(text) }

var holders = strings.NewReplacer("\u00a0", " ", "\u202f", " ")

func (t *Text) dress(text *canvas.Text) {
	text.Color = colorOf(t.role)
	text.TextSize = t.drawn.Size * TextScale()
	text.TextStyle = fyne.TextStyle{Bold: t.style.Bold}
	text.FontSource = t.style.font(text.Text)
}

func (t *Text) paint() {
	for _, o := range t.lines {
		t.dress(o.(*canvas.Text))
	}
}

func round(x float32) float32 { return float32(math.Round(float64(x))) }
