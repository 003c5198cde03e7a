package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"throughline/assets/skills"
	"throughline/care"
	"throughline/clinic/demo"
	"throughline/profile"
	"throughline/screens/patient"
	"throughline/screens/say"
)

// A plan with missing parts: of the demo patient's record each optional element is taken away in turn, from all
// resources that have it, and so is each type of resource. Every page of the patient's still has something to read, and
// says nothing that nobody wrote.
func TestAPlanWithMissingPartsIsTold(t *testing.T) {
	t.Parallel()
	now := time.Date(2027, time.March, 9, 16, 30, 0, 0, time.UTC)
	raw, err := demo.Resources(now)
	if err != nil {
		t.Fatal(err)
	}
	for _, user := range []string{"maya", "marcus", "naomi"} { // week 4, week 9, discharged
		t.Run(user, func(t *testing.T) {
			t.Parallel()
			i := slices.IndexFunc(demo.Accounts(), func(a demo.Account) bool { return a.User == user })
			missingParts(t, demo.Accounts()[i].FHIRUser, raw, now)
		})
	}
}

// parted are what a plan, a stay and who is in them are made of.
var parted = []string{"CarePlan", "Goal", "Condition", "CareTeam", "EpisodeOfCare", "Organization", "RelatedPerson", "ServiceRequest", "Task", "Observation", "QuestionnaireResponse"}

func missingParts(t *testing.T, who string, raw [][]byte, now time.Time) {
	t.Helper()
	whole, p := ofPatient(t, who, raw), say.New("en")
	told := map[string]bool{}
	for _, page := range pagesOf(t, who, whole, now, p) {
		for _, w := range page.words {
			told[w] = true
		}
	}
	shapes := map[string]bool{}
	for _, r := range whole {
		if !slices.Contains(parted, r["resourceType"].(string)) {
			continue
		}
		for _, s := range shapesIn("", r) {
			shapes[r["resourceType"].(string)+s] = true
		}
		shapes[r["resourceType"].(string)] = true
	}
	t.Logf("%d resources, %d parts", len(whole), len(shapes))
	for _, shape := range slices.Sorted(maps.Keys(shapes)) {
		func() {
			defer func() {
				if broken := recover(); broken != nil {
					t.Errorf("without %s: %v", shape, broken)
				}
			}()
			typ, path, part := strings.Cut(shape, ".")
			var left []map[string]any
			for _, r := range whole {
				if r["resourceType"] == typ {
					if !part {
						continue
					}
					r = without(r, strings.Split(path, ".")).(map[string]any)
				}
				left = append(left, r)
			}
			for _, page := range pagesOf(t, who, left, now, p) {
				if len(page.words) == 0 {
					t.Errorf("without %s, %s is empty", shape, page.name)
				}
				for _, w := range page.words {
					if odd.MatchString(w) && !told[w] {
						t.Errorf("without %s, %s says %q", shape, page.name, w)
					}
				}
			}
		}()
	}
}

// odd is what a template says of nothing: a day of year 1, empty quotes, two marks in a row.
var odd = regexp.MustCompile(`%!|<nil>|<no value>|NaN|\{\{|\b0001\b|January 1, 1\b|Monday, January 1\b|January 1, 1970|“”|""|\(\)|, ,|,,|: ?\.|^[,:;.]|[,:;]$|  |\bat \.|\bby \.|\bwith \.|(patient|care|say|record|session)\.[a-z-]+\.[a-z-]+`)

// ofPatient are the resources of one patient, with what everybody shares.
func ofPatient(t *testing.T, who string, raw [][]byte) (out []map[string]any) {
	t.Helper()
	for _, one := range raw {
		var r map[string]any
		if err := json.Unmarshal(one, &r); err != nil {
			t.Fatal(err)
		}
		text := string(one)
		if !strings.Contains(text, `"Patient/`) && r["resourceType"] != "Patient" || strings.Contains(text, `"`+who+`"`) || "Patient/"+fmt.Sprint(r["id"]) == who {
			out = append(out, r)
		}
	}
	return out
}

// shapesIn are the paths of all elements, whatever their index in a list.
func shapesIn(at string, v any) (out []string) {
	switch v := v.(type) {
	case map[string]any:
		for key, x := range v {
			if key == "resourceType" || at == "" && key == "id" {
				continue
			}
			out = append(append(out, at+"."+key), shapesIn(at+"."+key, x)...)
		}
	case []any:
		for _, x := range v {
			out = append(out, shapesIn(at, x)...)
		}
	}
	return out
}

// without is a copy less what stands at a path; what is then empty goes too (FHIR R4, JSON: no empty objects).
func without(v any, path []string) any {
	switch v := v.(type) {
	case map[string]any:
		c := maps.Clone(v)
		x, there := c[path[0]]
		if !there {
			return c
		}
		if len(path) > 1 {
			x = without(x, path[1:])
		} else {
			x = nil
		}
		if c[path[0]] = x; x == nil {
			delete(c, path[0])
		}
		if len(c) == 0 {
			return nil
		}
		return c
	case []any:
		var out []any
		for _, x := range v {
			if x = without(x, path); x != nil {
				out = append(out, x)
			}
		}
		if len(out) == 0 {
			return nil
		}
		return out
	}
	return v
}

type toldPage struct {
	name  string
	words []string
}

// pagesOf are all of a patient's pages of a record.
func pagesOf(t *testing.T, who string, of []map[string]any, now time.Time, p *say.Printer) (out []toldPage) {
	t.Helper()
	set := &profile.Memory{}
	for _, r := range of {
		raw, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = set.Put(raw) // what has lost what it must have is set aside
	}
	c, _ := profile.Chart(set, profile.Viewer{FHIRUser: who, Patient: strings.TrimPrefix(who, "Patient/")})
	c.Sync.AsOf = now
	add := func(name string, model any) { out = append(out, toldPage{name, wordsIn(model)}) }
	add("today", patient.TodayOf(c, now, p))
	for _, kind := range []patient.ScheduleKind{0, patient.ScheduleList, patient.ScheduleMonth} {
		add("schedule", patient.ScheduleOf(c, patient.ScheduleAsk{Kind: kind, Day: now}, now, p))
	}
	for i, s := range c.Sessions {
		if i > 3 && i < len(c.Sessions)-4 {
			continue
		}
		add("session", patient.SessionOf(c, patient.SessionAsk{Ref: s.Ref}, now, p))
	}
	add("visits", patient.VisitsOf(c, now, p))
	add("calendar", patient.CalendarOf(c, patient.Feed{}, care.RemindHour, now, p))
	add("check-ins", patient.CheckInsOf(c, now, p))
	for _, ci := range c.CheckIns {
		add("result", patient.ResultOf(c, ci.ID, now, p))
	}
	for _, d := range c.Due {
		add("check-in", patient.CheckInOf(c, patient.CheckInAsk{Form: d.Form, Due: d.Ref, NewID: "new"}, now, p))
	}
	add("plan", patient.PlanOf(c, now, p))
	add("part one", patient.PartOneOf(c, now, p))
	for _, g := range c.Plan.Goals {
		add("goal", patient.GoalOf(c, g.Ref, now, p))
	}
	add("story", patient.StoryOf(c, now, p))
	add("leaving", patient.LeavingOf(c, now, p))
	add("safety", patient.SafetyOf(c, now, p))
	add("practices", patient.PracticesOf(c, catalogue, now, p))
	add("people", patient.PeopleOf(c, now, p))
	for _, x := range c.Trusted {
		add("person", patient.PersonOf(c, x.Ref, now, p))
		add("sharing", patient.SharingOf(c, patient.SharingAsk{Name: x.Name, Chosen: x.Shared}, now, p))
	}
	add("notes", patient.NotesOf(c, now, p))
	add("payer", patient.PayerOf(c, now, p))
	add("record", patient.RecordOf(c, now, p))
	return out
}

var catalogue = func() []care.Skill {
	words, err := skills.Words.ReadFile("en.json")
	if err != nil {
		panic(err)
	}
	all, err := care.ParseSkills(skills.Catalogue, words)
	if err != nil {
		panic(err)
	}
	return all
}()

// wordsIn are the words of a model's exported fields.
func wordsIn(model any) (out []string) {
	var walk func(v reflect.Value)
	walk = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.String:
			if v.Type().PkgPath() == "" && strings.ContainsRune(v.String(), ' ') {
				out = append(out, v.String())
			}
		case reflect.Struct:
			if v.Type() == reflect.TypeFor[time.Time]() {
				return
			}
			for i := range v.NumField() {
				if v.Type().Field(i).IsExported() {
					walk(v.Field(i))
				}
			}
		case reflect.Slice, reflect.Array:
			for i := range v.Len() {
				walk(v.Index(i))
			}
		case reflect.Pointer, reflect.Interface:
			if !v.IsNil() {
				walk(v.Elem())
			}
		}
	}
	walk(reflect.ValueOf(model))
	return out
}
