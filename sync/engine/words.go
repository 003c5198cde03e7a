package engine

import (
	"reflect"
	"strings"
	"time"
	"unicode/utf8"

	"throughline/care"
)

// maxWords is how many bytes one text may have: a resource of 1 MB is more than servers
// take, and a goal holds its words twice, in itself and in its story.
const maxWords = 200_000

var (
	errUnkeepable = &care.Fault{Code: "text-unkeepable", Say: "A hidden sign in this text can't be kept. That happens after pasting. Your words are still here. Delete that part, and type it."}
	errTooLong    = &care.Fault{Code: "text-too-long", Say: "This is longer than your clinic's server takes. Your words are still here. Make it shorter, or write it in parts."}
)

// keepable says whether every text in what somebody entered can be stored and sent as it
// is (FHIR R4, string: Unicode, nothing below 32 but tab and line ends). What is not is
// refused before anything is written: to take signs out, or to put others in their place,
// would change somebody's words in silence.
func keepable(entered any) error { return keepableIn(reflect.ValueOf(entered)) }

func keepableIn(v reflect.Value) error {
	switch v.Kind() {
	case reflect.String:
		return keepableText(v.String())
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			return keepableIn(v.Elem())
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() || v.Type() == reflect.TypeFor[care.Delivery]() {
			return nil
		}
		for _, f := range v.Fields() {
			if err := keepableIn(f); err != nil {
				return err
			}
		}
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 { // a file, which has rules of its own
			return nil
		}
		for i := range v.Len() {
			if err := keepableIn(v.Index(i)); err != nil {
				return err
			}
		}
	case reflect.Map:
		for it := v.MapRange(); it.Next(); {
			if err := keepableIn(it.Value()); err != nil {
				return err
			}
		}
	}
	return nil
}

func keepableText(s string) error {
	switch {
	case len(s) > maxWords:
		return errTooLong
	case !utf8.ValidString(s) || strings.IndexFunc(s, unsendable) >= 0:
		return errUnkeepable
	}
	return nil
}

func unsendable(r rune) bool { return r < ' ' && r != '\t' && r != '\n' && r != '\r' }

// sendable is a check-in for the alert of an urgent answer, which nothing may hold up:
// what cannot be sent is left out of this copy. The whole form keeps it, and is refused
// in words when it is finished.
func sendable(c care.CheckIn) care.CheckIn {
	clean := func(s string) string {
		if len(s) > maxWords {
			return ""
		}
		return strings.Map(func(r rune) rune {
			if unsendable(r) {
				return -1
			}
			return r
		}, strings.ToValidUTF8(s, ""))
	}
	var reply func(care.Reply) care.Reply
	reply = func(r care.Reply) care.Reply {
		r.Text = clean(r.Text)
		more := make([]care.Reply, len(r.More))
		for i, x := range r.More {
			more[i] = reply(x)
		}
		r.More = more
		return r
	}
	answers := make(map[string]care.Reply, len(c.Answers))
	for key, r := range c.Answers {
		answers[key] = reply(r)
	}
	c.Answers, c.CallBack = answers, clean(c.CallBack)
	return c
}
