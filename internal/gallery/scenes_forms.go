package main

import (
	"strings"
	"time"

	"throughline/care"
	"throughline/screens/kit"
	"throughline/screens/patient"
)

// kind is a question of one kind on a page of its own, with what is answered.
type kind struct {
	name   string
	item   care.Item
	answer care.Reply
	typed  string
}

func words(texts ...string) []care.Option {
	var out []care.Option
	for _, t := range texts {
		out = append(out, care.Option{Code: strings.ToLower(t), Text: t})
	}
	return out
}

// kindsOfItem shows each type of FHIR R4's items and each look of one.
func kindsOfItem() []kind {
	towns := []string{"Aurora", "Berwyn", "Calumet City", "Cicero", "Elgin", "Evanston", "Joliet", "Lansing", "Naperville", "Oak Park", "Rockford", "Skokie", "Urbana", "Waukegan"}
	yes := true
	help := care.Note{Text: "A rough number is enough.", Markdown: "A **rough** number is enough.\n\n- Most nights count\n- Leave out one bad night"}
	return []kind{
		{name: "boolean", item: care.Item{Kind: care.ItemBoolean, Text: "Did you wake up at night?"}, answer: care.Reply{Yes: &yes}},
		{name: "scale", item: care.Item{Kind: care.ItemInteger, Text: "How rested were you in the mornings?", Limits: care.Limits{Min: "0", Max: "10"}, Notes: []care.Note{{Kind: care.NoteLower, Text: "not at all"}, {Kind: care.NoteUpper, Text: "fully"}}}, answer: care.Reply{Text: "6"}},
		{name: "integer", item: care.Item{Kind: care.ItemInteger, Text: "How often did you wake up?"}, typed: "many"},
		{name: "decimal-help", item: care.Item{Kind: care.ItemDecimal, Text: "How many hours did you sleep on most nights?", Units: words("hours"), Limits: care.Limits{Min: "0", Max: "24"}, Notes: []care.Note{help, {Kind: care.NoteLegal, Text: "This question was made by your clinic."}}}, answer: care.Reply{Text: "6.5"}},
		{name: "date", item: care.Item{Kind: care.ItemDate, Text: "Since when do you take it?"}, answer: care.Reply{Text: "2027-03-01"}},
		{name: "time", item: care.Item{Kind: care.ItemTime, Text: "When did you mostly go to bed?"}, answer: care.Reply{Text: "23:30:00"}},
		{name: "date-time", item: care.Item{Kind: care.ItemDateTime, Text: "When was the last time that you felt like that?"}, typed: "2027-13-1|7|30|"},
		{name: "text", item: care.Item{Kind: care.ItemText, Text: "What was on your mind?", Limits: care.Limits{MaxLength: 40}}, answer: care.Reply{Text: "The bus, the bills, and then my sister called me"}},
		{name: "text-right-to-left", item: care.Item{Kind: care.ItemText, Text: "What was on your mind?"}, answer: care.Reply{Text: "שלום, לא נרדמתי 🙂"}},
		{name: "address", item: care.Item{Kind: care.ItemURL, Text: "Which page helped you?"}, typed: "no page"},
		{name: "reference", item: care.Item{Kind: care.ItemReference, Text: "Who prescribed it?"}, answer: care.Reply{Text: "Dr. Raman"}},
		{name: "quantity", item: care.Item{Kind: care.ItemQuantity, Text: "How much do you weigh?", Units: words("kilograms", "pounds")}, answer: care.Reply{Text: "70", Unit: words("kilograms")[0]}},
		{name: "open-choice", item: care.Item{Kind: care.ItemOpenChoice, Repeats: true, Text: "What made your evenings hard?", Options: words("Being alone", "Something at home", "Urges")}, answer: care.Reply{Options: words("Urges"), Text: "The heat"}},
		{name: "search", item: care.Item{Kind: care.ItemChoice, Text: "Where do you live?", Options: words(towns...), Look: care.LookSearch}, answer: care.Reply{Options: words("Evanston")}},
		{name: "rows", item: care.Item{Kind: care.ItemString, Repeats: true, Text: "Who can you call?"}, answer: care.Reply{Text: "Sam", More: []care.Reply{{Text: "Ada"}}}},
		{name: "group-again", item: care.Item{Kind: care.ItemGroup, Repeats: true, Text: "A night that you remember", Items: []care.Item{{LinkID: "night", Kind: care.ItemText, Text: "What was on your mind?"}}}, answer: care.Reply{Times: 2}},
	}
}

// formScenes show every kind of question, and a form that is refused.
func formScenes(chart care.Chart, crisis care.Contacts) []scene {
	var all []scene
	for _, k := range kindsOfItem() {
		all = append(all, of(care.RolePatient, "form-"+k.name, "", func(at setting) *kit.Page {
			item := k.item
			item.LinkID = "it"
			form := care.Form{Canonical: "x", Title: "Evenings and sleep", Language: at.p.Language(), Instruction: "Think of the last seven evenings.", Items: []care.Item{
				{LinkID: "g", Kind: care.ItemGroup, Text: "Your sleep", Items: []care.Item{item, {LinkID: "z", Kind: care.ItemBoolean, Text: "Anything else?"}}},
			}}
			ci := care.CheckIn{ID: "begun", Form: "x", Begun: at.now, At: "it", Answers: map[string]care.Reply{}}
			if k.answer.Answered() || k.answer.Times > 0 {
				ci.Answers["it"] = k.answer
			}
			if k.typed != "" {
				ci.Typed = map[string]string{"it": k.typed}
			}
			c := chart
			c.Forms, c.CheckIns = []care.Form{form}, []care.CheckIn{ci}
			v := patient.NewCheckInView(still{}, func() time.Time { return at.now }, func() {})
			v.Show(patient.CheckInOf(c, patient.CheckInAsk{Form: "x", NewID: "new", Contacts: crisis}, at.now, at.p))
			v.Start()
			if k.typed != "" || k.item.Limits.MaxLength > 0 {
				v.Next()
			}
			return v.Page()
		}))
	}
	return append(all, stateScenes(chart, crisis)...)
}

// stateScenes are the clinic's own form, one that is refused, the urgent screen,
// and what has not been sent.
func stateScenes(chart care.Chart, crisis care.Contacts) []scene {
	open := func(name string, change func(c *care.Chart, f *care.Form, ci *care.CheckIn), then func(v *patient.CheckInView)) scene {
		return of(care.RolePatient, name, "", func(at setting) *kit.Page {
			c := chart
			form := phq9(c, at.p.Language())
			ci := begun(form, 8, 1, at.now)
			change(&c, &form, &ci)
			c.Forms = []care.Form{form}
			c.CheckIns = append([]care.CheckIn{ci}, chart.CheckIns...)
			v := patient.NewCheckInView(still{}, func() time.Time { return at.now }, func() {})
			v.Show(patient.CheckInOf(c, patient.CheckInAsk{Form: form.Canonical, NewID: "new", Contacts: crisis}, at.now, at.p))
			if then != nil {
				then(v)
			}
			return v.Page()
		})
	}
	urgent := func(v *patient.CheckInView) {
		v.Start()
		v.Choose(2)
	}
	return []scene{
		open("form-refused", func(_ *care.Chart, f *care.Form, _ *care.CheckIn) {
			f.Unsupported = []care.Unsupported{{Code: "file", Question: "A letter from your doctor"}, {Code: "value-set", Question: "Which town do you live in?"}}
		}, nil),
		open("form-other-language", func(_ *care.Chart, f *care.Form, _ *care.CheckIn) { f.Language = "vi" }, nil),
		open("form-quiet-before", func(_ *care.Chart, f *care.Form, ci *care.CheckIn) {
			f.Quiet, ci.Answers = true, map[string]care.Reply{}
		}, nil),
		open("urgent", func(c *care.Chart, _ *care.Form, _ *care.CheckIn) { c.Safety = safetyCard(*c) }, urgent),
		open("urgent-quiet", func(c *care.Chart, f *care.Form, _ *care.CheckIn) { f.Quiet = true }, urgent),
		open("urgent-no-card", func(_ *care.Chart, _ *care.Form, _ *care.CheckIn) {}, urgent),
	}
}
