package kit

import (
	"bytes"
	"image"
	"image/color"
	imagedraw "image/draw"
	"sync"

	"fyne.io/fyne/v2"
	"github.com/fyne-io/oksvg"
	"github.com/srwiley/rasterx"

	"throughline/assets"
)

// drawing names a picture of an icon: every page has the same few, and to read the
// drawing again for each took most of the time of a long page.
type drawing struct {
	name string
	tint color.NRGBA
	side int
}

// drawings are the pictures that were made, some kilobytes each. The painter asks for
// them, and whoever draws pictures in tests does so from several goroutines.
var drawings sync.Map

// tinted is the picture of an icon in one colour, at a side in pixels. It is empty for
// no name, and for a name that the set lacks.
func tinted(name string, tint color.NRGBA, side int) image.Image {
	key := drawing{name, tint, side}
	if known, ok := drawings.Load(key); ok {
		return known.(image.Image)
	}
	picture := image.NewNRGBA(image.Rect(0, 0, side, side))
	if shape := outline(name, side); shape != nil {
		imagedraw.DrawMask(picture, picture.Bounds(), image.NewUniform(tint), image.Point{}, shape, image.Point{}, imagedraw.Src)
	}
	drawings.Store(key, picture)
	return picture
}

// outline is where the icon's ink is.
func outline(name string, side int) image.Image {
	icon, err := oksvg.ReadReplacingCurrentColor(bytes.NewReader(source(name)), "#000000")
	if err != nil {
		return nil
	}
	icon.SetTarget(0, 0, float64(side), float64(side))
	shape := image.NewRGBA(image.Rect(0, 0, side, side))
	icon.Draw(rasterx.NewDasher(side, side, rasterx.NewScannerGV(side, side, shape, shape.Bounds())), 1)
	return shape
}

func source(name string) []byte {
	var found *fyne.StaticResource
	if name == markIcon {
		found = assets.Mark()
	} else if found = assets.Icon(name); found == nil {
		return nil
	}
	return found.Content()
}
