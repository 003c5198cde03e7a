// Gallery draws every screen at every size, in both themes and both languages,
// and a contact sheet for each audience. It needs no display.
package main

import (
	"flag"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"throughline/care"
	"throughline/screens/entry"
	"throughline/screens/kit"
	"throughline/screens/kit/kittest"
	"throughline/screens/say"
)

// scene is one screen in one state.
type scene struct {
	audience string
	name     string
	role     care.Role
	duty     care.Duty      // of staff
	place    entry.PlaceKey // empty: a page of no place
	page     func(at setting) *kit.Page
	again    bool // a screen that is drawn otherwise too: fewer pictures do
}

// setting is what a scene is drawn for.
type setting struct {
	now  time.Time
	p    *say.Printer
	wide func() bool // the shell has two columns
	both func() bool // a list and its detail stand side by side
}

var looks = []kittest.Look{
	kittest.Phone, kittest.Phone.InDark(), kittest.Laptop, kittest.Laptop.InDark(),
	kittest.Phone.At(2).Full(), kittest.Laptop.At(2).Full(),
}

// turned is for the scenes that a person meets with a phone on its side; -look turned draws all scenes so.
var turned = []kittest.Look{kittest.Turned, kittest.TurnedSmall, kittest.Turned.At(2)}

var onItsSide = []string{
	"entry/help", "entry/lock", "entry/code", "patient/today", "patient/schedule", "patient/phq-9-question", "patient/form-text",
	"patient/skill-breath", "lovedone/home", "staff/review",
}

func looksOf(s scene, alike string) []kittest.Look {
	if strings.Contains(alike, "turned") || slices.Contains(onItsSide, s.audience+"/"+s.name) {
		return append(slices.Clip(looks), turned...)
	}
	if s.again {
		return fewer
	}
	return looks
}

// fewer are the looks of what is drawn again in another state.
var fewer = []kittest.Look{kittest.Phone, kittest.Laptop, kittest.Phone.At(2).Full()}

func main() {
	if err := run(os.Args[1:]); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "gallery:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	flags := flag.NewFlagSet("gallery", flag.ContinueOnError)
	out := flags.String("out", "build/screens", "folder for the pictures")
	only := flags.String("only", "", "draw only scenes whose audience/name contains this")
	look := flags.String("look", "", "draw only pictures whose look and language contain this: laptop-en, phone-200")
	day := flags.String("at", "2027-03-09T16:30:00-06:00", "the moment that the demo programme is shown at, RFC 3339")
	if err := flags.Parse(args); err != nil {
		return err
	}
	now, err := time.Parse(time.RFC3339, *day)
	if err != nil {
		return fmt.Errorf("-at: %w", err)
	}
	return drawAll(*out, *only, *look, now)
}

func drawAll(out, only, alike string, now time.Time) error {
	test.NewApp()
	all, err := scenes(now)
	if err != nil {
		return err
	}
	sheets := map[string]*sheet{}
	count, pages := 0, 0
	for _, s := range all {
		if !strings.Contains(s.audience+"/"+s.name, only) {
			continue
		}
		sh := sheets[s.audience]
		if sh == nil {
			sh = &sheet{audience: s.audience, folder: out}
			sheets[s.audience] = sh
		}
		n, err := pictures(s, filepath.Join(out, s.audience), alike, now, sh)
		if count += n; err != nil {
			return err
		}
	}
	for _, sh := range sheets {
		if err := sh.save(); err != nil {
			return err
		}
		pages += sh.pages
	}
	fmt.Printf("%d pictures and %d pages of contact sheets in %s\n", count, pages, out)
	return nil
}

// pictures saves the pictures of one screen, and a row of a sheet.
func pictures(s scene, folder, alike string, now time.Time, on *sheet) (count int, err error) {
	for _, language := range say.Languages() {
		at := setting{now: now, p: say.New(language.String())}
		for _, look := range looksOf(s, alike) {
			if !strings.Contains(look.String()+"-"+language.String(), alike) {
				continue
			}
			if count == 0 {
				if err := on.row(); err != nil {
					return 0, err
				}
			}
			picture := render(s, at, look)
			if err := kittest.Save(filepath.Join(folder, fmt.Sprintf("%s-%s-%s.png", s.name, look, language)), picture); err != nil {
				return count, err
			}
			on.add(picture)
			count++
		}
	}
	return count, nil
}

func render(s scene, at setting, look kittest.Look) image.Image {
	return kittest.Render(look, func() fyne.CanvasObject { return shown(s, at, look) })
}

// shown is a scene in the shell, as the app shows it.
func shown(s scene, at setting, look kittest.Look) *kit.Shell {
	shell := kit.NewShell(entry.Frame(s.role, s.duty, at.p))
	at.wide = func() bool { return look.Width/kit.TextScale() >= 700 }
	at.both = func() bool { return kit.ListDetailFits(look.Width) }
	shell.Open(entry.TabOf(s.role, s.duty, s.place), s.page(at))
	return shell
}
