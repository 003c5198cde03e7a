package web

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// BenchmarkOpening measures from the opening of the page to the app's first picture:
// with nothing kept, and again with what the browser keeps of the files.
func BenchmarkOpening(b *testing.B) {
	clinic := startClinic(b)
	drawn := func(p *tab) float64 {
		wait(b, "the first picture", func() bool { return ask[int](p, `performance.getEntriesByName("throughline-drawn").length`) > 0 })
		return ask[float64](p, `performance.getEntriesByName("throughline-drawn")[0].startTime`)
	}
	var cold, warm float64
	for b.Loop() {
		phone := openBrowser(b)
		page := phone.open(clinic, "/app/", 2)
		cold += drawn(page)
		page.sees("Sign in")
		page.do(chromedp.Reload())
		drawn(page) // the browser keeps compiled code from the second time on
		page.do(chromedp.Reload())
		warm += drawn(page)
	}
	b.ReportMetric(cold/float64(b.N), "ms-cold")
	b.ReportMetric(warm/float64(b.N), "ms-warm")
	b.ReportMetric(0, "ns/op")
}
