package staff

import (
	"fmt"
	"slices"
	"syscall"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/software"

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

// A frame of the list of 500 while it scrolls at 1280x800, drawn by the software painter: the processor time of the
// slowest, of the one in the middle and of the quickest; 33 are allowed. empty-ms and empty-least-ms are those of a window
// with nothing in it, which Capture fills and copies pixel by pixel, taken in turn: what the screen itself costs is the
// difference. Where others compute on the same processor all of them grow alike.
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
	empty.Resize(s.Window.Canvas().Size())
	var frames, floor []time.Duration
	at := float32(0)
	for b.Loop() {
		at += 37
		if at > 1500 {
			at = 0
		}
		before := spent()
		v.queue.ScrollTo(at)
		s.Window.Canvas().Capture()
		frames = append(frames, spent()-before)
		before = spent()
		empty.Capture()
		floor = append(floor, spent()-before)
	}
	slices.Sort(frames)
	slices.Sort(floor)
	report := func(took time.Duration, as string) { b.ReportMetric(float64(took.Microseconds())/1000, as) }
	report(frames[len(frames)-1], "worst-ms")
	report(frames[len(frames)/2], "median-ms")
	report(frames[0], "least-ms")
	report(floor[len(floor)/2], "empty-ms")
	report(floor[0], "empty-least-ms")
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
