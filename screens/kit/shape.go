package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// shape is the rounded ground of a panel. One that is high is made of pieces: a painter in software draws a rounded
// rectangle whole, however little of it is in sight, and a plain one only as far as it is seen.
type shape struct {
	whole *canvas.Rectangle
	tall  []*canvas.Rectangle // top and bottom with their corners, the ground between them, the edges left and right
}

// piecesFrom is the height and the width from which a shape is made of pieces.
var piecesFrom = fyne.NewSize(200, 90)

func (s *shape) parts() []fyne.CanvasObject {
	if s.tall == nil {
		return []fyne.CanvasObject{s.whole}
	}
	parts := make([]fyne.CanvasObject, len(s.tall), len(s.tall)+1)
	for i, piece := range s.tall {
		parts[i] = piece
	}
	return parts
}

func (s *shape) arrange(size fyne.Size, radius float32, pieces bool) {
	s.whole.CornerRadius = radius
	place(s.whole, 0, 0, size.Width, size.Height)
	edge := s.whole.StrokeWidth
	end := radius + 2*edge
	if !pieces || radius == 0 || size.Height < max(piecesFrom.Height, 2*end) || size.Width < max(piecesFrom.Width, 2*radius) {
		s.tall = nil
		return
	}
	if s.tall == nil {
		for range 5 {
			s.tall = append(s.tall, &canvas.Rectangle{})
		}
	}
	top, bottom, middle, left, right := s.tall[0], s.tall[1], s.tall[2], s.tall[3], s.tall[4]
	top.TopLeftCornerRadius, top.TopRightCornerRadius = radius, radius
	bottom.BottomLeftCornerRadius, bottom.BottomRightCornerRadius = radius, radius
	between := size.Height - 2*radius
	place(top, 0, 0, size.Width, end)
	place(bottom, 0, size.Height-end, size.Width, end)
	place(middle, 0, radius, size.Width, between) // over the inner edges of the other two
	place(left, 0, radius, edge, between)
	place(right, size.Width-edge, radius, edge, between)
}

func (s *shape) paint(fill, edge color.Color, stroke float32) {
	s.whole.FillColor, s.whole.StrokeColor, s.whole.StrokeWidth = fill, edge, stroke
	for i, piece := range s.tall {
		switch i {
		case 0, 1:
			piece.FillColor, piece.StrokeColor, piece.StrokeWidth = fill, edge, stroke
		case 2:
			piece.FillColor = fill
		default:
			piece.FillColor = edge
		}
	}
}
