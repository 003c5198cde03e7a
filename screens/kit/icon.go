package kit

import (
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// Icon is a drawing tinted by a colour role. It never stands alone for a meaning: a word or a name goes with it.
type Icon struct {
	view
	name  string
	size  float32
	role  Role
	line  Style // where set, the icon stands in the middle of a line of this style
	tint  color.NRGBA
	image *canvas.Raster
	drawn []fyne.CanvasObject
}

// NewIcon draws the icon with that Lucide name at a size (17 beside small text, 20 to 22 beside body).
func NewIcon(name string, size float32, role Role) *Icon {
	i := &Icon{name: name, size: size, role: role}
	i.image = canvas.NewRaster(func(w, h int) image.Image { return tinted(i.name, i.tint, min(w, h)) })
	i.drawn = []fyne.CanvasObject{i.image}
	i.extend(i)
	return i
}

// Beside makes the icon as high as the first line of text in that style, so that both stand on one line in a Row.
func (i *Icon) Beside(style Style) *Icon {
	i.line = style
	return i
}

func (i *Icon) side() float32 { return round(i.size * iconScale()) }

// HeightFor is the side of the icon, or the line that it stands in.
func (i *Icon) HeightFor(float32) float32 { return max(i.side(), i.line.lineHeight()) }

// NaturalWidth is the side of the icon.
func (i *Icon) NaturalWidth() float32 { return i.side() }

func (i *Icon) parts() []fyne.CanvasObject { return i.drawn }

func (i *Icon) arrange(size fyne.Size) {
	side := i.side()
	place(i.image, round((size.Width-side)/2), round((size.Height-side)/2), side, side)
}

func (i *Icon) paint() { i.tint = color.NRGBAModel.Convert(colorOf(i.role)).(color.NRGBA) }

// markIcon is the name under which the app's own sign is drawn.
const markIcon = "throughline"

// iconLine is an icon and text that wraps beside it, on one line.
func iconLine(icon string, size, gap float32, role Role, text *Text) *Box {
	return Row(gap, NewIcon(icon, size, role).Beside(text.style), Wide(text))
}

// StatusLine is an icon at 17 and small text in one role: InkSoft for facts and what is not sent, OK for sent.
func StatusLine(icon string, role Role, words string) *Box {
	return iconLine(icon, 17, 8, role, Small(words).In(role))
}

// FactLine is an icon at 17 and small text in InkSoft, set as wide as the facts of a card.
func FactLine(icon, words string) *Box {
	return iconLine(icon, 18, 9, InkSoft, Small(words))
}
