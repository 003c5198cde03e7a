package staff

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"throughline/care"
)

// HistoryLine is one step: when and who, what, and what they wrote.
type HistoryLine struct{ When, What, Words string }

// history tells the steps, the oldest first, with the replies among them.
func (w *worker) history(d *ReviewDetail, x care.Work) {
	d.HistoryName = w.p.T("staff.work.history")
	for _, s := range x.Steps {
		d.History = append(d.History, HistoryLine{When: w.dated(s.At) + ", " + w.who(s.By), What: w.did(s), Words: s.Text})
	}
	for i := len(x.Calls) - 1; i >= 0; i-- {
		c := x.Calls[i]
		what := w.p.T("staff.work.did-call")
		if c.Outcome != "" {
			what = w.p.T("staff.work.outcome-" + string(c.Outcome))
		}
		d.History = append(d.History, HistoryLine{When: w.dated(c.At) + ", " + c.By, What: what, Words: c.Note})
	}
	if len(d.History) == 0 {
		d.HistoryName = ""
	}
}

func (w *worker) who(p care.Person) string {
	switch {
	case p.Ref == "":
		return w.p.T("staff.work.server")
	case p.Ref == w.me:
		return w.p.T("staff.work.you")
	}
	return p.Name
}

// did words one step.
func (w *worker) did(s care.WorkStep) string {
	words := ""
	switch s.Kind {
	case care.StepHandOver:
		words = w.p.T("staff.work.did-hand-over", "Who", w.who(s.To))
	case care.StepAttempt:
		words = w.p.T("staff.work.did-attempt", "How", w.p.T("staff.work.outcome-"+s.Code))
	case care.StepAssess:
		words = w.p.T("staff.work.did-assess", "How", w.p.T("staff.work.disposition-"+s.Code))
	case care.StepClose:
		words = w.p.T("staff.work.did-close", "How", w.closing(s.Code))
	case care.StepEscalate:
		words = w.p.T("staff.work.did-escalate-" + s.Code)
	case care.StepOpened, care.StepTake, care.StepReached, care.StepReopen, care.StepReview, care.StepNote:
		words = w.p.T("staff.work.did-" + string(s.Kind))
	}
	if s.Beside {
		return w.p.T("staff.work.beside", "What", words)
	}
	return words
}

// shownSince is how many changes of a kind are told one by one.
const shownSince = 4

// since tells what else changed since the team last met about the patient, or since
// admission: the plan, attendance, practice. It needs the patient's own record.
func (w *worker) since(d *ReviewDetail, x care.Work) {
	r := w.c.Record
	if r == nil || r.Viewer.Ref != x.Patient.Ref || r.Stay.Ref == "" {
		return
	}
	from := r.Plan.LastReviewed
	d.SinceTitle = w.p.T("staff.work.since-review")
	if from.Before(r.Stay.Admitted) {
		from, d.SinceTitle = r.Stay.Admitted, w.p.T("staff.work.since-admission")
	}
	w.planSince(d, r, from)
	w.sessionsSince(d, r, from)
	w.practiceSince(d, r, from)
	if len(d.Since) == 0 {
		d.Since = []SinceLine{{"info", w.p.T("staff.work.since-nothing")}}
	}
}

func (w *worker) planSince(d *ReviewDetail, r *care.Chart, from time.Time) {
	n := 0
	add := func(at time.Time, icon, key, text string) {
		if at.After(from) && n < shownSince {
			n++
			d.Since = append(d.Since, SinceLine{icon, w.p.T("staff.work.since-"+key, "Words", text)})
		}
	}
	for _, g := range r.Plan.Goals {
		if len(g.Story) == 0 || g.Story[0].Team {
			continue
		}
		key := "goal"
		if g.Story[0].What == care.Reached {
			key = "goal-reached"
		}
		add(g.Story[0].At, "pencil", key, g.Text)
	}
	seen := map[string]bool{}
	for _, t := range r.Plan.Told {
		if seen[t.Ref] {
			continue
		}
		seen[t.Ref] = true
		text := t.Text
		if t.Challenge != "" && t.Challenge != care.ChallengeOther {
			text = w.p.T("patient.challenge." + string(t.Challenge))
		}
		key := map[care.PlanSection]string{care.SectionProblems: "problem", care.SectionStrengths: "strength", care.SectionBarriers: "barrier"}[t.Section]
		if key == "" {
			continue
		}
		if t.What == care.Removed {
			key += "-gone"
		}
		add(t.At, "pencil", key, text)
	}
}

func (w *worker) sessionsSince(d *ReviewDetail, r *care.Chart, from time.Time) {
	held, there := 0, 0
	for _, s := range r.Sessions {
		if s.Kind == care.KindGroup && s.Start.After(from) && s.Start.Before(w.now) && (s.Attended || s.Missed) {
			held++
			if s.Attended {
				there++
			}
		}
	}
	if held > 0 {
		d.Since = append(d.Since, SinceLine{"calendar-check", w.p.N("staff.work.since-groups", held, "There", there)})
	}
}

func (w *worker) practiceSince(d *ReviewDetail, r *care.Chart, from time.Time) {
	times, order, bring := map[string]int{}, []string{}, 0
	for _, x := range r.Practices {
		if !x.At.After(from) {
			continue
		}
		if times[x.Title] == 0 {
			order = append(order, x.Title)
		}
		times[x.Title]++
		if x.BringToGroup {
			bring++
		}
	}
	for _, ci := range r.CheckIns {
		if ci.BringToGroup && ci.Authored.After(from) {
			bring++
		}
	}
	for i, title := range order {
		if i < shownSince {
			d.Since = append(d.Since, SinceLine{"wind", w.p.N("staff.work.since-practice", times[title], "Skill", lower(title))})
		}
	}
	if bring > 0 {
		d.Since = append(d.Since, SinceLine{"message-square-text", w.p.N("staff.work.since-bring", bring)})
	}
}

// lower gives a title with a small first letter, for inside a sentence; not what is
// written in capitals, as STOP.
func lower(title string) string {
	if len(title) > 1 && strings.ToUpper(title[:2]) == title[:2] {
		return title
	}
	first, n := utf8.DecodeRuneInString(title)
	return string(unicode.ToLower(first)) + title[n:]
}
