// Command icon draws the product's icon from the mark in assets, at each side that is
// asked for: Icon.png, which the packager and the window use, and what phones, desktops
// and browsers want.
//
//	icon MARK.svg FOLDER SIDE...    FOLDER/SIDE.png, a plate with round corners
//	icon MARK.svg FILE.png SIDE     one file
package main

import (
	"errors"
	"image/color"
	"image/png"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"
)

//go:generate go run . ../../assets/mark.svg ../../Icon.png 512

const (
	margin = 84. / 512 // of the side
	corner = 112. / 512
	thread = "#A8711A" // of the light theme, as is the ground
)

var ground = color.NRGBA{R: 0xF6, G: 0xF3, B: 0xEE, A: 0xFF}

func main() {
	if err := run(os.Args[1:]); err != nil {
		slog.Error("the icon could not be drawn", "cause", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) < 3 {
		return errors.New("usage: icon MARK.svg FOLDER|FILE.png SIDE")
	}
	svg, err := os.ReadFile(args[0])
	if err != nil {
		return err
	}
	mark := fyne.NewStaticResource("mark.svg", []byte(strings.ReplaceAll(string(svg), "#000000", thread)))
	to := args[1]
	test.NewApp()
	for _, arg := range args[2:] {
		side, err := strconv.Atoi(arg)
		if err != nil {
			return err
		}
		file := to
		if filepath.Ext(to) != ".png" {
			if err := os.MkdirAll(to, 0o755); err != nil {
				return err
			}
			file = filepath.Join(to, arg+".png")
		}
		if err := draw(mark, float32(side), file); err != nil {
			return err
		}
	}
	return nil
}

func draw(mark fyne.Resource, side float32, to string) error {
	picture := canvas.NewImageFromResource(mark)
	picture.Move(fyne.NewSquareOffsetPos(side * margin))
	picture.Resize(fyne.NewSquareSize(side * (1 - 2*margin)))
	plate := canvas.NewRectangle(ground)
	plate.CornerRadius = side * corner
	plate.Resize(fyne.NewSquareSize(side))

	window := software.NewTransparentCanvas()
	window.SetPadded(false)
	window.SetContent(container.NewWithoutLayout(plate, picture))
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
