package care

import (
	"cmp"
	"math/big"
	"slices"
	"strings"
	"time"
)

// Op compares an answer (FHIR R4, questionnaire-enable-operator).
type Op string

// Operators.
const (
	OpExists         Op = "exists"
	OpEqual          Op = "="
	OpNotEqual       Op = "!="
	OpGreater        Op = ">"
	OpLess           Op = "<"
	OpGreaterOrEqual Op = ">="
	OpLessOrEqual    Op = "<="
)

// Condition is one reason to ask an item: what was answered to another one.
type Condition struct {
	Question string // linkId
	Op       Op
	Is       Reply    // what is compared with: Yes, an option, or text; of exists, Yes
	Kind     ItemKind // of Is: boolean, choice, or how Text is to be read

	exact bool // the question has just this coding among its answers, so that one of another system is another answer
}

// among reads a condition beside the answers of its question.
func (c Condition) among(options []Option) Condition {
	c.exact = len(c.Is.Options) > 0 && c.Is.Options[0].Code != "" && slices.ContainsFunc(options, c.Is.Options[0].Same)
	return c
}

// holds says whether the condition holds for a reply, which is the zero Reply
// where the question is not asked or not answered. "Prefer not to answer" is no
// answer. "!=" holds where no answer equals, also where there is none.
func (c Condition) holds(r Reply) bool {
	if r.Declined {
		r = Reply{}
	}
	switch c.Op {
	case OpExists:
		return r.Answered() == (c.Is.Yes == nil || *c.Is.Yes)
	case OpNotEqual:
		return !slices.ContainsFunc(singles(r), func(one Reply) bool { return c.matches(one, OpEqual) })
	}
	return slices.ContainsFunc(singles(r), func(one Reply) bool { return c.matches(one, c.Op) })
}

// singles gives every single answer of a reply.
func singles(r Reply) []Reply {
	var out []Reply
	for _, o := range r.Options {
		out = append(out, Reply{Options: []Option{o}})
	}
	return append(out, r.Each()...)
}

func (c Condition) matches(one Reply, op Op) bool {
	is := c.Is
	if is.Yes != nil {
		return op == OpEqual && one.Yes != nil && *one.Yes == *is.Yes
	}
	if len(is.Options) > 0 {
		return op == OpEqual && len(one.Options) > 0 && sameCode(one.Options[0], is.Options[0]) &&
			(!c.exact || one.Options[0].System == is.Options[0].System)
	}
	text := one.Text
	if len(one.Options) > 0 {
		if one.Options[0].Value == ValueReference {
			text = one.Options[0].Code
		} else if one.Options[0].Code != "" && c.Kind != ItemString && c.Kind != ItemText {
			return false // a code is no number
		} else {
			text = one.Options[0].Text
		}
	}
	if text == "" || c.Kind == ItemQuantity && !sameUnit(one.Unit, is.Unit) {
		return false
	}
	order, ok := Compare(c.Kind, text, is.Text)
	if !ok {
		return false
	}
	switch op {
	case OpEqual:
		return order == 0
	case OpGreater:
		return order > 0
	case OpLess:
		return order < 0
	case OpGreaterOrEqual:
		return order >= 0
	case OpLessOrEqual:
		return order <= 0
	}
	return false
}

// sameCode compares codes; a form may leave out the system on one side.
func sameCode(a, b Option) bool {
	if a.Code == "" || b.Code == "" {
		return a.Text != "" && a.Text == b.Text
	}
	return a.Code == b.Code && (a.System == b.System || a.System == "" || b.System == "")
}

func sameUnit(a, b Option) bool {
	return a.Code == "" && a.Text == "" && b.Code == "" && b.Text == "" || a.Code != "" && a.Code == b.Code || a.Text != "" && a.Text == b.Text
}

// Compare orders two written answers of a kind. ok is false where they cannot be
// compared, as dates of which one is less precise.
func Compare(kind ItemKind, a, b string) (order int, ok bool) {
	switch kind {
	case ItemInteger, ItemDecimal, ItemQuantity:
		x, okX := number(a)
		y, okY := number(b)
		if !okX || !okY {
			return 0, false
		}
		return x.Cmp(y), true
	case ItemDateTime:
		x, errX := time.Parse(time.RFC3339, a)
		y, errY := time.Parse(time.RFC3339, b)
		if errX == nil && errY == nil {
			return x.Compare(y), true
		}
		return sameLength(a, b)
	case ItemDate, ItemTime:
		return sameLength(a, b)
	default:
		return cmp.Compare(a, b), true
	}
}

// sameLength compares ISO texts of one precision, or as far as the shorter one
// goes if that already tells.
func sameLength(a, b string) (int, bool) {
	n := min(len(a), len(b))
	order := strings.Compare(a[:n], b[:n])
	return order, order != 0 || len(a) == len(b)
}

// number reads a decimal as it is written, without rounding.
func number(s string) (*big.Rat, bool) {
	if len(s) > 40 || strings.Trim(s, "+-.0123456789eE") != "" {
		return nil, false
	}
	if _, e, found := strings.Cut(strings.ToLower(s), "e"); found && len(strings.Trim(e, "+-0")) > 2 {
		return nil, false // an exponent of thousands would fill the memory
	}
	return new(big.Rat).SetString(s)
}

// ReadDecimal takes what a person wrote as a number, with a comma or a point.
func ReadDecimal(text string) (string, bool) {
	text = strings.Replace(strings.TrimPrefix(text, "+"), ",", ".", 1)
	whole, fraction, point := strings.Cut(strings.TrimPrefix(text, "-"), ".")
	digits := func(s string) bool {
		return s != "" && len(s) <= 18 && strings.Trim(s, "0123456789") == ""
	}
	if !digits(whole) || point && !digits(fraction) || len(whole) > 1 && whole[0] == '0' {
		return "", false
	}
	return text, true
}
