package kit

import "fyne.io/fyne/v2"

// StateBars shows the states of an alert in order, each with its word; those up to at are full. Where the words have
// no room, the present one alone is written.
func StateBars(at int, words ...string) *States {
	s := &States{at: at}
	for i, word := range words {
		fill, text := ThreadFaint, Caption(word)
		if i <= at {
			fill = ThreadColor
		}
		if i == at {
			text = NewText(CaptionStrong, Ink, word)
		}
		s.bars, s.words = append(s.bars, newPanel(&Panel{fill: fill, radius: halfHeight})), append(s.words, text)
	}
	s.choose(true)
	s.extend(s)
	return s
}

// States are the bars of StateBars.
type States struct {
	view
	at    int
	bars  []*Panel
	words []*Text
	drawn []fyne.CanvasObject
}

const (
	stateBar  = 5
	stateGap  = 7
	stateText = stateBar + 6
)

// AccessibilityLabel is the present state.
func (s *States) AccessibilityLabel() string {
	if s.at < 0 || s.at >= len(s.words) {
		return ""
	}
	return s.words[s.at].text
}

// AccessibilityRole is text.
func (s *States) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

func (s *States) column(width float32) float32 {
	count := float32(max(len(s.words), 1))
	return (width - stateGap*(count-1)) / count
}

// fits tells whether every word has room under its bar.
func (s *States) fits(width float32) bool {
	for _, word := range s.words {
		if NaturalWidth(word) > s.column(width)+slack {
			return false
		}
	}
	return true
}

// choose draws every word or the present one alone.
func (s *States) choose(all bool) {
	s.drawn = nil
	for i := range s.bars {
		s.drawn = append(s.drawn, s.bars[i])
		if all || i == s.at {
			s.drawn = append(s.drawn, s.words[i])
		}
	}
}

// HeightFor is that of a bar and a line.
func (s *States) HeightFor(float32) float32 { return stateText + CaptionStyle.lineHeight() }

// NaturalWidth is the width at which every word is written.
func (s *States) NaturalWidth() float32 {
	var widest float32
	for _, word := range s.words {
		widest = max(widest, NaturalWidth(word))
	}
	return (widest+stateGap)*float32(len(s.words)) - stateGap
}

func (s *States) parts() []fyne.CanvasObject { return s.drawn }

func (s *States) arrange(size fyne.Size) {
	fits := s.fits(size.Width)
	s.choose(fits)
	each := s.column(size.Width)
	for i, bar := range s.bars {
		x := round(float32(i) * (each + stateGap))
		place(bar, x, 0, round(each), stateBar)
		width := NaturalWidth(s.words[i])
		if !fits {
			x = max(0, min(x, size.Width-width))
		}
		place(s.words[i], x, stateText, min(width, size.Width), CaptionStyle.lineHeight())
	}
}
