package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// shape is the rounded ground of a panel. One that is high is made of pieces: a painter in software draws a rounded
// rectangle whole, however little of it is in sight, and a plain one only as far as it is seen.
type shape struct {
	whole  *canvas.Rectangle
	pieces []*canvas.Rectangle // nil where the shape is drawn whole
}

// The pieces, back to front. The edge of an end is its ground laid over a larger one, not a stroke: painters differ in
// where they put those.
const (
	topEdge = iota
	topGround
	bottomEdge
	bottomGround
	middleGround
	leftEdge
	rightEdge
	allPieces
)

// piecesFrom is the width and the height from which a shape is made of pieces.
var piecesFrom = fyne.NewSize(200, 90)

func (s *shape) parts() []fyne.CanvasObject {
	if s.pieces == nil {
		return []fyne.CanvasObject{s.whole}
	}
	parts := make([]fyne.CanvasObject, 0, allPieces+1)
	for _, piece := range s.pieces {
		parts = append(parts, piece)
	}
	return parts
}

func (s *shape) arrange(size fyne.Size, radius float32, pieces bool) {
	s.whole.CornerRadius = radius
	place(s.whole, 0, 0, size.Width, size.Height)
	edge := s.whole.StrokeWidth
	end := radius + 2
	if !pieces || radius == 0 || size.Height < max(piecesFrom.Height, 2*end) || size.Width < max(piecesFrom.Width, 2*radius) {
		s.pieces = nil
		return
	}
	if s.pieces == nil {
		for range allPieces {
			s.pieces = append(s.pieces, &canvas.Rectangle{})
		}
	}
	inner := max(radius-edge, 0)
	s.pieces[topEdge].TopLeftCornerRadius, s.pieces[topEdge].TopRightCornerRadius = radius, radius
	s.pieces[topGround].TopLeftCornerRadius, s.pieces[topGround].TopRightCornerRadius = inner, inner
	s.pieces[bottomEdge].BottomLeftCornerRadius, s.pieces[bottomEdge].BottomRightCornerRadius = radius, radius
	s.pieces[bottomGround].BottomLeftCornerRadius, s.pieces[bottomGround].BottomRightCornerRadius = inner, inner
	place(s.pieces[topEdge], 0, 0, size.Width, end)
	place(s.pieces[topGround], edge, edge, size.Width-2*edge, end-edge)
	place(s.pieces[bottomEdge], 0, size.Height-end, size.Width, end)
	place(s.pieces[bottomGround], edge, size.Height-end, size.Width-2*edge, end-edge)
	between := size.Height - 2*radius
	place(s.pieces[middleGround], 0, radius, size.Width, between)
	place(s.pieces[leftEdge], 0, radius, edge, between)
	place(s.pieces[rightEdge], size.Width-edge, radius, edge, between)
}

func (s *shape) paint(fill, edge color.Color, stroke float32) {
	s.whole.FillColor, s.whole.StrokeColor, s.whole.StrokeWidth = fill, edge, stroke
	for i, piece := range s.pieces {
		switch i {
		case topEdge, bottomEdge, leftEdge, rightEdge:
			piece.FillColor = edge
		default:
			piece.FillColor = fill
		}
	}
}
