package kit

import (
	"image/color"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// fade is how long a change of screen takes. Nothing slides or bounces.
const fade = 150 * time.Millisecond

// veil lies over a new page in the colour of the ground and fades away.
type veil struct {
	view
	cover   *canvas.Rectangle
	running *fyne.Animation
	drawn   []fyne.CanvasObject
}

func newVeil() *veil {
	v := &veil{cover: &canvas.Rectangle{FillColor: color.Transparent}}
	v.drawn = []fyne.CanvasObject{v.cover}
	v.extend(v)
	return v
}

// lift fades the new page in, or does nothing where things must stand still or nothing is on a screen yet.
func (v *veil) lift() {
	if v.running != nil {
		v.running.Stop()
	}
	v.cover.FillColor = color.Transparent
	if ReducedMotion() || fyne.CurrentApp().Driver().CanvasForObject(v) == nil {
		return
	}
	ground := color.NRGBAModel.Convert(colorOf(Ground)).(color.NRGBA)
	clear := ground
	clear.A = 0
	v.running = canvas.NewColorRGBAAnimation(ground, clear, fade, func(c color.Color) {
		v.cover.FillColor = c
		canvas.Refresh(v)
	})
	v.running.Start()
}

// drop shows the new page at once, whatever was fading.
func (v *veil) drop() {
	if v.running != nil {
		v.running.Stop()
	}
	v.cover.FillColor = color.Transparent
	canvas.Refresh(v)
}

func (v *veil) HeightFor(float32) float32 { return 0 }
func (v *veil) NaturalWidth() float32     { return 0 }

// parts is nothing where the cover is clear: to draw a window full of nothing takes half of a frame.
func (v *veil) parts() []fyne.CanvasObject {
	if _, _, _, alpha := v.cover.FillColor.RGBA(); alpha == 0 {
		return nil
	}
	return v.drawn
}

func (v *veil) arrange(size fyne.Size) { place(v.cover, 0, 0, size.Width, size.Height) }
