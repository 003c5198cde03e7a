//go:build !js

// Throughline is a companion for people in an intensive outpatient programme.
package main

import (
	"os"
	"time"
	_ "time/tzdata" // Windows and phones have no zone files

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"

	"throughline/app"
)

func main() {
	os.Exit(app.Main(os.Args[1:], app.System{
		Stdout: os.Stdout, Stderr: os.Stderr, Env: os.Getenv, Now: time.Now,
		NewUI: func() fyne.App { return fyneapp.NewWithID("app.throughline") },
	}))
}
