package care

import (
	"slices"
	"strconv"
	"time"
)

// Instrument is a form with a known score.
type Instrument string

// Instruments with scores.
const (
	PHQ9  Instrument = "phq-9"
	GAD7  Instrument = "gad-7"
	PHQ2  Instrument = "phq-2"
	GAD2  Instrument = "gad-2"
	PCL5  Instrument = "pcl-5"
	PTSD5 Instrument = "pc-ptsd-5"
)

// Band is a range of totals; it reaches up to the next band's From.
type Band struct {
	Name string // stable key: "moderately-severe"
	From int
}

// Scale is how an instrument is read.
type Scale struct {
	Max    int
	Bands  []Band // from low to high; empty where none are defined
	Counts int    // the least change of the total that counts; 0: none is defined
	Offer  int    // total from which the full form is offered; 0: none
	Talk   int    // total from which there is reason to look further; 0: none

	Half      bool // half of the first total, or less, is a response
	Remission int  // a total under it is remission; 0: none is defined
	Reliable  int  // a change that chance does not explain; 0: none is defined
	Recovered int  // a total of this or less is recovered; 0: none is defined
}

// ScaleOf gives the scale of an instrument; ok is false for an unknown one.
// PHQ-9: Kroenke 2001; GAD-7: Spitzer 2006, and the changes that count after
// Kroenke 2012 and Toussaint 2020. PC-PTSD-5 and PCL-5: National Center for PTSD;
// a change of 5 or less is noise in the latter.
func ScaleOf(i Instrument) (Scale, bool) {
	s, ok := scales[i]
	return s, ok
}

var scales = map[Instrument]Scale{
	PHQ9: {Max: 27, Counts: 5, Half: true, Remission: 5, Bands: []Band{
		{"minimal", 0}, {"mild", 5}, {"moderate", 10}, {"moderately-severe", 15}, {"severe", 20},
	}},
	GAD7:  {Max: 21, Counts: 4, Bands: []Band{{"minimal", 0}, {"mild", 5}, {"moderate", 10}, {"severe", 15}}},
	PHQ2:  {Max: 6, Offer: 3},
	GAD2:  {Max: 6, Offer: 3},
	PTSD5: {Max: 5, Talk: 4},
	PCL5:  {Max: 80, Counts: 10, Talk: 31, Reliable: 15, Recovered: 28},
}

// BandOf is the band that holds total.
func (s Scale) BandOf(total int) (Band, bool) {
	var found Band
	ok := false
	for _, b := range s.Bands {
		if total >= b.From {
			found, ok = b, true
		}
	}
	return found, ok
}

// Score is a total at a moment.
type Score struct {
	Total int
	At    time.Time
}

// Total adds up the scored items. ok is false when one is missing or declined:
// a partial form is marked incomplete and never totalled. Items that are not asked
// because nothing of the kind was lived through (PC-PTSD-5) count nothing.
func Total(f Form, answers map[string]Reply) (total int, ok bool) {
	return TotalOf(f, f.Instrument, answers)
}

// TotalOf is Total for one of the instruments that a form asks whole.
func TotalOf(f Form, i Instrument, answers map[string]Reply) (total int, ok bool) {
	l := Lay(f, answers)
	n, skipped := 0, 0
	for _, q := range f.Questions() {
		if !q.Scored || q.Counts != i && (q.Counts != "" || i != f.Instrument) {
			continue
		}
		n++
		r := answers[q.LinkID]
		switch {
		case !l.Asks(q.LinkID):
			skipped++
		case r.Declined || len(r.Options) != 1 || !r.Options[0].HasOrdinal:
			return 0, false
		default:
			total += r.Options[0].Ordinal
		}
	}
	if skipped > 0 {
		return 0, i == PTSD5 && skipped == n && l.Unfinished() < 0 && gated(l, answers)
	}
	return total, n > 0
}

// gated says whether all that is asked was answered, so that what is left out was
// left out by an answer.
func gated(l Layout, answers map[string]Reply) bool {
	return len(l.Steps) > 0 && !slices.ContainsFunc(l.Steps, func(a Asked) bool {
		r := answers[a.Key]
		return r.Declined || !r.Answered()
	})
}

// Urgent says whether one of the answers that the form asks for now is marked
// urgent by it.
func Urgent(f Form, answers map[string]Reply) bool {
	return len(UrgentSteps(Lay(f, answers), answers)) > 0
}

// UrgentSteps gives the questions whose answers are marked urgent.
func UrgentSteps(l Layout, answers map[string]Reply) []Asked {
	var out []Asked
	for _, a := range l.Steps {
		if a.UrgentAnswer(answers[a.Key]) {
			out = append(out, a)
		}
	}
	return out
}

// UrgentAnswer says whether a reply to the item is marked urgent.
func (it Item) UrgentAnswer(r Reply) bool {
	if !it.Urgent || r.Declined {
		return false
	}
	all := len(it.UrgentIf) == 0 && !slices.ContainsFunc(it.Options, func(o Option) bool { return o.Urgent })
	for _, one := range singles(r) {
		if len(one.Options) > 0 && one.Options[0].Urgent {
			return true
		}
		if (it.UrgentFrom > 0 || all) && it.reaches(one) {
			return true
		}
		if slices.ContainsFunc(it.UrgentIf, func(u Reply) bool {
			return Condition{Is: u, Kind: it.Kind}.matches(one, OpEqual)
		}) {
			return true
		}
	}
	return false
}

// reaches says whether a single answer is at or above UrgentFrom. A yes counts as
// 1.
func (it Item) reaches(one Reply) bool {
	switch {
	case len(one.Options) > 0:
		return one.Options[0].HasOrdinal && one.Options[0].Ordinal >= it.UrgentFrom
	case one.Yes != nil:
		return *one.Yes && it.UrgentFrom <= 1
	case it.Kind == ItemInteger || it.Kind == ItemDecimal || it.Kind == ItemQuantity:
		order, ok := Compare(it.Kind, one.Text, strconv.Itoa(it.UrgentFrom))
		return ok && order >= 0
	}
	return false
}

// Asks says whether a form asks an instrument whole.
func (f Form) Asks(i Instrument) bool {
	return i != "" && (f.Instrument == i || slices.Contains(f.Also, i))
}

// Instruments are all that a form asks whole.
func (f Form) Instruments() []Instrument {
	if f.Instrument == "" {
		return nil
	}
	return append([]Instrument{f.Instrument}, f.Also...)
}

// FormOf finds the form that a check-in answers.
func (c Chart) FormOf(canonical string) (Form, bool) {
	for _, f := range c.Forms {
		if f.Canonical == canonical {
			return f, true
		}
	}
	return Form{}, false
}

// Scores gives the totals on one instrument, oldest first; incomplete ones are
// left out.
func (c Chart) Scores(i Instrument) []Score {
	var out []Score
	for k := len(c.CheckIns) - 1; k >= 0; k-- {
		ci := c.CheckIns[k]
		f, known := c.FormOf(ci.Form)
		if !known || !f.Asks(i) || ci.Status == CheckInBegun {
			continue
		}
		if total, ok := TotalOf(f, i, ci.Answers); ok {
			out = append(out, Score{Total: total, At: ci.Authored})
		}
	}
	return out
}
