package main

import (
	"fmt"
	"time"

	"throughline/care"
	"throughline/screens/staff"
)

// longForm is a form of a hundred questions in Spanish, with groups, one of which was filled in three times, and all
// kinds of answers; seven are left open.
func longForm() (care.Form, map[string]care.Reply) {
	often := []care.Option{{Code: "0", Text: "Nunca o casi nunca", HasOrdinal: true}, {Code: "1", Text: "Algunos días", Ordinal: 1, HasOrdinal: true}, {Code: "2", Text: "La mayor parte de los días", Ordinal: 2, HasOrdinal: true}}
	f := care.Form{Canonical: "largo", Title: "Cuestionario largo de ingreso al programa intensivo", Language: "es"}
	given := map[string]care.Reply{}
	n := 0
	ask := func(kind care.ItemKind, text string) care.Item {
		n++
		id := fmt.Sprint("p", n)
		it := care.Item{LinkID: id, Prefix: fmt.Sprintf("%d.", n), Kind: kind, Text: text}
		var r care.Reply
		yes := n%2 == 0
		switch kind {
		case care.ItemBoolean:
			r.Yes = &yes
		case care.ItemDate:
			r.Text = "2027-02-28"
		case care.ItemTime:
			r.Text = "23:30:00"
		case care.ItemInteger:
			it.Units, r.Text = []care.Option{{Text: "horas"}}, "6"
		case care.ItemText:
			r.Text = "Dormí poco, pensé en mi hermana, en las cuentas y en el autobús; al final salí a caminar antes de que amaneciera."
		default:
			it.Options, it.Scored = often, true
			r.Options = often[n%3 : n%3+1]
		}
		if n%14 != 0 {
			given[id] = r
		}
		return it
	}
	kinds := []care.ItemKind{care.ItemChoice, care.ItemChoice, care.ItemBoolean, care.ItemInteger, care.ItemTime, care.ItemDate, care.ItemText}
	for g, name := range []string{"Cómo duermes", "Cómo comes", "Tu familia y la gente que te importa", "El trabajo, la escuela y el dinero"} {
		group := care.Item{LinkID: fmt.Sprint("g", g), Kind: care.ItemGroup, Text: name}
		for i := range 24 {
			group.Items = append(group.Items, ask(kinds[i%len(kinds)], "Durante las últimas dos semanas, ¿con qué frecuencia te pasó lo que aquí se describe, aunque fuera un poco?"))
		}
		f.Items = append(f.Items, group)
	}
	night := care.Item{LinkID: "noche", Kind: care.ItemGroup, Repeats: true, Text: "Una noche que recuerdas"}
	for range 4 {
		night.Items = append(night.Items, ask(care.ItemText, "¿Qué pasó?"))
	}
	f.Items = append(f.Items, night)
	given["noche"] = care.Reply{Times: 3}
	for _, it := range night.Items {
		given[care.KeyAt(it, []int{1})] = care.Reply{Text: "La segunda vez fue más fácil."}
		given[care.KeyAt(it, []int{2})] = care.Reply{Declined: true}
	}
	return f, given
}

// longScene is that form as staff read it.
func longScene(now time.Time) scene {
	s := newStory(now)
	id := s.id(care.WorkCheckIn, "Marcus")
	chart := s.focused(id)
	for i := range chart.Work {
		if chart.Work[i].ID == id {
			review := *chart.Work[i].Review
			review.Form, review.CheckIn.Answers = longForm()
			review.CheckIn.Title, review.History = review.Form.Title, nil
			chart.Work[i].Review = &review
		}
	}
	return reviewScene("review-long-form", chart, staff.ReviewAsk{Selected: id, Opened: true}, nil)
}
