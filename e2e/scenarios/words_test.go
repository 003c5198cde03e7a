package scenarios

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"throughline/care"
	"throughline/screens/patient"
	"throughline/screens/say"
)

// scripts are what people write, and what a phone's keyboard or another program's clipboard gives.
var scripts = map[string]string{
	"joined emoji":       "Walk with 👩‍👩‍👧‍👦 and 🏳️‍🌈, 👍🏽",
	"Arabic":             "لا أريد أن أبقى وحدي في الليل",
	"Hebrew among Latin": "I call אמא first (תמיד)!",
	"combining marks":    "Ŝ̷̢o̴̭͠ ť́i̵r͢e̛d — हिन्दी में लिखना, ไม่ไหวแล้ว",
	"zero width":         "می\u200cخواهم\u200b sleep\u2060 soft\u00adly \ufeff\u202eback\u202c",
	"lines":              "One\n\n  two\tthree\r\nfour",
	"marks alone":        "?!",
	"other marks alone":  "…",
	"code":               `<b>"it's"</b> & \u0041 \ {{.Name}} %s; DROP TABLE goals; | $ #`,
	"ten thousand":       strings.Repeat("שלום🙂é漢字 ", 1000) + "the end",
}

// field is where a patient writes: write says the words, read gives all that stands there. What is written with the field
// before it has no write.
type field struct {
	name  string
	write func(d *device, words string) error
	read  func(c care.Chart) []string
}

func each[T any](list []T, words func(T) string) (out []string) {
	for _, x := range list {
		out = append(out, words(x))
	}
	return out
}

// fields are all in which a patient writes. What is told of a goal is its first one's.
func fields(session, form string) []field {
	yes := true
	nightWhat := care.KeyAt(care.Item{LinkID: "night-what"}, []int{0})
	plan := func(change func(d *device, words string) care.PlanChange) func(d *device, words string) error {
		return func(d *device, words string) error { return d.ChangePlan(d.Context(), change(d, words)) }
	}
	first := func(d *device) string { return d.Chart().Plan.Goals[0].Ref }
	statement := func(s care.PlanSection) func(d *device, words string) error {
		return plan(func(_ *device, words string) care.PlanChange {
			return care.StatementSaid{Section: s, Text: words, Why: words}
		})
	}
	text := func(s care.Statement) string { return s.Text }
	all := []field{
		{"goal", plan(func(_ *device, words string) care.PlanChange { return care.GoalWords{Text: words} }), func(c care.Chart) []string {
			return each(c.Plan.Goals, func(g care.Goal) string { return g.Text })
		}},
		{"step", plan(func(d *device, words string) care.PlanChange {
			return care.GoalStep{Goal: first(d), Do: care.StepAdd, Text: words}
		}), func(c care.Chart) (out []string) {
			for _, g := range c.Plan.Goals {
				out = append(out, each(g.Steps, func(s care.Step) string { return s.Text })...)
			}
			return out
		}},
		{"why a goal rests", func(d *device, words string) error {
			ref := first(d)
			if err := d.ChangePlan(d.Context(), care.GoalState{Goal: ref, To: care.Rested, Why: words}); err != nil {
				return err
			}
			return d.ChangePlan(d.Context(), care.GoalState{Goal: ref, To: care.Resumed})
		}, func(c care.Chart) (out []string) {
			for _, g := range c.Plan.Goals {
				out = append(out, each(g.Story, func(s care.Change) string { return s.Why })...)
			}
			return out
		}},
		{"problem", plan(func(_ *device, words string) care.PlanChange { return care.ProblemsCircled{Own: []string{words}} }), func(c care.Chart) []string {
			return each(c.Plan.Problems, func(p care.Problem) string { return p.Text })
		}},
		{"strength", statement(care.SectionStrengths), func(c care.Chart) []string { return each(c.Plan.Strengths, text) }},
		{"barrier", statement(care.SectionBarriers), func(c care.Chart) []string { return each(c.Plan.Barriers, text) }},
		{"why", statement(care.SectionBarriers), func(c care.Chart) (out []string) {
			for _, s := range c.Plan.Barriers {
				out = append(out, each(s.Story, func(s care.Change) string { return s.Why })...)
			}
			return out
		}},
		{"own therapist", plan(func(_ *device, words string) care.PlanChange {
			return care.OwnCare{Kind: "Therapist", Name: words, Contact: words}
		}), func(c care.Chart) []string {
			return each(c.Plan.NextCare, func(r care.Referral) string { return r.Name })
		}},
		{"call of own therapist", nil, func(c care.Chart) []string {
			return each(c.Plan.NextCare, func(r care.Referral) string { return r.Contact })
		}},
		{"safety card", func(d *device, words string) error {
			card := d.Chart().Safety
			for _, part := range care.SafetyParts() {
				card = card.With(part, append(slices.Clone(card.Lines(part)), words))
			}
			card.Together = words
			return d.SaveSafetyCard(d.Context(), card)
		}, func(c care.Chart) (out []string) {
			out = c.Safety.Lines(care.SafetyLiveFor)
			for _, part := range care.SafetyParts() {
				out = slices.DeleteFunc(slices.Clone(out), func(w string) bool { return !slices.Contains(c.Safety.Lines(part), w) })
			}
			return out
		}},
		{"answer", func(d *device, words string) error {
			return d.RecordCheckIn(d.Context(), care.CheckIn{
				ID: uuid.NewString(), Form: form, Status: care.CheckInDone, Begun: d.now(), Authored: d.now(), Safe: care.SafeNo, CallBack: words,
				Answers: map[string]care.Reply{"evening-how": {Declined: true}, "sleep-woke": {Yes: &yes}, nightWhat: {Text: words}},
			})
		}, func(c care.Chart) []string {
			return each(c.CheckIns, func(ci care.CheckIn) string { return ci.Answers[nightWhat].Text })
		}},
		{"number to call", nil, func(c care.Chart) []string {
			return each(c.CheckIns, func(ci care.CheckIn) string { return ci.CallBack })
		}},
		{"practice", func(d *device, words string) error {
			return d.RecordPractice(d.Context(), care.Practice{
				ID: uuid.NewString(), Skill: "thought-record", Title: "Thought record", At: d.now(), Labels: []string{"What happened?"}, Words: []string{words}, Note: words,
			})
		}, func(c care.Chart) []string {
			return each(c.Practices, func(p care.Practice) string { return strings.Join(p.Words, "|") })
		}},
		{"practice's note", nil, func(c care.Chart) []string {
			return each(c.Practices, func(p care.Practice) string { return p.Note })
		}},
		{"own note", func(d *device, words string) error {
			return d.WriteNote(d.Context(), care.OwnNote{Ref: "Communication/" + uuid.NewString(), Text: words})
		}, func(c care.Chart) []string { return each(c.Notes, func(n care.OwnNote) string { return n.Text }) }},
	}
	for _, kind := range care.TransitionKinds() {
		all = append(all, field{string(kind), plan(func(_ *device, words string) care.PlanChange {
			return care.TransitionSaid{Kind: kind, Text: words}
		}), func(c care.Chart) []string {
			return each(c.Plan.Transition.Of(kind), func(l care.TransitionLine) string { return l.Text })
		}})
	}
	return append(all, field{"why one can't come", func(d *device, words string) error {
		return d.AnswerSession(d.Context(), care.SessionAnswer{Session: session, Answer: care.AnswerCant, Reason: words})
	}, func(c care.Chart) (out []string) {
		return each(c.Sessions, func(s care.Session) string { return s.Reason })
	}})
}

// writer is Maya's device, with all in which she writes.
func writer(t *testing.T) (maya *device, all []field) {
	t.Helper()
	maya = newProgramme(t).device("maya")
	c := maya.Chart()
	i := slices.IndexFunc(c.Sessions, func(s care.Session) bool { return s.Start.After(maya.now()) && s.State != care.SessionCancelled })
	j := slices.IndexFunc(c.Forms, func(f care.Form) bool { return strings.Contains(f.Canonical, "evenings") })
	if i < 0 || j < 0 || len(c.Plan.Goals) == 0 {
		t.Fatal("the demo programme has no session to come, no form with text, or no goal")
	}
	return maya, fields(c.Sessions[i].Ref, c.Forms[j].Canonical)
}

// Text of any length and script, in every field: what comes back on a second device from the clinic is what was written,
// but for spaces around it.
func TestWhatAPatientWritesComesBackAsItWasWritten(t *testing.T) {
	t.Parallel()
	maya, all := writer(t)
	maya.does(maya.ShareSafetyCard(t.Context(), true)) // what is on one device alone is in the record of that one: below
	last := ""
	for name, words := range scripts {
		for _, f := range all {
			if f.write == nil {
				continue
			}
			if err := f.write(maya, "  "+words+"\n "); err != nil {
				t.Errorf("%s, %s: %v", f.name, name, err)
			}
		}
		last = words
	}
	if r := maya.syncs(); r.Pending+r.Conflicts+r.Quarantined != 0 {
		t.Errorf("report %+v", r)
	}
	second := maya.device("maya").Chart()
	said, record := exported(t, maya)
	for name, words := range scripts {
		for _, f := range all {
			if f.name == "why one can't come" && words != last {
				continue // one answer for a session: the last
			}
			if !holds(said, words) {
				t.Errorf("%s, %s: not in the Bundle", f.name, name)
			}
			if !strings.Contains(record, flat(words)) {
				t.Errorf("%s, %s: not in the readable record", f.name, name)
			}
			if !holds(f.read(second), words) {
				t.Errorf("%s, %s: the second device has %.300q", f.name, name, f.read(second))
			}
		}
	}
}

// The name of somebody whom a patient invites: before this test the clinic's server took no Persian name with its joiner,
// and no family of emoji, and the app said that something went wrong.
func TestANameOfAnyScriptIsInvited(t *testing.T) {
	t.Parallel()
	maya := newProgramme(t).device("maya")
	share := care.Sharing{Education: true}
	names := map[string]string{ // by what is written
		"علی\u200cرضا": "علی\u200cرضا", " אמא ": "אמא", "Mom 👩‍👩‍👧": "Mom 👩‍👩‍👧", "Zoe\u0308\u00a0Å": "Zoe\u0308 Å", "Ana\nMaría": "Ana María", strings.Repeat("漢", 80): strings.Repeat("漢", 80),
	}
	for written := range names {
		maya.invites(written, share)
	}
	maya.syncs()
	got := each(maya.device("maya").Chart().Trusted, func(p care.Trusted) string { return p.Name })
	for _, want := range names {
		if !holds(got, want) {
			t.Errorf("%q is not among %q", want, got)
		}
	}
	for name, code := range map[string]string{strings.Repeat("漢", 81): "sharing-name-long", "Jo\u202enas": "sharing-name-long", "Jo\x00nas": "text-unkeepable", " \n": "sharing-nameless"} {
		if _, err := maya.NameLovedOne(t.Context(), care.Invitation{ID: uuid.NewString(), Name: name, Sharing: share}); care.AsFault(err).Code != code {
			t.Errorf("%q: %v", name, err)
		}
	}
}

// The safety card is in what a person takes along though they share it with nobody, and nothing of it is sent for that.
func TestACardThatIsSharedWithNobodyIsTakenAlong(t *testing.T) {
	t.Parallel()
	maya := newProgramme(t).device("maya")
	maya.does(maya.SaveSafetyCard(t.Context(), care.SafetyCard{}.With(care.SafetyAlone, []string{"Walk to the 🌊"})))
	said, record := exported(t, maya)
	if !holds(said, "Walk to the 🌊") || !strings.Contains(record, "Walk to the 🌊") {
		t.Error("the card is not in the file")
	}
	if r := maya.syncs(); r.Pushed+r.Pending != 0 {
		t.Errorf("something was sent: %+v", r)
	}
}

// exported is what the person takes along: the Bundle, and the words of the record to read.
func exported(t *testing.T, maya *device) (bundle []string, record string) {
	t.Helper()
	raw, _, err := maya.Record(t.Context(), maya.server.FHIR())
	maya.does(err)
	var tree any
	maya.does(json.Unmarshal(raw, &tree))
	p := say.New("en")
	var all []string
	for _, s := range patient.RecordOf(maya.Chart(), maya.now(), p).Sections {
		all = append(append(append(all, s.Title), s.Text...), s.Items...)
	}
	return texts(tree), flat(strings.Join(all, "\n"))
}

// texts are all strings in JSON.
func texts(tree any) (out []string) {
	switch v := tree.(type) {
	case string:
		return []string{v}
	case []any:
		for _, x := range v {
			out = append(out, texts(x)...)
		}
	case map[string]any:
		for _, x := range v {
			out = append(out, texts(x)...)
		}
	}
	return out
}

// flat is text whatever stands between its words.
func flat(words string) string { return strings.Join(strings.Fields(words), " ") }

func holds(all []string, words string) bool {
	return slices.ContainsFunc(all, func(w string) bool { return strings.TrimSpace(w) == words })
}

// What no FHIR server may take (R4, string: no characters below 32 but tab and line ends) and what is no Unicode is
// refused in words, and nothing of it is kept half: before this test a lone surrogate became another sign in silence.
func TestWhatCannotBeStoredIsRefusedInWords(t *testing.T) {
	t.Parallel()
	maya, all := writer(t)
	before := maya.Chart()
	for name, words := range map[string]string{
		"NUL": "I call\x00 my sister", "control": "I call \x1b[2J", "lone surrogate": "I call \xed\xa0\xbd", "half of a sign": "I call \xf0\x9f", "too long": strings.Repeat("long ", 300_000),
	} {
		want := "text-unkeepable"
		if name == "too long" {
			want = "text-too-long"
		}
		for _, f := range all {
			if f.write == nil {
				continue
			}
			if err := f.write(maya, words); err == nil || care.AsFault(err).Code != want {
				t.Errorf("%s, %s: %v", f.name, name, err)
			}
		}
	}
	if r := maya.syncs(); r.Pending+r.Quarantined != 0 {
		t.Errorf("report %+v", r)
	}
	after := maya.Chart()
	for _, f := range all {
		if was, is := f.read(before), f.read(after); fmt.Sprint(was) != fmt.Sprint(is) {
			t.Errorf("%s: was %q, is %q", f.name, was, is)
		}
	}
}
