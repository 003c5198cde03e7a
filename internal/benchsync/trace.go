package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// trace is what two devices of one patient and a clinician did, in the order in which they did it. It is the same for
// every system; only what somebody sees when they edit is not.
type trace struct {
	Seed  uint64 `json:"seed"`
	Goals int    `json:"goals"`
	Steps []step `json:"steps"`
}

// step is one thing that somebody did. Values are never used twice.
type step struct {
	Actor string `json:"actor"`           // phone, laptop, clinician
	Do    string `json:"do"`              // edit, sync
	Goal  int    `json:"goal"`            // edit: which document
	Field string `json:"field,omitempty"` // edit: words and target have one value, to which the document is set; to steps one is added
	Value string `json:"value,omitempty"`
}

var devices = []string{"phone", "laptop"}

// record makes a trace of a seed. Devices go offline for a while, edit there, and come back; the clinician is online
// always and edits the same documents.
func record(seed uint64) trace {
	r := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // to be repeated
	t := trace{Seed: seed, Goals: 1 + r.IntN(3)}
	offline := map[string]int{}
	day := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	for n := range 10 + r.IntN(21) {
		s := step{Actor: devices[r.IntN(2)], Do: "edit", Goal: r.IntN(t.Goals)}
		if r.IntN(6) == 0 {
			s.Actor = "clinician"
		}
		s.Field = []string{"words", "words", "target", "steps"}[r.IntN(4)]
		s.Value = fmt.Sprintf("%s %d of trace %d.", map[string]string{"words": "goal in words", "steps": "small step"}[s.Field], n, seed)
		if s.Field == "target" {
			s.Value = day.AddDate(0, 0, n).Format(time.DateOnly)
		}
		if s.Actor == "clinician" {
			if s.Field == "steps" { // these are the patient's own
				s.Field, s.Value = "words", fmt.Sprintf("goal in words %d of trace %d.", n, seed)
			}
			t.Steps = append(t.Steps, s)
			continue
		}
		switch {
		case offline[s.Actor] > 0:
			offline[s.Actor]--
		case r.IntN(3) == 0:
			offline[s.Actor] = 2 + r.IntN(7) // seven days, say
		case r.IntN(2) == 0:
			s = step{Actor: s.Actor, Do: "sync"}
		}
		t.Steps = append(t.Steps, s)
	}
	return t
}

// goal is one document as somebody sees it.
type goal struct {
	Words  string   `json:"words"`
	Target string   `json:"target"`
	Steps  []string `json:"steps"`
}

func (g goal) has(field, value string) bool {
	return field == "words" && g.Words == value || field == "target" && g.Target == value ||
		field == "steps" && slices.Contains(g.Steps, value)
}

func (g *goal) set(field, value string) {
	switch field {
	case "words":
		g.Words = value
	case "target":
		g.Target = value
	case "steps":
		g.Steps = append(slices.Clone(g.Steps), value)
	}
}

func (g goal) get(field string) string {
	return map[string]string{"words": g.Words, "target": g.Target}[field]
}

// outcome is what one system made of a trace, once all devices had synced until nothing changed any more.
type outcome struct {
	Saw   []string // for each edit of words or target: what stood there before the eyes of whoever made it
	Final []goal   `json:"final"`           // the documents, as the server gives them to somebody new
	Asked []string `json:"asked,omitempty"` // the texts that were put before somebody to choose between
	Kept  []string `json:"kept,omitempty"`  // every text that is left somewhere at the server, seen or not
	Shown int      `json:"shown,omitempty"` // conflicts shown
}

// verdict counts what became of the edits.
type verdict struct {
	edits, asked, lost, hidden, conflicts int
}

// judge says what became of each edit. Whoever made one was told that it is saved. It is silently lost if, at rest,
// the document does not have it, nobody who saw it has put something else in its place, and nobody was asked about it.
// A lost edit of which the server still has a copy that it shows to nobody is counted as hidden too.
func (t trace) judge(o outcome) (v verdict, lost []step) {
	replaced := map[string]bool{}
	n := 0
	for _, s := range t.Steps {
		if s.Do != "edit" {
			continue
		}
		if s.Field != "steps" && o.Saw[n] != "" {
			replaced[fmt.Sprint(s.Goal, s.Field, o.Saw[n])] = true
		}
		n++
	}
	contains := func(texts []string, value string) bool {
		return slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(text, value) })
	}
	v.conflicts = o.Shown
	for _, s := range t.Steps {
		if s.Do != "edit" {
			continue
		}
		v.edits++
		switch {
		case o.Final[s.Goal].has(s.Field, s.Value), replaced[fmt.Sprint(s.Goal, s.Field, s.Value)]:
		case contains(o.Asked, s.Value):
			v.asked++
		default:
			v.lost++
			lost = append(lost, s)
			if contains(o.Kept, s.Value) {
				v.hidden++
			}
		}
	}
	return v, lost
}

func (v *verdict) add(w verdict) {
	v.edits += w.edits
	v.asked += w.asked
	v.lost += w.lost
	v.hidden += w.hidden
	v.conflicts += w.conflicts
}

// encode writes traces for the programs that are not in Go.
func encode(traces []trace) []byte {
	text, err := json.Marshal(traces)
	if err != nil {
		panic(err) // strings and numbers
	}
	return text
}
