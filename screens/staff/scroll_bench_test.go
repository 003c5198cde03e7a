package staff

import (
	"fmt"
	"image"
	"slices"
	"syscall"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"

	"throughline/care"
	"throughline/screens/entry"
	"throughline/screens/kit"
	"throughline/screens/kit/kittest"
)

// waiting is a list of so many that wait.
func waiting(n int) care.Chart {
	work := make([]care.Work, n)
	for i := range work {
		work[i] = checkIn(fmt.Sprint(i), [9]int{1, i % 4, i % 3}, time.Duration(i)*17*time.Minute)
	}
	return chartOf(work...)
}

// spent is the processor time of this process, which others on the machine do not add to.
func spent() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// still is a painter that has painted already: what a capture costs beside the painting.
type still struct{ picture image.Image }

func (s *still) Paint(fyne.Canvas) image.Image { return s.picture }

// A frame of the list of 500 while it scrolls at 1280x800, in processor time. painter-worst-ms and painter-median-ms are
// what the software painter takes for a frame; 33 are allowed. Capture, which alone reaches it, then fills another
// picture and lays the painter's over it pixel by pixel: median-ms and worst-ms have that too, and copy-ms is that
// alone, measured after each frame with the same picture. empty-ms is the whole for a window with nothing in it.
// Where others compute on the same processor all of them grow alike.
func BenchmarkScroll500(b *testing.B) {
	benchmarkScroll(b, 500)
}

// The same with 20: the ratio of the two says whether the length of the list costs anything.
func BenchmarkScroll20(b *testing.B) { benchmarkScroll(b, 20) }

func benchmarkScroll(b *testing.B, n int) {
	b.Helper()
	c := waiting(n)
	var v *ReviewView
	s := kittest.Open(b, kittest.Laptop, func() fyne.CanvasObject {
		shell := kit.NewShell(entry.Frame(care.RoleStaff, "", en))
		v = NewReviewView(&acts{}, both, func() {})
		shell.Open(0, v.Page(ReviewOf(c, nine, en, ReviewAsk{})))
		return shell
	})
	s.Window.Canvas().(software.WindowlessCanvas).SetScale(1)
	s.Window.Canvas().Capture()
	empty := software.NewCanvas()
	painted := &still{}
	copied := test.NewCanvasWithPainter(painted)
	for _, c := range []software.WindowlessCanvas{empty, copied} {
		c.Resize(s.Window.Canvas().Size())
		c.SetScale(1)
	}
	took := func(c fyne.Canvas) (image.Image, time.Duration) {
		before := spent()
		picture := c.Capture()
		return picture, spent() - before
	}
	var frames, paints, copies, floor []time.Duration
	at := float32(0)
	for b.Loop() {
		at += 37
		if at > 1500 {
			at = 0
		}
		before := spent()
		v.queue.ScrollTo(at)
		scrolled := spent() - before
		picture, frame := took(s.Window.Canvas())
		painted.picture = picture
		_, copying := took(copied)
		_, nothing := took(empty)
		frames = append(frames, scrolled+frame)
		paints = append(paints, scrolled+frame-copying)
		copies, floor = append(copies, copying), append(floor, nothing)
	}
	report := func(all []time.Duration, q int, as string) {
		slices.Sort(all)
		b.ReportMetric(float64(all[(len(all)-1)*q/100].Microseconds())/1000, as)
	}
	report(paints, 100, "painter-worst-ms")
	report(paints, 50, "painter-median-ms")
	report(frames, 100, "worst-ms")
	report(frames, 50, "median-ms")
	report(copies, 50, "copy-ms")
	report(floor, 50, "empty-ms")
	b.ReportMetric(float64(v.queue.Rows()), "rows")
}

// The model of 500.
func BenchmarkReviewOf500(b *testing.B) {
	c := waiting(500)
	for b.Loop() {
		ReviewOf(c, nine, en, ReviewAsk{})
	}
}

// However long the list is, only the rows that are seen are there.
func TestOnlyTheRowsThatAreSeenAreThere(t *testing.T) {
	d := open(t, kittest.Laptop, en, waiting(500), ReviewAsk{}, both)
	if n := d.view.queue.Rows(); n == 0 || n > 12 {
		t.Errorf("%d rows at the top", n)
	}
	d.view.queue.ScrollTo(30000)
	if n := d.view.queue.Rows(); n == 0 || n > 12 {
		t.Errorf("%d rows further down", n)
	}
}
