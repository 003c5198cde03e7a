package kit

import "fyne.io/fyne/v2"

// FormFoot is what stays below a form: the save state in the middle, Back, and Next over the rest of the width.
// State and back may be nil.
func FormFoot(state, back, next fyne.CanvasObject) *Box {
	var middle fyne.CanvasObject
	if state != nil {
		middle = Middle(state)
	}
	return Stack(12, middle, newBox(footButtons{10}, present([]fyne.CanvasObject{back, next})))
}

// footButtons gives the last button the rest of the width, or stacks with the last on top.
type footButtons struct{ gap float32 }

func (l footButtons) beside(items []fyne.CanvasObject, width float32) bool {
	return l.naturalWidth(items) <= width+slack
}

func (l footButtons) heightFor(items []fyne.CanvasObject, width float32) float32 {
	if !l.beside(items, width) {
		return stack{l.gap}.heightFor(items, width)
	}
	var height float32
	for _, o := range items {
		height = max(height, HeightFor(o, width))
	}
	return height
}

func (l footButtons) naturalWidth(items []fyne.CanvasObject) float32 {
	return total(items) + l.gap*float32(max(len(items)-1, 0))
}

func (l footButtons) arrange(items []fyne.CanvasObject, size fyne.Size) {
	if !l.beside(items, size.Width) {
		reversed := make([]fyne.CanvasObject, len(items))
		for i, o := range items {
			reversed[len(items)-1-i] = o
		}
		stack{l.gap}.arrange(reversed, size)
		return
	}
	var x float32
	for i, o := range items {
		width := NaturalWidth(o)
		if i == len(items)-1 {
			width = size.Width - x
		}
		place(o, x, 0, width, size.Height)
		x += width + l.gap
	}
}

// Progress is one bar for each item of a form, the present one taller, and the words that say the same:
// "Question 4 of 9". At counts from 0.
func Progress(at, count int, words string) *Box {
	bars := make([]fyne.CanvasObject, count)
	for i := range bars {
		fill := ThreadColor
		if i > at {
			fill = ThreadFaint
		}
		bars[i] = newPanel(&Panel{fill: fill, radius: halfHeight})
	}
	return Stack(8, newBox(progressBars{at: at}, bars), Small(words))
}

// progressBars sets the bars of a Progress on one line, 5 high and the present one 9.
type progressBars struct{ at int }

func (progressBars) heightFor([]fyne.CanvasObject, float32) float32 { return 9 }
func (progressBars) naturalWidth(items []fyne.CanvasObject) float32 { return 24 * float32(len(items)) }

func (l progressBars) arrange(items []fyne.CanvasObject, size fyne.Size) {
	gap := float32(5)
	if len(items) > 20 {
		gap = 2
	}
	each := (size.Width - gap*float32(len(items)-1)) / float32(max(len(items), 1))
	for i, o := range items {
		left := round(float32(i) * (each + gap))
		right := round(float32(i)*(each+gap) + each)
		if i == l.at {
			place(o, left, 0, right-left, 9)
			continue
		}
		place(o, left, 2, right-left, 5)
	}
}
