package care

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// FlawCode is why a reply cannot stand. It is a key of the interface's words.
type FlawCode string

// Flaws.
const (
	FlawNone      FlawCode = ""
	FlawRequired  FlawCode = "required"
	FlawTooFew    FlawCode = "too-few"
	FlawTooMany   FlawCode = "too-many"
	FlawInteger   FlawCode = "integer"
	FlawDecimal   FlawCode = "decimal"
	FlawDate      FlawCode = "date"
	FlawDateTime  FlawCode = "date-time"
	FlawTime      FlawCode = "time"
	FlawURL       FlawCode = "url"
	FlawUnit      FlawCode = "unit"
	FlawSmall     FlawCode = "too-small"
	FlawLarge     FlawCode = "too-large"
	FlawPrecise   FlawCode = "too-precise"
	FlawShort     FlawCode = "too-short"
	FlawLong      FlawCode = "too-long"
	FlawPattern   FlawCode = "pattern"
	FlawExclusive FlawCode = "exclusive"
)

// fitting says that what was written is of the item's kind, be it too long or too small: that
// can be mended by who wrote it.
func (c FlawCode) fitting() bool {
	switch c {
	case FlawInteger, FlawDecimal, FlawDate, FlawDateTime, FlawTime, FlawURL:
		return false
	}
	return true
}

// Flaw is why a reply cannot stand, with the limit that it breaks.
type Flaw struct {
	Code  FlawCode
	Limit string
	By    int // how many characters too long or too short
}

// Check says why a reply to an item cannot stand; the zero Flaw if it can. A
// reply that is declined always can.
func (it Item) Check(r Reply) Flaw {
	if r.Declined {
		return Flaw{}
	}
	if !r.Answered() {
		if it.Required {
			return Flaw{Code: FlawRequired}
		}
		return Flaw{}
	}
	each := r.Each()
	n := len(r.Options) + len(each)
	switch least := it.Limits.MinOccurs; {
	case n < least:
		return Flaw{Code: FlawTooFew, Limit: strconv.Itoa(least)}
	case !it.Repeats && n > 1:
		return Flaw{Code: FlawTooMany, Limit: "1"}
	case it.Limits.MaxOccurs > 0 && n > it.Limits.MaxOccurs:
		return Flaw{Code: FlawTooMany, Limit: strconv.Itoa(it.Limits.MaxOccurs)}
	case n > 1 && slices.ContainsFunc(r.Options, func(o Option) bool { return o.Exclusive }):
		return Flaw{Code: FlawExclusive}
	}
	for _, one := range each {
		if p := it.checkOne(one); p.Code != FlawNone {
			return p
		}
	}
	return Flaw{}
}

func (it Item) checkOne(one Reply) Flaw {
	if one.Yes != nil {
		return Flaw{}
	}
	text := strings.TrimSpace(one.Text)
	switch it.Kind {
	case ItemInteger:
		if _, err := strconv.ParseInt(text, 10, 32); err != nil {
			return Flaw{Code: FlawInteger}
		}
	case ItemDecimal, ItemQuantity:
		if _, ok := ReadDecimal(text); !ok {
			return Flaw{Code: FlawDecimal}
		}
	case ItemDate:
		if _, err := time.Parse(time.DateOnly, text); err != nil {
			return Flaw{Code: FlawDate}
		}
	case ItemDateTime:
		if _, err := time.Parse(time.RFC3339, text); err != nil {
			return Flaw{Code: FlawDateTime}
		}
	case ItemTime:
		if _, err := time.Parse(time.TimeOnly, text); err != nil {
			return Flaw{Code: FlawTime}
		}
	case ItemURL:
		if u, err := url.Parse(text); err != nil || u.Scheme == "" || u.Host == "" && u.Opaque == "" || strings.ContainsAny(text, " \t\n") {
			return Flaw{Code: FlawURL}
		}
	default:
		return it.checkText(one.Text)
	}
	if it.Kind == ItemQuantity && len(it.Units) > 0 && !it.UnitOpen && !slices.ContainsFunc(it.Units, one.Unit.Same) {
		return Flaw{Code: FlawUnit}
	}
	return it.checkRange(text)
}

func (it Item) checkRange(text string) Flaw {
	l := it.Limits
	if order, ok := Compare(it.Kind, text, l.Min); ok && l.Min != "" && order < 0 {
		return Flaw{Code: FlawSmall, Limit: l.Min}
	}
	if order, ok := Compare(it.Kind, text, l.Max); ok && l.Max != "" && order > 0 {
		return Flaw{Code: FlawLarge, Limit: l.Max}
	}
	if _, fraction, _ := strings.Cut(text, "."); l.HasDecimals && len(fraction) > l.Decimals {
		return Flaw{Code: FlawPrecise, Limit: strconv.Itoa(l.Decimals)}
	}
	return Flaw{}
}

func (it Item) checkText(text string) Flaw {
	l, n := it.Limits, utf8.RuneCountInString(text)
	switch {
	case l.MaxLength > 0 && n > l.MaxLength:
		return Flaw{Code: FlawLong, Limit: strconv.Itoa(l.MaxLength), By: n - l.MaxLength}
	case n < l.MinLength:
		return Flaw{Code: FlawShort, Limit: strconv.Itoa(l.MinLength), By: l.MinLength - n}
	case l.Pattern != "":
		// A pattern that Go does not know is the clinic's to check.
		if re, err := regexp.Compile("^(?:" + l.Pattern + ")$"); err == nil && !re.MatchString(text) {
			return Flaw{Code: FlawPattern, Limit: l.Pattern}
		}
	}
	return Flaw{}
}

// Flaw is what is wrong with the reply to the step at i; the zero Flaw if
// nothing is.
func (l Layout) Flaw(i int) Flaw {
	a := l.Steps[i]
	if a.Kind == ItemGroup {
		return Flaw{}
	}
	if slices.Contains(l.bare, i) {
		return Flaw{Code: FlawRequired}
	}
	return a.Check(l.sheet.answers[a.Key])
}

// Unfinished gives the place of the first step whose reply cannot stand, or -1.
func (l Layout) Unfinished() int {
	for i := range l.Steps {
		if l.Flaw(i).Code != FlawNone {
			return i
		}
	}
	return -1
}
