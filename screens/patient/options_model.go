package patient

import (
	"slices"
	"strconv"

	"throughline/care"
	"throughline/screens/say"
)

// longList is how many answers are searched rather than shown.
const longList = 12

func (f *filling) optionsPage(pg *page, q care.Asked, r care.Reply) {
	p := f.m.p
	pg.many = q.Repeats
	switch {
	case len(q.Options) > 0:
		for i, o := range q.Options {
			words := o.Text
			if o.Prefix != "" && len(o.Prefix) < 4 && !o.HasOrdinal {
				words = o.Prefix + " " + words
			}
			pg.options = append(pg.options, words)
			if slices.ContainsFunc(r.Options, o.Same) {
				pg.chosen = append(pg.chosen, i)
			}
		}
		if len(q.Options) > longList || q.Look == care.LookSearch && len(q.Options) > longList/2+2 {
			pg.ask = askSearch
			pg.search = search{p.T("patient.checkin.search"), p.T("patient.checkin.search-none"), "patient.checkin.search-more"}
		}
	case q.Kind == care.ItemBoolean:
		pg.options = []string{p.T("patient.checkin.yes"), p.T("patient.checkin.no")}
		if r.Yes != nil && *r.Yes {
			pg.chosen = []int{0}
		} else if r.Yes != nil {
			pg.chosen = []int{1}
		}
	default:
		for _, n := range scaleOf(q) {
			if strconv.Itoa(n) == r.Text {
				pg.chosen = []int{len(pg.options)}
			}
			pg.options, pg.ask = append(pg.options, strconv.Itoa(n)), askScale
		}
	}
	if q.Repeats && len(pg.options) > 0 {
		pg.hint = p.T("patient.checkin.several")
		if l := q.Limits; l.MinOccurs > 1 || l.MaxOccurs > 1 {
			pg.hint = occursWords(l, p)
		}
	}
}

func occursWords(l care.Limits, p *say.Printer) string {
	switch {
	case l.MaxOccurs == 0:
		return p.T("patient.checkin.at-least", "Least", l.MinOccurs)
	case l.MinOccurs < 2:
		return p.T("patient.checkin.at-most", "Most", l.MaxOccurs)
	}
	return p.T("patient.checkin.between", "Least", l.MinOccurs, "Most", l.MaxOccurs)
}

// scaleOf gives the numbers of a question that has few: a scale to tap, not to
// drag.
func scaleOf(q care.Asked) []int {
	least, err1 := strconv.Atoi(q.Limits.Min)
	most, err2 := strconv.Atoi(q.Limits.Max)
	step := max(1, q.Limits.Step)
	if q.Kind != care.ItemInteger || q.Repeats || err1 != nil || err2 != nil || most <= least || (most-least)/step > 10 {
		return nil
	}
	var out []int
	for n := least; n <= most; n += step {
		out = append(out, n)
	}
	return out
}
