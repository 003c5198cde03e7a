package staff

import (
	"slices"

	"throughline/care"
)

// WorkAction is something that can be done; Form is asked for first, nil for what
// needs no words.
type WorkAction struct {
	Step  care.StepKind
	Icon  string
	Words string
	Form  *WorkForm
}

// WorkForm asks what a step needs.
type WorkForm struct {
	Title     string
	CodesName string
	Codes     []WorkCode // one is to be chosen; none is chosen beforehand
	Label     string     // of the words for the history; empty for none
	Hint      string
	Needs     bool // the words are needed
	Save      string
	Cancel    string
	Missing   string // said where nothing was chosen or written
	Unsaid    string // said where what was chosen needs words
}

// WorkCode is one thing to choose, and what it asks for.
type WorkCode struct {
	Step  care.StepKind // the step that it is, where it is another than the action's
	Code  string        // of the step; of a colleague their reference
	Words string
	Why   string // label of the words that reach the patient; empty for none
	Needs bool   // it says nothing without words for the history
}

// ReplyForm is what staff write to the patient.
type ReplyForm struct {
	Label, Hint string
	Theirs      string // somebody else has it, or has read it meanwhile
	Kept        string // said with Theirs where something is written
	Warn        string // the patient may not read it
	Refused     string // nobody would read it
	Send        string // empty where it goes with the main action
	Sent        []string
}

// offers says what the viewer may do now: the table of package care, in words.
func (w *worker) offers(d *ReviewDetail, x care.Work) {
	if x.Kind == care.WorkCall {
		d.Main = &WorkAction{Icon: "phone-call", Words: w.p.T("staff.work.do-call"), Form: w.form("call", w.outcomes(nil))}
		return
	}
	var all []WorkAction
	steps := x.Kind.Offers(x.Progress, w.me)
	for _, s := range steps {
		if a, ok := w.action(x, s, steps); ok {
			all = append(all, a)
		}
	}
	all = append(all, w.stepUp(x)...)
	main := mainStep(x)
	if i := slices.IndexFunc(all, func(a WorkAction) bool { return a.Step == main }); i >= 0 {
		d.Main = &all[i]
		d.Actions = slices.Delete(slices.Clone(all), i, i+1)
	} else {
		d.Actions = all
	}
	w.reply(d, x)
}

// mainStep is what is to be done next.
func mainStep(x care.Work) care.StepKind {
	if x.Kind != care.WorkTriage {
		return care.StepReview
	}
	switch x.State {
	case care.WorkNew:
		return care.StepTake
	case care.WorkAcknowledged, care.WorkAttempting:
		return care.StepReached
	case care.WorkReached:
		return care.StepAssess
	case care.WorkAssessed:
		return care.StepClose
	case care.WorkClosed:
	}
	return ""
}

func (w *worker) action(x care.Work, s care.StepKind, offered []care.StepKind) (WorkAction, bool) {
	a := WorkAction{Step: s}
	switch s {
	case care.StepTake:
		a.Icon, a.Words = "hand", w.p.T("staff.work.do-take")
		if x.Owner.Ref != "" {
			a.Words = w.p.T("staff.work.do-take-over", "Who", called(x.Owner))
		}
	case care.StepHandOver:
		var team []WorkCode
		for _, t := range w.c.Team {
			if t.Ref != w.me {
				team = append(team, WorkCode{Code: t.Ref, Words: t.Name})
			}
		}
		if len(team) == 0 {
			return a, false
		}
		a.Icon, a.Words, a.Form = "users", w.p.T("staff.work.do-hand-over"), w.form("hand-over", team)
	case care.StepReached: // and the calls that did not reach them
		a.Icon, a.Words, a.Form = "phone-call", w.p.T("staff.work.do-call"), w.form("call", w.outcomes(offered))
	case care.StepAttempt:
		if slices.Contains(offered, care.StepReached) {
			return a, false
		}
		a.Icon, a.Words, a.Form = "phone-call", w.p.T("staff.work.do-call"), w.form("call", w.outcomes(offered))
	case care.StepAssess:
		a.Icon, a.Words, a.Form = "clipboard-list", w.p.T("staff.work.do-assess"), w.form("assess", w.codes(x, s, "staff.work.disposition-"))
		if x.State == care.WorkAttempting {
			a.Words = w.p.T("staff.work.do-assess-unreached")
		}
		for i, c := range a.Form.Codes {
			if c.Code == "step-up" {
				a.Form.Codes[i].Why = w.p.T("staff.work.step-up-why")
			}
		}
	case care.StepClose:
		a.Icon, a.Words, a.Form = "check", w.p.T("staff.work.do-close"), w.form("close", w.codes(x, s, "staff.work.reason-"))
	case care.StepReopen:
		a.Icon, a.Words, a.Form = "refresh-cw", w.p.T("staff.work.do-reopen"), w.form("reopen", nil)
		a.Form.Needs = true
	case care.StepReview:
		a.Icon, a.Words = "check", w.p.T("staff.review.mark")
	case care.StepNote:
		a.Icon, a.Words, a.Form = "notebook-pen", w.p.T("staff.work.do-note"), w.form("note", nil)
		a.Form.Needs = true
	case care.StepOpened, care.StepEscalate:
		return a, false
	}
	return a, true
}

// stepUp records a move to a higher level of care by itself, outside of an
// assessment.
func (w *worker) stepUp(x care.Work) []WorkAction {
	if x.Left == care.Inactive || x.Kind == care.WorkTriage || x.Patient.Ref == "" {
		return nil
	}
	for _, k := range w.c.Caseload {
		if k.Patient.Ref == x.Patient.Ref && (k.Stay.Ref == "" || k.Stay.Level() == care.LevelInpatient) {
			return nil
		}
	}
	f := w.form("step-up", []WorkCode{{Code: string(care.LevelInpatient), Words: w.p.T("staff.work.level-inpatient"), Why: w.p.T("staff.work.step-up-why")}})
	f.Label = ""
	return []WorkAction{{Step: stepUp, Icon: "trending-up", Words: w.p.T("staff.work.do-step-up"), Form: f}}
}

// stepUp is no step of the history: it is recorded in the patient's own record.
const stepUp care.StepKind = "step-up"

func (w *worker) form(name string, codes []WorkCode) *WorkForm {
	f := &WorkForm{
		Title: w.p.T("staff.work.form-" + name), Codes: codes, Label: w.p.T("staff.work.words"), Hint: w.p.T("staff.work.words-hint"),
		Save: w.p.T("staff.work.save-" + name), Cancel: w.p.T("staff.work.cancel"), Missing: w.p.T("staff.work.missing"),
		Unsaid: w.p.T("fault.no-words"),
	}
	if len(codes) > 0 {
		f.CodesName = w.p.T("staff.work.choose-" + name)
	} else {
		f.Missing = w.p.T("fault.no-words")
	}
	return f
}

func (w *worker) codes(x care.Work, s care.StepKind, stem string) []WorkCode {
	var out []WorkCode
	for _, c := range x.Kind.Codes(x.Progress, s) {
		out = append(out, WorkCode{Code: c, Words: w.p.T(stem + c), Needs: c == "other"})
	}
	return out
}

// outcomes are the ends of a call; offered is nil for a call about a follow-up.
func (w *worker) outcomes(offered []care.StepKind) []WorkCode {
	var out []WorkCode
	if offered == nil {
		for _, o := range care.CallOutcomes() {
			out = append(out, WorkCode{Code: string(o), Words: w.p.T("staff.work.outcome-" + string(o))})
		}
		return out
	}
	if slices.Contains(offered, care.StepReached) {
		out = append(out, WorkCode{Step: care.StepReached, Words: w.p.T("staff.work.outcome-reached")})
	}
	for _, c := range care.Outcomes {
		out = append(out, WorkCode{Step: care.StepAttempt, Code: c, Words: w.p.T("staff.work.outcome-" + c)})
	}
	return out
}

// theirs is for who writes a reply about what somebody else has, or has read meanwhile: both would reach the patient.
func (w *worker) theirs(x care.Work) string {
	switch {
	case x.Owner.Ref == "" || x.Owner.Ref == w.me:
		return ""
	case x.State == care.WorkClosed:
		return w.p.T("staff.work.reply-done", "Who", x.Owner.Name)
	}
	return w.p.T("staff.work.reply-theirs", "Who", x.Owner.Name)
}

// reply is how the patient is written to.
func (w *worker) reply(d *ReviewDetail, x care.Work) {
	if x.Review == nil || x.Review.CheckIn.Status == care.CheckInBegun {
		return // there is no page on which the patient would find it
	}
	f := &ReplyForm{Label: w.p.T("staff.review.note"), Hint: w.p.T("staff.review.note-hint"), Send: w.p.T("staff.work.send"), Kept: w.p.T("staff.work.reply-kept")}
	for _, m := range x.Review.CheckIn.Messages {
		f.Sent = append(f.Sent, w.p.T("staff.work.sent", "Who", m.By, "When", w.when(m.At), "Words", m.Text))
	}
	f.Theirs = w.theirs(x)
	switch x.Left {
	case care.Inactive:
		f.Refused = w.p.T("staff.work.reply-inactive")
	case care.Discharged:
		f.Warn, f.Send = w.p.T("staff.work.reply-left"), w.p.T("staff.work.send-anyway")
	case care.Here:
	}
	if d.Main != nil && d.Main.Step == care.StepReview && f.Refused == "" && f.Warn == "" {
		f.Send = ""
	}
	d.Reply = f
}
