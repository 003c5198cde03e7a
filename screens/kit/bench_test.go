package kit_test

import (
	"testing"

	"fyne.io/fyne/v2"

	"throughline/screens/kit"
	"throughline/screens/kit/kittest"
)

// Before each frame that changed, Fyne asks every object for its least size. A frame at 60 Hz has 16 ms for it all.
func BenchmarkMinSizes(b *testing.B) {
	screen := kittest.Open(b, kittest.Laptop, staffPage)
	objects := screen.Objects()
	for b.Loop() {
		for _, o := range objects {
			o.MinSize()
		}
	}
	b.ReportMetric(float64(len(objects)), "objects")
}

// A new chart builds its page anew.
func BenchmarkOpenPage(b *testing.B) {
	var shell *kit.Shell
	kittest.Open(b, kittest.Phone, func() fyne.CanvasObject {
		shell = todayPage().(*kit.Shell)
		return shell
	})
	for b.Loop() {
		shell.Open(0, todayPage().(*kit.Shell).Page())
	}
}
