package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"throughline/assets/questionnaires"
	"throughline/care"
	"throughline/profile"
	"throughline/sync/engine"
)

// forms are what the mix answers: the daily one, "How am I today", and a PHQ-9.
func forms() [][]byte {
	var all [][]byte
	for _, name := range []string{"daily", "phq-9"} {
		raw, err := questionnaires.FS.ReadFile(name + ".json")
		if err != nil {
			panic(err) // built in
		}
		all = append(all, raw)
	}
	return all
}

// answersAlone is what somebody does who only says whether they come.
func answersAlone(ctx context.Context, e *engine.Engine, i int) error {
	return e.AnswerSession(ctx, care.SessionAnswer{Session: "Appointment/" + appointmentID(i), Answer: care.AnswerCant})
}

// aDay is what somebody does in ten days' life with the programme, one thing for each i.
func aDay(ctx context.Context, e *engine.Engine, i int) error {
	at := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC).Add(time.Duration(i) * time.Minute)
	switch i % 10 {
	case 0, 3, 6, 8:
		return answersForm(ctx, e, "daily", i, at)
	case 1, 4, 7:
		before, after := 3, 1
		return e.RecordPractice(ctx, care.Practice{
			ID: profile.NameID(fmt.Sprint("practice ", i)), Skill: "paced-breathing", Title: "Paced breathing", At: at, Before: &before, After: &after,
			Words: []string{"before the bus", ""}, Labels: []string{"When", "What helped"}, Note: "It took a while.",
		})
	case 2, 9:
		return answersAlone(ctx, e, i)
	}
	if i%20 == 5 {
		return answersForm(ctx, e, "phq-9", i, at)
	}
	return e.ChangePlan(ctx, care.GoalWords{Text: fmt.Sprintf("Call my sister on Sundays, %d", i), Why: "She makes me laugh."})
}

// answersForm answers a form with what is listed first, or in words.
func answersForm(ctx context.Context, e *engine.Engine, name string, i int, at time.Time) error {
	for _, form := range e.Chart().Forms {
		if url, _, _ := strings.Cut(form.Canonical, "|"); url != "https://throughline.app/fhir/Questionnaire/"+name {
			continue
		}
		c := care.CheckIn{
			ID: profile.NameID(fmt.Sprint(name, " ", i)), Form: form.Canonical, Status: care.CheckInDone, Begun: at, Authored: at, Answers: map[string]care.Reply{},
		}
		for _, q := range form.Questions() {
			if c.Answers[q.LinkID] = (care.Reply{Text: "A slow day, and a walk in the afternoon."}); len(q.Options) > 0 {
				c.Answers[q.LinkID] = care.Reply{Options: q.Options[:1]}
			}
		}
		return e.RecordCheckIn(ctx, c)
	}
	return fmt.Errorf("there is no form %q", name)
}
