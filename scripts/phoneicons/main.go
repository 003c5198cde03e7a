// Command phoneicons draws what phones and their stores want for an icon, from the mark in assets.
//
//	phoneicons MARK.svg FOLDER
package main

import (
	"errors"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"
)

//go:generate go run . ../../assets/mark.svg ../../packaging/icons

const (
	thread = "#A8711A" // of the light theme, as is the ground
	black  = "#000000" // as the mark is drawn
)

var (
	ground = color.NRGBA{R: 0xF6, G: 0xF3, B: 0xEE, A: 0xFF}
	none   = color.NRGBA{}
)

// pictures are all that is drawn. Android lays a foreground over a background and cuts both to
// the phone's own shape, of which the inner 66 of 108 are always seen; themed icons take the
// shape of monochrome. The stores take full squares and cut the corners themselves; Apple's refuses
// a picture that one can see through.
var pictures = []struct {
	name   string
	side   float32 // pixels
	mark   float32 // of the side; 0 is none
	thread string
	ground color.NRGBA
}{
	{"android-foreground", 432, 0.5, thread, none},
	{"android-background", 432, 0, "", ground},
	{"android-monochrome", 432, 0.5, black, none},
	{"play-store", 512, 0.62, thread, ground},
	{"ios", 1024, 0.62, thread, ground},
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		slog.Error("the icons could not be drawn", "cause", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 2 {
		return errors.New("usage: phoneicons MARK.svg FOLDER")
	}
	svg, err := os.ReadFile(args[0])
	if err != nil {
		return err
	}
	test.NewApp()
	for _, p := range pictures {
		var content []fyne.CanvasObject
		if p.mark > 0 {
			mark := canvas.NewImageFromResource(fyne.NewStaticResource(p.name+".svg", []byte(strings.ReplaceAll(string(svg), black, p.thread))))
			mark.Move(fyne.NewSquareOffsetPos(p.side * (1 - p.mark) / 2))
			mark.Resize(fyne.NewSquareSize(p.side * p.mark))
			content = append(content, mark)
		}
		window := software.NewTransparentCanvas()
		window.SetPadded(false)
		window.SetContent(container.NewWithoutLayout(content...))
		window.Resize(fyne.NewSquareSize(p.side))
		if err := save(filepath.Join(args[1], p.name+".png"), over(p.ground, window.Capture())); err != nil {
			return err
		}
	}
	return nil
}

// over lays a picture on a ground. On an opaque one the file has no alpha channel at all.
func over(ground color.NRGBA, picture image.Image) image.Image {
	out := image.NewNRGBA(picture.Bounds())
	draw.Draw(out, out.Bounds(), image.NewUniform(ground), image.Point{}, draw.Src)
	draw.Draw(out, out.Bounds(), picture, picture.Bounds().Min, draw.Over)
	return out
}

func save(to string, picture image.Image) error {
	file, err := os.Create(to)
	if err != nil {
		return err
	}
	return errors.Join((&png.Encoder{CompressionLevel: png.BestCompression}).Encode(file, picture), file.Close())
}
