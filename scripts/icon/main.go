// Command icon draws Icon.png, which the packager and the window use, from the mark in assets.
package main

import (
	"image/color"
	"image/png"
	"log/slog"
	"os"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"
)

//go:generate go run . ../../assets/mark.svg ../../Icon.png

const (
	side   = 512 // pixels
	margin = 84
	thread = "#A8711A" // of the light theme, as is the ground
)

var ground = color.NRGBA{R: 0xF6, G: 0xF3, B: 0xEE, A: 0xFF}

func main() {
	if len(os.Args) != 3 {
		slog.Error("usage: icon MARK.svg ICON.png")
		os.Exit(2)
	}
	if err := draw(os.Args[1], os.Args[2]); err != nil {
		slog.Error("the icon could not be drawn", "cause", err)
		os.Exit(1)
	}
}

func draw(from, to string) error {
	svg, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	test.NewApp()
	mark := canvas.NewImageFromResource(fyne.NewStaticResource("mark.svg",
		[]byte(strings.ReplaceAll(string(svg), "#000000", thread))))
	mark.Move(fyne.NewSquareOffsetPos(margin))
	mark.Resize(fyne.NewSquareSize(side - 2*margin))
	plate := canvas.NewRectangle(ground)
	plate.CornerRadius = 112
	plate.Resize(fyne.NewSquareSize(side))

	window := software.NewTransparentCanvas()
	window.SetPadded(false)
	window.SetContent(container.NewWithoutLayout(plate, mark))
	window.Resize(fyne.NewSquareSize(side))

	file, err := os.Create(to)
	if err != nil {
		return err
	}
	if err := png.Encode(file, window.Capture()); err != nil {
		return err
	}
	return file.Close()
}
