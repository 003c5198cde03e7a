// Package staff holds what the clinic's staff see.
package staff

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// ReviewFilter is which part of the list is shown.
type ReviewFilter string

// The filters, in the order in which they are offered.
const (
	FilterAll       ReviewFilter = ""
	FilterMine      ReviewFilter = "mine"
	FilterGroup     ReviewFilter = "group"
	FilterFollowUps ReviewFilter = "follow-ups"
	FilterOverdue   ReviewFilter = "overdue"
	FilterUnopened  ReviewFilter = "unopened"
	FilterClosed    ReviewFilter = "closed"
)

var filters = []ReviewFilter{FilterAll, FilterMine, FilterGroup, FilterFollowUps, FilterOverdue, FilterUnopened, FilterClosed}

// ReviewAsk is what somebody looks at in the list. It outlives the page.
type ReviewAsk struct {
	Selected string // Work.ID; empty: the first
	Opened   bool   // somebody opened it: it is the page where list and detail do not both fit
	Filter   ReviewFilter
	Search   string // a part of a name
	Stood    *Stood // the list, while Selected still waited; nil: not known
}

// Review is the list of what waits for staff, and the one that is open.
type Review struct {
	Ask        ReviewAsk
	Title      string
	Sentence   string // "3 open. Urgent first, then oldest."
	State      string // freshness, in words
	Choices    string // what waits for their decision; empty where nothing does
	ChoicesSay string
	Empty      string // said where the filter shows nothing
	FilterName string
	Filters    []FilterChoice
	Search     string
	Rows       []ReviewRow
	Detail     *ReviewDetail // nil when nothing is chosen
	Keys       string        // the shortcuts, in words
	p          *say.Printer
	Refused    string // said in place of a list where the clinic lets this person see no patient
}

// FilterChoice is one filter with how many it shows: "Mine, 3".
type FilterChoice struct {
	Key    ReviewFilter
	Words  string
	Chosen bool
}

// ReviewRow is one row of the list.
type ReviewRow struct {
	ID       string // Work.ID
	Name     string // "Maya R."
	Age      string // "18 min"
	Reason   string // "PHQ-9, 14 of 27"
	Tag      Tag
	Selected bool
	Waits    bool // not closed; in the list of what is closed all that it shows
}

// Tag is what a row, or a detail, says of where it stands.
type Tag struct {
	Kind  TagKind
	Words string
}

// TagKind is how a Tag is drawn.
type TagKind int

// Kinds of tag.
const (
	TagWaiting TagKind = iota
	TagUrgent
	TagMine
	TagOverdue
	TagDone
)

// closedFor is how long what is closed stays in the list of what is.
const closedFor = 30 * 24 * time.Hour

// ReviewOf gives the list with one entry open.
func ReviewOf(c care.Chart, now time.Time, p *say.Printer, ask ReviewAsk) Review {
	r := Review{Title: p.T("staff.review.title"), State: state(c.Sync, p), p: p}
	r.Choices, r.ChoicesSay = choicesOf(c, p)
	if len(c.Work) == 0 && len(c.Patients) == 0 && !c.Sync.AsOf.IsZero() {
		r.Refused = p.T("staff.review.refused")
		return r
	}
	w := newWorker(c, now, p)
	work := slices.Clone(c.Work)
	care.SortWork(work, c.Clinic, now, w.settings)
	w.byDuty(work)
	r.count(work, w, ask)
	shown := w.shown(work, ask)
	r.Ask = ask
	if len(shown) == 0 {
		r.Empty = p.T("staff.review.empty-" + string(filterWord(ask)))
	}
	r.Rows = make([]ReviewRow, len(shown))
	for i, x := range shown {
		r.Rows[i] = w.row(x)
		r.Rows[i].Waits = x.State != care.WorkClosed || ask.Filter == FilterClosed
	}
	if open := r.choose(); open >= 0 {
		r.Detail = w.detail(shown[open])
		r.Detail.BackShown = r.Ask.Opened
	}
	r.Search = p.T("staff.review.search")
	r.Keys = p.T("staff.review.keys")
	return r
}

// choose selects a row: the one that is asked for, or the next to where it stood if it is no longer here. It gives its
// place, -1 where there is no row.
func (r *Review) choose() int {
	at := func(id string) int { return slices.IndexFunc(r.Rows, func(x ReviewRow) bool { return x.ID == id }) }
	open := at(r.Ask.Selected)
	if open < 0 && len(r.Rows) > 0 {
		r.Ask.Opened = false
		open = max(at(r.Ask.Stood.beside(r.Ask.Selected, 1, r.waiting())), 0)
	}
	if open < 0 {
		return open
	}
	row := &r.Rows[open]
	row.Selected, r.Ask.Selected = true, row.ID
	if row.Waits || r.Ask.Stood == nil {
		r.Ask.Stood = &Stood{}
		for _, x := range r.Rows {
			r.Ask.Stood.Keys = append(r.Ask.Stood.Keys, x.ID)
		}
	}
	return open
}

// waiting are the rows that J and K lead to.
func (r *Review) waiting() []string {
	var out []string
	for _, x := range r.Rows {
		if x.Waits {
			out = append(out, x.ID)
		}
	}
	return out
}

// Beside is the row that the key for the next (1), or for the one before (-1), leads to: one that still waits,
// whether or not the list has sorted away what was just closed; "" at the ends.
func (r *Review) Beside(by int) string {
	waiting := r.waiting()
	if at := slices.Index(waiting, r.Ask.Selected); at >= 0 {
		if at += by; at >= 0 && at < len(waiting) {
			return waiting[at]
		}
		return ""
	}
	return r.Ask.Stood.beside(r.Ask.Selected, by, waiting)
}

// byDuty puts what is for the prescriber, a medication report that is severe or says
// worse mood, right after what is urgent in the prescriber's own list. Everybody else
// sees it in its place, with whom it is for.
func (w *worker) byDuty(work []care.Work) {
	if w.c.Viewer.Duty != care.DutyPsychiatrist {
		return
	}
	rank := func(x care.Work) int {
		switch {
		case x.State == care.WorkClosed:
			return 3
		case x.Urgent():
			return 0
		case x.Kind == care.WorkMedication:
			return 1
		}
		return 2
	}
	slices.SortStableFunc(work, func(a, b care.Work) int { return cmp.Compare(rank(a), rank(b)) })
}

// FaultWords says what went wrong.
func (r Review) FaultWords(f *care.Fault) string { return r.p.Fault(f) }

// filterWord names the filter for the words of an empty list.
func filterWord(ask ReviewAsk) ReviewFilter {
	switch {
	case strings.TrimSpace(ask.Search) != "":
		return "search"
	case ask.Filter == FilterAll:
		return "all"
	}
	return ask.Filter
}

// count says how many are open, in all and by filter.
func (r *Review) count(work []care.Work, w *worker, ask ReviewAsk) {
	counts := map[ReviewFilter]int{}
	urgent, overdue := false, false
	for _, x := range work {
		for _, f := range filters {
			if w.in(x, f) {
				counts[f]++
			}
		}
		urgent = urgent || x.Kind == care.WorkTriage && x.State != care.WorkClosed
		overdue = overdue || !x.Urgent() && w.in(x, FilterOverdue)
	}
	switch open := counts[FilterAll]; {
	case open == 0:
		r.Sentence = w.p.T("staff.review.none-open")
	case urgent && overdue:
		r.Sentence = w.p.N("staff.review.open-urgent-overdue", open)
	case overdue:
		r.Sentence = w.p.N("staff.review.open-overdue", open)
	case urgent:
		r.Sentence = w.p.N("staff.review.open-urgent", open)
	default:
		r.Sentence = w.p.N("staff.review.open", open)
	}
	r.FilterName = w.p.T("staff.review.filter")
	for _, f := range filters {
		key := string(f)
		if f == FilterAll {
			key = "all"
		}
		r.Filters = append(r.Filters, FilterChoice{
			Key: f, Chosen: f == ask.Filter, Words: w.p.T("staff.review.filter-n", "Filter", w.p.T("staff.review.filter-"+key), "N", counts[f]),
		})
	}
}

// in says whether a filter shows a piece of work.
func (w *worker) in(x care.Work, f ReviewFilter) bool {
	if x.State == care.WorkClosed {
		return f == FilterClosed && w.now.Sub(x.Since) < closedFor
	}
	switch f {
	case FilterMine:
		return x.Owner.Ref == w.me && w.me != ""
	case FilterGroup:
		return x.Group
	case FilterFollowUps:
		return x.Kind == care.WorkCall || x.Review != nil && w.followUps[x.Review.CheckIn.Due]
	case FilterOverdue:
		return w.overdue(x)
	case FilterUnopened:
		return x.Unopened()
	case FilterClosed:
		return false
	case FilterAll:
	}
	return true
}

// shown is what the filter and the search leave; what is open stays, so that it does
// not vanish under the hands of whoever has just closed it.
func (w *worker) shown(work []care.Work, ask ReviewAsk) []care.Work {
	search := fold(ask.Search)
	out := make([]care.Work, 0, len(work))
	for _, x := range work {
		named := search == "" || strings.Contains(fold(x.Patient.Name), search)
		if named && (w.in(x, ask.Filter) || x.ID == ask.Selected && ask.Selected != "") {
			out = append(out, x)
		}
	}
	return out
}

var accents = strings.NewReplacer("á", "a", "é", "e", "í", "i", "ó", "o", "ú", "u", "ü", "u", "ñ", "n")

// fold makes a name comparable to what somebody types without accents.
func fold(s string) string { return accents.Replace(strings.ToLower(strings.TrimSpace(s))) }
