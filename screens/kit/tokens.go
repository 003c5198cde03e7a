package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
)

// Role names a colour by what it is for. The theme answers every role in light and dark, so a Role can be given
// wherever Fyne takes a theme colour name.
type Role = fyne.ThemeColorName

// The colour roles of the app.
const (
	Ground       Role = "ground"       // page
	Surface      Role = "surface"      // card, tab bar, input, secondary button
	Sunken       Role = "sunken"       // segmented track, rail, empty hours
	Ink          Role = "ink"          // text
	InkSoft      Role = "inkSoft"      // second text, icons at rest
	Line         Role = "line"         // rules and card edges: ornament only
	Control      Role = "control"      // edge of anything that can be tapped
	Primary      Role = "primary"      // main button, links, focus ring; also Fyne's own name for it
	OnPrimary    Role = "onPrimary"    // text on Primary
	PrimarySoft  Role = "primarySoft"  // chosen answer, selected tab, tags
	OnPrimSoft   Role = "onPrimSoft"   // text on PrimarySoft
	ThreadColor  Role = "thread"       // the line, its nodes, hours, progress; never text
	ThreadFaint  Role = "threadFaint"  // the line ahead: ornament, words say the same
	ThreadSoft   Role = "threadSoft"   // "moved" tag, notices
	OnThreadSoft Role = "onThreadSoft" // text on ThreadSoft
	OK           Role = "ok"           // sent, attended
	OKSoft       Role = "okSoft"
	OnOKSoft     Role = "onOkSoft"
	Urgent       Role = "help"     // call 988 and 911, urgent staff flag
	OnUrgent     Role = "onHelp"   // text on Urgent
	UrgentSoft   Role = "helpSoft" // ground of an urgent flag
	Band1        Role = "band1"    // severity, low to high: steps of one hue, never traffic lights
	Band2        Role = "band2"
	Band3        Role = "band3"
	Band4        Role = "band4"
	Band5        Role = "band5"

	none   Role = ""
	shadow Role = "cardShadow"
)

// Bands are the severity grounds from low to high.
var Bands = [5]Role{Band1, Band2, Band3, Band4, Band5}

type shade struct{ light, dark uint32 } // 0xRRGGBB

var tokens = map[Role]shade{
	Ground:       {0xF6F3EE, 0x19181B},
	Surface:      {0xFFFFFF, 0x232227},
	Sunken:       {0xEDE9E2, 0x131214},
	Ink:          {0x23242B, 0xECEAE6},
	InkSoft:      {0x565964, 0xB4B3B8},
	Line:         {0xE2DED7, 0x38363C},
	Control:      {0x85828A, 0x83838D},
	Primary:      {0x3F4A80, 0xB4BDEB},
	OnPrimary:    {0xFFFFFF, 0x1B2148},
	PrimarySoft:  {0xE7E9F4, 0x2D3150},
	OnPrimSoft:   {0x323B6B, 0xD3D9F6},
	ThreadColor:  {0xA8711A, 0xDDAA55},
	ThreadFaint:  {0xDCC9A5, 0x5A4A2C},
	ThreadSoft:   {0xF7ECD8, 0x3A2F1C},
	OnThreadSoft: {0x6B4709, 0xF0D3A0},
	OK:           {0x3B6A50, 0x92C6A5},
	OKSoft:       {0xE4EFE7, 0x22352A},
	OnOKSoft:     {0x2C543E, 0xBFE0CB},
	Urgent:       {0xA63A2B, 0xF0A497},
	OnUrgent:     {0xFFFFFF, 0x3A0F09},
	UrgentSoft:   {0xF8E9E5, 0x38231F},
	Band1:        {0xF9F9FC, 0x23252E},
	Band2:        {0xF2F3F9, 0x282B38},
	Band3:        {0xE9EBF5, 0x2E3244},
	Band4:        {0xE2E5F1, 0x363B52},
	Band5:        {0xDADEED, 0x3D4360},
}

func rgb(hex uint32) color.NRGBA {
	return color.NRGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 0xFF} //nolint:gosec // taking the bytes apart is meant
}
