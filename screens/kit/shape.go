package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// shape is the rounded ground of a panel. One that is large is made of pieces: a painter in software works out each
// point of a rounded rectangle, however little of it is in sight, and of a plain one only those that are seen. So the
// corners alone are rounded.
type shape struct {
	whole  *canvas.Rectangle
	pieces []*canvas.Rectangle // nil where the shape is drawn whole
	edged  bool                // the pieces of the edge are there
}

// The pieces, back to front. The edge of a corner is its ground laid over a larger one, not a stroke: painters differ in
// where they put those. The plain pieces lie over the seams of the corners.
const (
	edgeCorners   = iota
	groundCorners = edgeCorners + 4
	edgeLines     = groundCorners + 4
	bands         = edgeLines + 4
	allPieces     = bands + 3
)

// piecesFrom is the width and the height from which a shape is made of pieces. Each piece is a call to a phone's
// graphics, which rounds at no cost.
func piecesFrom() fyne.Size {
	if fyne.CurrentDevice().IsMobile() {
		return fyne.NewSize(200, 90)
	}
	return fyne.NewSize(72, 40)
}

func (s *shape) parts() []fyne.CanvasObject {
	if s.pieces == nil {
		return []fyne.CanvasObject{s.whole}
	}
	parts := make([]fyne.CanvasObject, 0, allPieces+1)
	for i, piece := range s.pieces {
		if s.edged || i >= groundCorners && i < edgeLines || i >= bands {
			parts = append(parts, piece)
		}
	}
	return parts
}

func (s *shape) arrange(size fyne.Size, radius float32, pieces bool) {
	s.whole.CornerRadius = radius
	place(s.whole, 0, 0, size.Width, size.Height)
	end, least := radius+2, piecesFrom()
	if !pieces || radius == 0 || size.Height < max(least.Height, 2*end) || size.Width < max(least.Width, 2*end) {
		s.pieces = nil
		return
	}
	if s.pieces == nil {
		for range allPieces {
			s.pieces = append(s.pieces, &canvas.Rectangle{})
		}
	}
	s.edged = s.whole.StrokeWidth > 0
	s.corners(s.pieces[edgeCorners:groundCorners], size, 0, radius)
	edge := s.whole.StrokeWidth
	s.corners(s.pieces[groundCorners:edgeLines], size, edge, radius)
	wide, high := size.Width-2*radius, size.Height-2*radius
	lines := s.pieces[edgeLines:bands]
	place(lines[0], radius, 0, wide, edge)
	place(lines[1], radius, size.Height-edge, wide, edge)
	place(lines[2], 0, radius, edge, high)
	place(lines[3], size.Width-edge, radius, edge, high)
	plain := s.pieces[bands:]
	place(plain[0], radius, edge, wide, radius-edge)
	place(plain[1], edge, radius, size.Width-2*edge, high)
	place(plain[2], radius, size.Height-radius, wide, radius-edge)
}

// corners places the four: top left, top right, bottom left, bottom right, so far within the edge.
func (s *shape) corners(all []*canvas.Rectangle, size fyne.Size, in, radius float32) {
	round, side := max(radius-in, 0), radius+2-in
	all[0].TopLeftCornerRadius, all[1].TopRightCornerRadius = round, round
	all[2].BottomLeftCornerRadius, all[3].BottomRightCornerRadius = round, round
	right, bottom := size.Width-in-side, size.Height-in-side
	place(all[0], in, in, side, side)
	place(all[1], right, in, side, side)
	place(all[2], in, bottom, side, side)
	place(all[3], right, bottom, side, side)
}

func (s *shape) paint(fill, edge color.Color, stroke float32) {
	s.whole.FillColor, s.whole.StrokeColor, s.whole.StrokeWidth = fill, edge, stroke
	for i, piece := range s.pieces {
		piece.FillColor = fill
		if i < groundCorners || i >= edgeLines && i < bands {
			piece.FillColor = edge
		}
	}
}
