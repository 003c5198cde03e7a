package kit_test

import (
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"

	"throughline/screens/kit"
	"throughline/screens/kit/kittest"
)

// The gallery is one page for each kind of screen; together they draw every widget of the kit.
var gallery = map[string]func() fyne.CanvasObject{
	"today":    todayPage,
	"schedule": schedulePage,
	"plan":     planPage,
	"form":     formPage,
	"result":   resultPage,
	"help":     helpPage,
	"lovedone": lovedOnePage,
	"staff":    staffPage,
	"fields":   fieldsPage,
}

var (
	phoneLooks  = []kittest.Look{kittest.Phone, kittest.Phone.InDark(), kittest.Phone.At(2), kittest.Phone.InDark().At(2), kittest.Phone.At(1.25)}
	laptopLooks = []kittest.Look{kittest.Laptop, kittest.Laptop.InDark(), kittest.Laptop.At(1.5), kittest.Laptop.At(2)}
)

// Every widget is drawn in every look and audited. Set GALLERY to a folder to have the pictures.
func TestGallery(t *testing.T) {
	for name, build := range gallery {
		for _, look := range append(append([]kittest.Look(nil), phoneLooks...), laptopLooks...) {
			t.Run(name+"-"+look.String(), func(t *testing.T) {
				screen := kittest.Open(t, look.Full(), build)
				for _, fault := range screen.Audit() {
					t.Error(fault)
				}
				if folder := os.Getenv("GALLERY"); folder != "" {
					if err := screen.Save(filepath.Join(folder, name+"-"+look.String()+".png")); err != nil {
						t.Fatal(err)
					}
				}
			})
		}
	}
}

func todayPage() fyne.CanvasObject {
	return shell(0, &kit.Page{
		Overline: "Tuesday, March 9",
		Title:    "Hello, Maya",
		Lead:     kit.Body("Group tonight. The rest of the day is yours.").Soft(),
		Width:    kit.Broad,
		Body: kit.NewThread(
			kit.Knot{Moment: kit.Done, Content: kit.NewRowLink("Morning check-in", "", nil).Overline("8:10 AM").
				With(kit.StatusLine("circle-check", kit.OK, "Sent to your team"))},
			kit.Knot{Moment: kit.Now, Content: sessionCard()},
			kit.Knot{Moment: kit.Later, Content: kit.NewRowLink("Wind down for sleep", "5 minutes, from your plan", nil).Overline("9:30 PM")},
		),
		Side: kit.ForLaptop(
			kit.Stack(34,
				kit.Card(
					kit.Heading("This week"), kit.NewSpace(16),
					kit.HourRing("3 of 9", "hours", week...), kit.NewSpace(16),
					kit.Stack(6, kit.Ends(kit.Small("Monday").In(kit.Ink), kit.Small("3 hours, done")),
						kit.Ends(kit.Small("Tuesday").In(kit.Ink), kit.Small("6:00 PM tonight"))),
				).Padded(22, 22),
				kit.Stack(4, kit.Heading("For a hard moment"), kit.Small("You said these help."),
					kit.Rows(kit.NewRowLink("Paced breathing", "", nil).WithIcon("wind").End("5 min"),
						kit.NewRowLink("5-4-3-2-1 grounding", "", nil).WithIcon("footprints").End("3 min"))),
			),
			kit.Stack(12, kit.Ends(kit.Heading("This week"), kit.Small("3 of 9 hours")), kit.HourBars(week...)),
		),
	})
}

var week = []kit.SessionHours{{Words: "Mon, 3 h", Part: 1}, {Words: "Tue, tonight"}, {Words: "Thu"}}

func sessionCard() fyne.CanvasObject {
	return kit.Card(
		kit.Small("6:00 to 9:00 PM"),
		kit.Heading("Group: riding out an urge"),
		kit.NewSpace(10),
		kit.Stack(5, kit.FactLine("users", "Led by Dana Ortiz, LPC"), kit.FactLine("video", "Video. You can join from 5:45 PM")),
		kit.NewSpace(14),
		kit.Label("Will you be there?"),
		kit.NewSpace(8),
		kit.Choices(kit.Options{Words: []string{"Coming", "Late", "Can't"}, Chosen: 0}),
	)
}

func schedulePage() fyne.CanvasObject {
	group := func(when, title string, more ...fyne.CanvasObject) fyne.CanvasObject {
		return kit.Stack(2, append([]fyne.CanvasObject{kit.Small(when), kit.Strong(title)}, more...)...)
	}
	return shell(1, &kit.Page{
		Overline: "Chicago time",
		Title:    "Schedule",
		Body: kit.Stack(14,
			kit.Segmented(kit.Options{Words: []string{"Week", "Month"}, Chosen: 0}),
			kit.Stepper(kit.IconButton("chevron-left", "Week before", nil),
				kit.Stack(0, kit.Strong("March 8 to 14").Center(), kit.Small("3 of 9 hours done").Center()),
				kit.IconButton("chevron-right", "Week after", nil)),
			kit.NewThread(
				kit.Knot{Day: "Mon", Date: "8", Moment: kit.Done, Content: group("6:00 to 9:00 PM", "Group: noticing triggers", kit.StatusLine("circle-check", kit.OK, "You were there"))},
				kit.Knot{Day: "Tue", Date: "9", Moment: kit.Now, Content: kit.Card(group("Today, 6:00 to 9:00 PM", "Group: riding out an urge", kit.StatusLine("check", kit.InkSoft, "You said you're coming"))).Padded(14, 16)},
				kit.Knot{Day: "Wed", Date: "10", Moment: kit.Blank, Content: kit.Small("Nothing planned")},
				kit.Knot{Day: "Thu", Date: "11", Moment: kit.Later, Content: group("5:00 to 8:00 PM", "Group: here and now", kit.NewSpace(6), kit.Tag(kit.ToneThread, "clock", "Moved, was 6:00 PM"))},
				kit.Knot{Day: "Fri", Date: "12", Moment: kit.Later, Content: kit.NewRowLink("Medication visit", "Dr. Priya Raman, at the clinic", nil).Overline("10:30 to 11:00 AM")},
			),
		),
	})
}

func planPage() fyne.CanvasObject {
	return shell(2, &kit.Page{
		Overline: "Week 4",
		Title:    "My plan",
		Body: kit.Stack(0,
			kit.Segmented(kit.Options{Words: []string{"About me", "From my team"}, Chosen: 0}),
			kit.NewSpace(12),
			kit.Small("No wrong answers. Change them as you grow."),
			kit.NewSpace(22),
			kit.Ends(kit.Heading("My goals"), kit.Label("2 goals").Soft()),
			kit.NewSpace(10),
			kit.Card(
				kit.RowCentered(8, kit.Wide(kit.Heading("Sleep through most nights")), kit.IconButton("pencil", "Change this goal", nil)),
				kit.NewSpace(8),
				kit.Label("How it changed").Soft(),
				kit.NewSpace(12),
				kit.NewThread(
					kit.Knot{Moment: kit.Past, Content: kit.Stack(0, kit.Small("February 16, when you started"), kit.Body("“Sleep more.”"))},
					kit.Knot{Moment: kit.Now, Content: kit.Stack(0, kit.Small("March 2, you changed it"), kit.Strong("“Sleep through most nights.”"), kit.Small("Why: it's the waking up that wears me out."))},
				),
			),
			kit.NewSpace(8),
			kit.NewRowLink("Cook dinner twice a week", "", nil),
			kit.NewSpace(16),
			kit.Heading("What I'm dealing with"),
			kit.NewSpace(10),
			kit.Flow(8, kit.Tag(kit.TonePrimary, "", "Anxiety"), kit.Tag(kit.TonePrimary, "", "Depression"), kit.Tag(kit.TonePrimary, "", "Burnout")),
			kit.NewSpace(14),
			kit.Rows(kit.NewRowLink("Strengths", "I show up. My sister. I like to cook.", nil), kit.NewRowLink("Barriers", "Late shifts on Wednesdays.", nil)),
		),
	})
}

func formPage() fyne.CanvasObject {
	return shell(kit.None, &kit.Page{
		Out:  kit.WayOut("x", "Save and close", nil),
		Full: true,
		Body: kit.Stack(0,
			kit.Progress(3, 9, "Question 4 of 9"),
			kit.NewSpace(26),
			kit.Body("Over the last 2 weeks, how often have you been bothered by any of the following problems?").Soft(),
			kit.NewSpace(12),
			kit.Question("Feeling tired or having little energy"),
			kit.NewSpace(26),
			kit.Answers(kit.Options{Words: []string{"Not at all", "Several days", "More than half the days", "Nearly every day"}, Chosen: 1}),
			kit.NewSpace(4),
			kit.QuietButton("Prefer not to answer", nil),
		),
		Foot: kit.FormFoot(kit.StatusLine("smartphone", kit.InkSoft, "Saved on this device. Not sent yet."), kit.OutlineButton("Back", nil), kit.PrimaryButton("Next", nil)),
	})
}

func trend() *kit.Trend {
	return kit.NewTrend(kit.TrendOptions{
		Points: []kit.TrendPoint{{"Feb 16", 16, "16"}, {"Feb 23", 17, "17"}, {"Mar 2", 14, "14"}, {"Mar 9", 11, "11"}},
		Bands:  []kit.TrendBand{{"Minimal", 0}, {"Mild", 5}, {"Moderate", 10}, {"Moderately severe", 15}, {"Severe", 20}},
		Top:    27, AsList: "See as a list", AsChart: "See as a picture", Spoken: "Four check-ins, from 16 to 11",
	})
}

func resultPage() fyne.CanvasObject {
	chart := trend()
	return shell(4, &kit.Page{
		Out:   kit.WayOut("arrow-left", "Check-ins", nil),
		Title: "Your check-in",
		Lead:  kit.StatusLine("circle-check", kit.InkSoft, "PHQ-9, today. Sent at 8:12 AM"),
		Body: kit.Stack(0,
			kit.Card(
				kit.RowCentered(16, kit.Display("11"), kit.Stack(4, kit.Small("out of 27"), kit.Tag(kit.TonePrimary, "", "Moderate"))),
				kit.NewSpace(10),
				kit.Body("5 points lower than your first one."),
				kit.Body("A change of 5 or more counts."),
			),
			kit.NewSpace(24),
			kit.Ends(kit.Heading("Since you started"), chart.Switch()),
			kit.NewSpace(4),
			chart,
			kit.NewSpace(14),
			kit.Small("One picture of two weeks. Not a diagnosis."),
			kit.NewSpace(16),
			kit.OutlineButton("Bring this to group", nil).WithIcon("message-square-text"),
		),
	})
}
