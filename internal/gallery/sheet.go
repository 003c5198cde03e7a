package main

import (
	"image"
	"image/color"
	"image/draw"

	scale "golang.org/x/image/draw"
)

// sheet puts the pictures of an audience on one page: a row for each screen.
type sheet struct {
	names []string
	rows  map[string][]image.Image
}

const (
	cellHeight = 520
	cellGap    = 24
)

func (s *sheet) add(name string, picture image.Image) {
	if s.rows == nil {
		s.rows = map[string][]image.Image{}
	}
	if s.rows[name] == nil {
		s.names = append(s.names, name)
	}
	s.rows[name] = append(s.rows[name], shrink(picture))
}

func shrink(picture image.Image) image.Image {
	size := picture.Bounds().Size()
	height := cellHeight
	if 4*size.X > 7*size.Y { // a phone on its side
		height /= 2
	}
	small := image.NewRGBA(image.Rect(0, 0, size.X*height/size.Y, height))
	scale.ApproxBiLinear.Scale(small, small.Bounds(), picture, picture.Bounds(), draw.Src, nil)
	return small
}

func (s *sheet) compose() image.Image {
	width := 0
	for _, row := range s.rows {
		w := cellGap
		for _, picture := range row {
			w += picture.Bounds().Dx() + cellGap
		}
		width = max(width, w)
	}
	page := image.NewRGBA(image.Rect(0, 0, width, len(s.names)*(cellHeight+cellGap)+cellGap))
	draw.Draw(page, page.Bounds(), image.NewUniform(color.Gray{Y: 0xD0}), image.Point{}, draw.Src)
	for i, name := range s.names {
		at := image.Pt(cellGap, cellGap+i*(cellHeight+cellGap))
		for _, picture := range s.rows[name] {
			draw.Draw(page, picture.Bounds().Add(at), picture, image.Point{}, draw.Src)
			at.X += picture.Bounds().Dx() + cellGap
		}
	}
	return page
}
