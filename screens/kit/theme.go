package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"throughline/assets"
)

// Mode says which set of colours the theme answers with.
type Mode int

// Modes of a Theme.
const (
	FollowSystem Mode = iota
	Light
	Dark
)

// Theme is the look of the whole app. Give a new one to Settings().SetTheme to change it while the app runs:
// widgets read colours and sizes when they are laid out and refreshed.
type Theme struct {
	Mode    Mode
	Scale   float32 // text scale, 1 to 2; 0 means 1
	Reduced bool    // the person asked for less motion
}

// TextScales are the steps that settings offer.
var TextScales = []float32{1, 1.25, 1.5, 1.75, 2}

// stacks is the text scale from which rows of short things go one above the other.
const stacks = 1.3

// Color answers the app's roles, and Fyne's own names by the role that fits.
func (t *Theme) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	switch t.Mode {
	case Light:
		variant = theme.VariantLight
	case Dark:
		variant = theme.VariantDark
	case FollowSystem:
	}
	if role, ok := fyneRoles[name]; ok {
		name = role
	}
	dark := variant == theme.VariantDark
	switch name {
	case none:
		return color.Transparent
	case shadow:
		if dark {
			return color.Transparent
		}
		return color.NRGBA{R: 0x2A, G: 0x24, B: 0x1A, A: 26}
	case theme.ColorNameHover, theme.ColorNamePressed:
		if dark {
			return color.NRGBA{R: 0xFF, G: 0xFF, B: 0xFF, A: 14}
		}
		return color.NRGBA{R: 0x23, G: 0x24, B: 0x2B, A: 12}
	case theme.ColorNameShadow:
		return color.NRGBA{A: 40}
	}
	if token, ok := tokens[name]; ok {
		if dark {
			return rgb(token.dark)
		}
		return rgb(token.light)
	}
	return theme.DefaultTheme().Color(name, variant)
}

var fyneRoles = map[fyne.ThemeColorName]Role{
	theme.ColorNameBackground:          Ground,
	theme.ColorNameButton:              Surface,
	theme.ColorNameDisabled:            Control,
	theme.ColorNameDisabledButton:      Sunken,
	theme.ColorNameError:               Primary, // errors are never red
	theme.ColorNameFocus:               Primary,
	theme.ColorNameForeground:          Ink,
	theme.ColorNameForegroundOnError:   OnPrimary,
	theme.ColorNameForegroundOnPrimary: OnPrimary,
	theme.ColorNameForegroundOnSuccess: OnOKSoft,
	theme.ColorNameForegroundOnWarning: OnThreadSoft,
	theme.ColorNameHeaderBackground:    Sunken,
	theme.ColorNameHyperlink:           Primary,
	theme.ColorNameInputBackground:     Surface,
	theme.ColorNameInputBorder:         Control,
	theme.ColorNameMenuBackground:      Surface,
	theme.ColorNameOverlayBackground:   Surface,
	theme.ColorNamePlaceHolder:         InkSoft,
	theme.ColorNameScrollBar:           Control,
	theme.ColorNameScrollBarBackground: none,
	theme.ColorNameSelection:           PrimarySoft,
	theme.ColorNameSeparator:           Line,
	theme.ColorNameSuccess:             OK,
	theme.ColorNameWarning:             ThreadColor,
}

// Font answers Atkinson Hyperlegible Next. Bold is its weight 600.
func (t *Theme) Font(style fyne.TextStyle) fyne.Resource {
	switch {
	case style.Symbol, style.Monospace:
		return theme.DefaultTheme().Font(style)
	case style.Bold:
		return assets.Semibold()
	case style.Italic:
		return assets.Italic()
	}
	return assets.Regular()
}

// Icon answers Fyne's stock icons, which only its own widgets ask for.
func (t *Theme) Icon(name fyne.ThemeIconName) fyne.Resource {
	return theme.DefaultTheme().Icon(name)
}

// Size answers the sizes of Fyne's own widgets, texts multiplied by the text scale.
func (t *Theme) Size(name fyne.ThemeSizeName) float32 {
	switch name {
	case theme.SizeNameText:
		return 17 * t.scale()
	case theme.SizeNameCaptionText:
		return 13 * t.scale()
	case theme.SizeNameHeadingText:
		return 28 * t.scale()
	case theme.SizeNameSubHeadingText:
		return 20 * t.scale()
	case theme.SizeNameInlineIcon:
		return 22 * min(t.scale(), 1.5)
	case theme.SizeNamePadding:
		return 4
	case theme.SizeNameInnerPadding:
		return 12
	case theme.SizeNameInputRadius, theme.SizeNameButtonRadius:
		return 14
	case theme.SizeNameInputBorder:
		return 1
	case theme.SizeNameSelectionRadius:
		return 4
	}
	return theme.DefaultTheme().Size(name)
}

func (t *Theme) scale() float32 {
	if t.Scale == 0 {
		return 1
	}
	return min(max(t.Scale, 1), 2)
}

var plain = &Theme{Mode: Light}

// current is the theme that the app runs with, or a light one where it runs with none of ours.
func current() *Theme {
	if app := fyne.CurrentApp(); app != nil {
		if t, ok := app.Settings().Theme().(*Theme); ok {
			return t
		}
	}
	return plain
}

// TextScale is the scale that text is drawn at now, 1 to 2.
func TextScale() float32 { return current().scale() }

// iconScale is the text scale for icons and nodes, which stop growing at 1.5.
func iconScale() float32 { return min(TextScale(), 1.5) }

// ReducedMotion tells whether things must stand still: the app's own switch, or the system's.
func ReducedMotion() bool {
	return current().Reduced || !fyne.CurrentApp().Settings().ShowAnimations()
}

func colorOf(role Role) color.Color {
	t := current()
	variant := theme.VariantLight
	if app := fyne.CurrentApp(); app != nil && app.Settings().ThemeVariant() == theme.VariantDark {
		variant = theme.VariantDark
	}
	return t.Color(role, variant)
}
