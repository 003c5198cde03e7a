// Throughline is a companion for people in an intensive outpatient programme.
package main

import (
	_ "time/tzdata" // a browser has no zone files

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"

	"throughline/app"
)

func main() {
	app.InBrowser(func() fyne.App { return fyneapp.NewWithID("app.throughline") }).ShowAndRun()
}
