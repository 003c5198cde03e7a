package kit_test

import (
	"fyne.io/fyne/v2"

	"throughline/screens/kit"
)

var places = []kit.Place{{"sun", "Today"}, {"calendar-days", "Schedule"}, {"route", "My plan"}, {"wind", "Skills"}, {"user-round", "You"}}

func shell(at int, page *kit.Page) *kit.Shell {
	s := kit.NewShell(kit.ShellOptions{Brand: "Throughline", Places: places, Help: "Help", Menu: "Menu"})
	s.Open(at, page)
	return s
}

func helpPage() fyne.CanvasObject {
	return shell(kit.None, &kit.Page{
		Overline: "Works with no signal",
		Title:    "Help now",
		Corner:   kit.Pill("x", "Close", nil),
		Full:     true,
		Body: kit.Stack(0,
			kit.UrgentButton("Call 988", nil).WithIcon("phone"),
			kit.NewSpace(10),
			kit.Fit(10, kit.UrgentOutlineButton("Text 988", nil).WithIcon("message-circle"), kit.UrgentOutlineButton("Call 911", nil).WithIcon("phone")),
			kit.NewSpace(10),
			kit.Small("Free, any time. Español: oprima 2 o envíe AYUDA."),
			kit.NewSpace(16),
			kit.Notice(kit.Small("This app is not watched all the time. Staff may not see this until Wednesday 8:00 AM. If you might act on these thoughts, call or text 988, or call 911, now.").In(kit.Ink)),
			kit.NewSpace(16),
			kit.Ends(kit.Stack(0, kit.Strong("Your clinic, (314) 555-0100"), kit.Small("Opens Wednesday at 8:00 AM")), kit.OutlineButton("Call", nil).WithIcon("phone")),
			kit.NewSpace(22),
			kit.Ends(kit.Heading("My safety card"), kit.Small("Changed March 2")),
			kit.NewSpace(4),
			kit.Rows(
				kit.NewRowLink("My warning signs", "", nil).WithIcon("triangle-alert"),
				kit.NewRowLink("What I can do alone", "", nil).WithIcon("wind"),
				kit.NewRowLink("People and places that distract me", "", nil).WithIcon("map-pin"),
				kit.NewRowLink("Making things safer", "", nil).WithIcon("shield-check"),
			),
		),
	})
}

func lovedOnePage() fyne.CanvasObject {
	s := kit.NewShell(kit.ShellOptions{
		Brand:  "Throughline",
		Places: []kit.Place{{"house", "Home"}, {"calendar-days", "Sessions"}, {"book-open", "Learn"}, {"user-round", "You"}},
		Help:   "Help", Menu: "Menu",
	})
	s.Open(0, &kit.Page{
		Overline: "Tuesday, March 9",
		Title:    "Hello, Rosa",
		Lead:     kit.Body("Maya asked you to join one session this week.").Soft(),
		Body: kit.Stack(22,
			kit.Card(
				kit.Small("Thursday, March 11, 6:00 to 7:00 PM"),
				kit.Heading("Family session: listening without fixing"),
				kit.NewSpace(10),
				kit.FactLine("users", "Led by Dana Ortiz, LPC"),
				kit.NewSpace(14),
				kit.Label("Will you be there?"),
				kit.NewSpace(8),
				kit.Choices(kit.Options{Words: []string{"Coming", "Late", "Can't"}, Chosen: kit.None}),
			),
			kit.Stack(10, kit.Heading("To read when you have time"),
				kit.NewRowLink("What an IOP is", "4 minutes", nil).WithTile("signpost"),
				kit.NewRowLink("When someone you love is struggling", "6 minutes", nil).WithTile("heart-handshake")),
			kit.Stack(16, kit.Rule(), kit.StatusLine("lock", kit.InkSoft, "Maya chose what you see: sessions you're invited to, and lessons. Maya can change this.")),
		),
	})
	return s
}

func staffPage() fyne.CanvasObject {
	s := kit.NewShell(kit.ShellOptions{
		Brand:  "Throughline",
		Places: []kit.Place{{"inbox", "Review"}, {"users", "Patients"}, {"calendar-days", "Schedule"}, {"clipboard-list", "Team meeting"}, {"settings", "Program"}},
		Help:   "Help", Menu: "Menu",
	})
	chart := trend()
	s.Open(0, &kit.Page{
		Title: "Review",
		Lead:  kit.Small("4 open. Oldest urgent first."),
		Width: kit.Whole,
		Body: kit.ListDetail(
			kit.Stack(10,
				kit.NewQueueRow("Maya R.", "8:10 AM", "PHQ-9, question 9: several days", kit.Tag(kit.ToneUrgent, "flag", "New, due today"), nil).Select(true),
				kit.NewQueueRow("Jordan T.", "7:42 AM", "Worse mood since new dose", kit.Tag(kit.TonePrimary, "", "You have this"), nil),
				kit.NewQueueRow("Elena V.", "Mon", "3 approved visits left", kit.Tag(kit.ToneCalm, "", "For the team"), nil),
			),
			kit.Card(
				kit.Heading("Maya R."),
				kit.Small("Week 4. Mental health group, Mon Tue Thu. Dana Ortiz, LPC"),
				kit.NewSpace(14),
				kit.AlertPanel("Thoughts that you would be better off dead, or of hurting yourself", "Several days (1)",
					kit.Fact{Name: "Safe right now?", Value: "Yes"}, kit.Fact{Name: "Answered", Value: "7:52 AM, without signal"},
					kit.Fact{Name: "Received", Value: "8:10 AM, 18 minutes later"}, kit.Fact{Name: "Call back", Value: "(314) 555-0142"}),
				kit.NewSpace(18),
				kit.StateBars(0, "New", "Taken", "Calling", "Reached", "Assessed", "Closed"),
				kit.NewSpace(18),
				kit.Flow(10, kit.PrimaryButton("Take this one", nil).WithIcon("hand"), kit.OutlineButton("Call (314) 555-0142", nil).WithIcon("phone"), kit.QuietButton("Pass to someone", nil)),
				kit.NewSpace(22),
				kit.Columns(1.35, 28,
					kit.Stack(8, kit.Ends(kit.Strong("PHQ-9 since admission"), chart.Switch()), chart),
					kit.Stack(8, kit.Strong("Since the last team review"), kit.FactLine("pencil", "Changed a goal: “Sleep through most nights”"), kit.FactLine("calendar-check", "2 of 2 groups attended"))),
			).Roomy(),
			true,
		),
	})
	return s
}

func fieldsPage() fyne.CanvasObject {
	wrong := kit.NewField("Clinic address", "Your clinic gave you this.")
	wrong.Entry.SetText("clinic.example")
	wrong.Fault("This address does not answer. Check it, or call your clinic.")
	area := kit.NewTextArea("What would help?", "", 4)
	area.Entry.SetText("A walk with my sister. Música. 😀")
	s := kit.NewShell(kit.ShellOptions{Brand: "Throughline", Help: "Help"})
	s.Open(kit.None, &kit.Page{
		Title: "Sign in",
		Lead:  kit.StatusLine("cloud-off", kit.InkSoft, "No signal. Last updated 2:05 PM."),
		Body: kit.Stack(18,
			wrong, kit.NewPasswordField("Passphrase", "").Reveal("Show", "Hide"), area,
			kit.Problem("We couldn't save this. Your words are still here.", kit.QuietButton("Try again", nil).Flush()),
			kit.Empty("Nothing planned", kit.OutlineButton("See next week", nil)),
			kit.Skeleton(0.5, 1, 0.8),
			kit.Middle(kit.PrimaryButton("Pause", nil).WithIcon("pause").Rounded()),
			kit.Tag(kit.ToneOK, "circle-check", "Reviewed by your care team"),
		),
	})
	return s
}
