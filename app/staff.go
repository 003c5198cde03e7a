package app

import (
	"context"
	"time"

	"throughline/care"
	"throughline/screens/entry"
	"throughline/screens/kit"
	"throughline/screens/say"
	"throughline/screens/staff"
)

// staffScreens ties the staff's screens to the app.
type staffScreens struct {
	w      *Window
	review *staff.ReviewView
}

func newStaffScreens(w *Window) *staffScreens {
	s := &staffScreens{w: w}
	s.review = staff.NewReviewView(s, w.listBesideDetail)
	return s
}

// SelectReview opens a check-in, or the list alone.
func (s *staffScreens) SelectReview(id string) {
	s.w.open(entry.PlaceReview, screenOf(s.w, func(c care.Chart, now time.Time, p *say.Printer) staff.Review {
		return staff.ReviewOf(c, now, p, id)
	}, s.review.Page))
}

// MarkReviewed records the review.
func (s *staffScreens) MarkReviewed(d care.ReviewDecision, done func(*care.Fault)) {
	s.w.inOrder(func(ctx context.Context) error { return s.w.client.Engine().MarkReviewed(ctx, d) }, done)
}

func (w *Window) listBesideDetail() bool { return kit.ListDetailFits(w.shell.Size().Width) }
