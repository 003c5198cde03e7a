package assets_test

import (
	"image"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"throughline/assets"
)

// An icon that Fyne's reader cannot parse, or reads as empty, would be a hole in the screen: every one leaves ink.
func TestEveryIconDraws(t *testing.T) {
	test.NewTempApp(t)
	names := assets.IconNames()
	if len(names) < 40 {
		t.Fatalf("only %d icons embedded", len(names))
	}
	for _, name := range names {
		icon := assets.Icon(name)
		if icon == nil {
			t.Fatalf("%s is listed but cannot be had", name)
		}
		if inked := ink(icon); inked < 20 {
			t.Errorf("%s leaves %d dark pixels at 48, want a shape", name, inked)
		}
	}
	if inked := ink(assets.Mark()); inked < 100 {
		t.Errorf("the mark leaves %d dark pixels", inked)
	}
}

// Fyne tints fills only and reads compact path data wrongly, so a stroke or a relative command in an icon is a fault.
func TestIconsAreFilledOutlines(t *testing.T) {
	for _, name := range assets.IconNames() {
		svg := string(assets.Icon(name).Content())
		if strings.Contains(svg, "stroke") || strings.Contains(svg, "<rect") || strings.Contains(svg, "<line") || strings.Contains(svg, "<circle") {
			t.Errorf("%s has something else than filled paths", name)
		}
		for _, path := range strings.Split(svg, ` d="`)[1:] {
			if rest := strings.Trim(path[:strings.Index(path, `"`)], "MLQCZ0123456789.- "); rest != "" {
				t.Errorf("%s has path data beyond absolute M L Q C Z: %.20q", name, rest)
			}
		}
	}
}

func TestUnknownIconIsNil(t *testing.T) {
	if assets.Icon("no-such-icon") != nil {
		t.Error("an unknown name gave an icon")
	}
}

func TestFontsAreTrueType(t *testing.T) {
	for name, font := range map[string]fyne.Resource{"regular": assets.Regular(), "semibold": assets.Semibold(), "italic": assets.Italic()} {
		if data := font.Content(); len(data) < 10_000 || string(data[:4]) != "\x00\x01\x00\x00" {
			t.Errorf("%s is not a TrueType font", name)
		}
	}
}

func ink(icon fyne.Resource) int {
	drawn := canvas.NewImageFromResource(theme.NewColoredResource(icon, theme.ColorNameError))
	drawn.SetMinSize(fyne.NewSquareSize(48))
	window := test.NewWindow(drawn)
	defer window.Close()
	window.SetPadded(false)
	window.Resize(fyne.NewSquareSize(48))
	return differing(window.Canvas().Capture())
}

// differing counts the pixels that are not the colour of the corner.
func differing(picture image.Image) int {
	var count int
	ground := picture.At(0, 0)
	for y := range picture.Bounds().Dy() {
		for x := range picture.Bounds().Dx() {
			if picture.At(x, y) != ground {
				count++
			}
		}
	}
	return count
}
