package kit

import "fyne.io/fyne/v2"

// Skeleton stands for content that is on its way: a bar for each part of the width, 0 to 1. Show it after 300 ms.
func Skeleton(parts ...float32) *Box {
	bars := make([]fyne.CanvasObject, len(parts))
	for i, part := range parts {
		bars[i] = newBox(share{part}, []fyne.CanvasObject{newPanel(&Panel{fill: Sunken, radius: 8, top: 10})})
	}
	return Stack(12, bars...)
}

// share gives its content a part of the width.
type share struct{ part float32 }

func (l share) heightFor(items []fyne.CanvasObject, width float32) float32 {
	return stack{}.heightFor(items, width*l.part)
}
func (l share) naturalWidth([]fyne.CanvasObject) float32 { return 200 * l.part }
func (l share) arrange(items []fyne.CanvasObject, size fyne.Size) {
	stack{}.arrange(items, fyne.NewSize(round(size.Width*l.part), size.Height))
}

// Empty says in one sentence that there is nothing, and offers at most one action, which may be nil.
func Empty(sentence string, action fyne.CanvasObject) *Box {
	if action == nil {
		return Stack(0, Body(sentence).Soft())
	}
	return Stack(12, Body(sentence).Soft(), Left(action))
}

// Problem says what happened, what is safe and what to do, in Ink on ThreadSoft. It is never red. Action may be nil.
func Problem(sentence string, action fyne.CanvasObject) *Panel {
	line := iconLine("info", 20, 10, OnThreadSoft, Body(sentence))
	if action == nil {
		return Notice(line)
	}
	return Notice(line, Left(action))
}
