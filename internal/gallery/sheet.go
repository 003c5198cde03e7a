package main

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"path/filepath"

	scale "golang.org/x/image/draw"

	"throughline/screens/kit/kittest"
)

// sheet puts the pictures of an audience on pages: a row for each screen.
type sheet struct {
	audience, folder string
	rows             [][]image.Image
	pages            int // that are full and saved
}

// A page of more rows is too large for most programs that show pictures, and for this one's memory.
const (
	cellHeight = 520
	cellGap    = 24
	rowsOfPage = 16
)

// row begins the row of another screen.
func (s *sheet) row() error {
	if len(s.rows) == rowsOfPage {
		if err := s.save(); err != nil {
			return err
		}
	}
	s.rows = append(s.rows, nil)
	return nil
}

// add puts a picture into the row.
func (s *sheet) add(picture image.Image) {
	last := len(s.rows) - 1
	s.rows[last] = append(s.rows[last], shrink(picture))
}

// save writes the page that was begun, if there is one.
func (s *sheet) save() error {
	if len(s.rows) == 0 {
		return nil
	}
	s.pages++
	page := s.compose()
	s.rows = nil
	return kittest.Save(filepath.Join(s.folder, fmt.Sprintf("%s-%02d.png", s.audience, s.pages)), page)
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
	page := image.NewRGBA(image.Rect(0, 0, width, len(s.rows)*(cellHeight+cellGap)+cellGap))
	draw.Draw(page, page.Bounds(), image.NewUniform(color.Gray{Y: 0xD0}), image.Point{}, draw.Src)
	for i, row := range s.rows {
		at := image.Pt(cellGap, cellGap+i*(cellHeight+cellGap))
		for _, picture := range row {
			draw.Draw(page, picture.Bounds().Add(at), picture, image.Point{}, draw.Src)
			at.X += picture.Bounds().Dx() + cellGap
		}
	}
	return page
}
