package kit_test

import (
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"

	"throughline/screens/kit"
	"throughline/screens/kit/kittest"
)

var places = []kit.Place{{"sun", "Today"}, {"calendar-days", "Schedule"}, {"route", "My plan"}, {"wind", "Skills"}, {"user-round", "You"}}

func shell(at int, page *kit.Page) *kit.Shell {
	s := kit.NewShell(kit.ShellOptions{Brand: "Throughline", Places: places, Help: "Help", Menu: "Menu"})
	s.Open(at, page)
	return s
}

func coming() *kit.Chooser {
	return kit.Choices(kit.Options{Words: []string{"Coming", "Late", "Can't"}, Chosen: 0})
}

func todayPage() fyne.CanvasObject {
	return shell(0, &kit.Page{
		Overline: "Tuesday, March 9",
		Title:    "Hello, Maya",
		Lead:     kit.Body("Group tonight. The rest of the day is yours.").Soft(),
		Body: kit.Stack(18,
			kit.NewRowLink("Morning check-in", "", nil).Overline("8:10 AM").With(kit.StatusLine("circle-check", kit.OK, "Sent to your team")),
			kit.Card(
				kit.Small("6:00 to 9:00 PM"),
				kit.Heading("Group: riding out an urge"),
				kit.NewSpace(10),
				kit.FactLine("users", "Led by Dana Ortiz, LPC"),
				kit.FactLine("video", "Video. You can join from 5:45 PM"),
				kit.NewSpace(14),
				kit.Label("Will you be there?"),
				kit.NewSpace(8),
				coming(),
			),
			kit.Tag(kit.ToneThread, "clock", "Moved, was 6:00 PM"),
			kit.PrimaryButton("Next", nil),
			kit.OutlineButton("Bring this to group", nil).WithIcon("message-square-text"),
			kit.QuietButton("Prefer not to answer", nil),
			kit.Segmented(kit.Options{Words: []string{"Week", "Month"}, Chosen: 0}),
			kit.Answers(kit.Options{Words: []string{"Not at all", "Several days"}, Chosen: 1}),
			kit.NewField("Your name", ""),
		),
	})
}

var pages = map[string]func() fyne.CanvasObject{
	"today": todayPage,
}

var looks = []kittest.Look{
	kittest.Phone, kittest.Phone.InDark(), kittest.Phone.At(2), kittest.Phone.InDark().At(2), kittest.Laptop, kittest.Laptop.InDark(),
}

// Every widget is drawn in every look. Set GALLERY to a folder to see the pictures.
func TestGallery(t *testing.T) {
	for name, build := range pages {
		for _, look := range looks {
			t.Run(name+"-"+look.String(), func(t *testing.T) {
				screen := kittest.Open(t, look.Full(), build)
				if folder := os.Getenv("GALLERY"); folder != "" {
					if err := screen.Save(filepath.Join(folder, name+"-"+look.String()+".png")); err != nil {
						t.Fatal(err)
					}
				}
			})
		}
	}
}
