package kit

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// ten is a font in which every letter is ten wide.
func ten(text string) float32 { return 10 * float32(utf8.RuneCountInString(text)) }

func TestWrap(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text  string
		width float32
		want  []string
	}{
		"fits":                        {"one two", 70, []string{"one two"}},
		"breaks at a space":           {"one two three", 80, []string{"one two", "three"}},
		"leaves no word alone":        {"one or two more", 110, []string{"one or", "two more"}},
		"nor after a paragraph":       {"aa bb cc dd\nee ff gg hh", 80, []string{"aa bb", "cc dd", "ee ff", "gg hh"}},
		"a long word may stand":       {"a b c abcdefghij", 100, []string{"a b c", "abcdefghij"}},
		"keeps paragraphs":            {"one\n\ntwo", 80, []string{"one", "", "two"}},
		"is one line when empty":      {"", 80, []string{""}},
		"drops doubled spaces":        {"one   two", 80, []string{"one two"}},
		"a telephone number is whole": {"call (312) 555-0100.", 150, []string{"call", "(312) 555-0100."}},
		"but not at any price":        {"(312) 555-0100", 80, []string{"(312)", "555-0100"}},
		"a date is none":              {"at 10 12 or", 50, []string{"at 10", "12 or"}},
		"a no-break space holds":      {"at 6:00\u00a0PM", 70, []string{"at", "6:00\u00a0PM"}},
		"a time is whole":             {"from 6:00 PM on", 90, []string{"from", "6:00 PM", "on"}},
		"in Spanish too":              {"hasta las 12:45 p. m., lunes", 160, []string{"hasta las", "12:45 p. m.,", "lunes"}},
		"as much of it as fits":       {"6:00 p. m.", 60, []string{"6:00", "p. m."}},
		"no more than its half":       {"elige a. m. o p. m.", 80, []string{"elige", "a. m. o", "p. m."}},
		"a time is no company":        {"aa bb 6:00 PM cc", 140, []string{"aa bb", "6:00 PM cc"}},
		"cuts a word too long":        {"abcdefgh", 30, []string{"abc", "def", "gh"}},
		"cuts at a hyphen in reach":   {"check-in", 60, []string{"check-", "in"}},
		"never cuts a letter":         {"ñáé", 10, []string{"ñ", "á", "é"}},
		"nor its accent":              {"e\u0301e\u0301", 10, []string{"e\u0301", "e\u0301"}},
		"nor an emoji":                {"👩\u200d👧👍🏽", 10, []string{"👩\u200d👧", "👍🏽"}},
		"no width at all":             {"ab c", 0, []string{"a", "b", "c"}},
		"less than no width":          {"ab", -50, []string{"a", "b"}},
	} {
		if got := wrap(c.text, c.width, ten); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

// A text of ten thousand letters without a space, as one in Thai, took the page a minute: what is measured is
// no longer than a few lines, whatever the length.
func TestALongWordIsMeasuredALineAtATime(t *testing.T) {
	t.Parallel()
	measured := 0
	of := func(text string) float32 { measured += len(text); return ten(text) }
	lines := wrap(strings.Repeat("x", 10_000), 200, of)
	if len(lines) != 500 || measured > 20*10_000 {
		t.Errorf("%d lines, %d letters measured", len(lines), measured)
	}
}

func TestBalance(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text  string
		width float32
		want  []string
	}{
		"leaves no word over":           {"aa bb cc dd ee", 120, []string{"aa bb cc", "dd ee"}},
		"one line stays":                {"aa bb", 120, []string{"aa bb"}},
		"no more lines than plain":      {"aaaaaaaa b c", 100, []string{"aaaaaaaa", "b c"}},
		"a long word is not cut for it": {"abcdefghijkl mn", 150, []string{"abcdefghijkl mn"}},
	} {
		if got := balance(c.text, c.width, ten); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

// A width below zero once made wrapping run for ever. Whatever comes in: it ends, no line but a single letter is too
// wide, and no letter is lost or made up.
func FuzzWrap(f *testing.F) {
	f.Add("Over the last 2 weeks\nhow often", float32(80))
	f.Add("check-in ñandú 😀", float32(-3))
	f.Add("a\u00a0b", float32(5))
	f.Add("e\u0301\u200d👍🏽", float32(11))
	f.Add("\xff\xfe broken", float32(20))
	f.Fuzz(func(t *testing.T, text string, width float32) {
		if len(text) > 500 {
			return
		}
		for _, lines := range [][]string{wrap(text, width, ten), balance(text, width, ten)} {
			for _, line := range lines {
				if ten(line) > max(width, 0)+slack && letter(line) < len(line) {
					t.Fatalf("%q is %v wide, over %v", line, ten(line), width)
				}
			}
			squeeze := strings.NewReplacer(" ", "", "\t", "", "\n", "", "\r", "")
			if got, want := squeeze.Replace(strings.Join(lines, "")), squeeze.Replace(text); got != want {
				t.Fatalf("letters changed: %q, want %q", got, want)
			}
		}
	})
}
