package kit

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"
)

// measure tells how wide a piece of one line is.
type measure func(string) float32

// slack forgives the rounding between a width that was measured and the same width given back.
const slack = 0.6

// wrap breaks text into lines no wider than width: at spaces, at line ends, and inside a word only where it is too
// long to stand alone. It always returns at least one line.
func wrap(text string, width float32, of measure) []string {
	width = max(width, 0)
	var lines []string
	for paragraph := range strings.SplitSeq(text, "\n") {
		lines = append(lines, wrapParagraph(paragraph, width, of)...)
	}
	return lines
}

func wrapParagraph(text string, width float32, of measure) []string {
	words := units(text, width, of)
	if len(words) == 0 {
		return []string{""}
	}
	var lines []string
	var line string
	for _, word := range words {
		candidate := word
		if line != "" {
			candidate = line + " " + word
		}
		if of(candidate) <= width+slack {
			line = candidate
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		for head := fitting(word, width, of); len(head) < len(word); head = fitting(word, width, of) {
			lines = append(lines, head)
			word = word[len(head):]
		}
		line = word
	}
	if line != "" || len(lines) == 0 {
		lines = append(lines, line)
	}
	return settle(lines, width, of)
}

// units are what a line is made of: words, and telephone numbers and times of day, which are read as one and stay whole
// where the width has room for them.
func units(text string, width float32, of measure) []string {
	words := strings.FieldsFunc(text, breaks)
	var out []string
	for i := 0; i < len(words); i++ {
		if n := ofTime(words[i:]); n > 1 {
			if whole := strings.Join(words[i:i+n], " "); of(whole) <= width+slack {
				out, i = append(out, whole), i+n-1
				continue
			}
		}
		end, digits := i, 0
		for end < len(words) && ofNumber(words[end]) {
			digits += strings.Count(strings.Map(digit, words[end]), "0")
			end++
		}
		if number := strings.Join(words[i:max(end, i)], " "); end-i > 1 && digits >= leastDigits && of(number) <= width+slack {
			out, i = append(out, number), end-1
			continue
		}
		out = append(out, words[i])
	}
	return out
}

// ofTime is how many words from the first are one time of day, or the half of one: "6:00 PM", "6:00 p. m.,", "p. m.".
func ofTime(words []string) int {
	n := 0
	if strings.Contains(words[0], ":") && strings.Trim(words[0], "0123456789:(") == "" {
		n = 1
	}
	rest := words[n:]
	switch bare := func(word string) string { return strings.TrimRight(word, ".,;:?!)”»") }; {
	case len(rest) > 1 && (rest[0] == "a." || rest[0] == "p.") && bare(rest[1]) == "m":
		return n + 2
	case len(rest) > 0 && (bare(rest[0]) == "AM" || bare(rest[0]) == "PM"):
		return n + 1
	}
	return n
}

// leastDigits is how many a telephone number has.
const leastDigits = 7

func digit(r rune) rune {
	if r >= '0' && r <= '9' {
		return '0'
	}
	return '-'
}

// ofNumber tells a part of a telephone number: "(312)", "555-0100.".
func ofNumber(word string) bool {
	return strings.ContainsAny(word, "0123456789") && strings.Trim(word, "0123456789+()-./,;:") == ""
}

// settle gives a word that is left over in the last line the one before it for company, where the line above can spare
// that.
func settle(lines []string, width float32, of measure) []string {
	end := len(lines) - 1
	if end < 1 || strings.ContainsFunc(lines[end], breaks) {
		return lines
	}
	above := units(lines[end-1], width, of)
	rest := len(above) - 1
	if rest < 2 {
		return lines
	}
	if last := above[rest] + " " + lines[end]; of(last) <= width+slack {
		lines[end-1], lines[end] = strings.Join(above[:rest], " "), last
	}
	return lines
}

// breaks tells where a line may end. A no-break space holds words together, as in a telephone number or a time.
func breaks(r rune) bool { return r == ' ' || r == '\t' || r == '\n' || r == '\r' }

// fitting is the longest start of a word that fits, at least one letter. Where that is not all of it, a hyphen
// in reach is preferred. A word may be ten thousand letters long, as a text without spaces is: what is
// measured is never much longer than a line.
func fitting(word string, width float32, of measure) string {
	var ends []int // of the letters, as far as they were looked at
	reach := func(n int) int {
		for len(ends) < n && (len(ends) == 0 || ends[len(ends)-1] < len(word)) {
			from := 0
			if len(ends) > 0 {
				from = ends[len(ends)-1]
			}
			ends = append(ends, from+letter(word[from:]))
		}
		return min(n, len(ends))
	}
	fits := func(n int) bool { return n == 0 || of(word[:ends[n-1]]) <= width+slack }
	low, high := 0, reach(16)
	for fits(high) {
		if ends[high-1] == len(word) {
			return word
		}
		low, high = high, reach(2*high)
	}
	for high-low > 1 {
		if middle := (low + high) / 2; fits(middle) {
			low = middle
		} else {
			high = middle
		}
	}
	for n := low; n > 0; n-- {
		if r, _ := utf8.DecodeLastRuneInString(word[:ends[n-1]]); r == '-' || r == '/' || r == '@' {
			return word[:ends[n-1]]
		}
	}
	return word[:ends[max(low, 1)-1]]
}

// letter is how many bytes the first letter has, as people count: with its accents, and an emoji with all that
// it is joined of.
func letter(text string) int {
	_, end := utf8.DecodeRuneInString(text)
	for end < len(text) {
		last, _ := utf8.DecodeLastRuneInString(text[:end])
		r, n := utf8.DecodeRuneInString(text[end:])
		if !unicode.Is(unicode.M, r) && r != joiner && last != joiner && !unicode.Is(unicode.Sk, r) {
			break
		}
		end += n
	}
	return end
}

// joiner (U+200D) makes one sign of two.
const joiner = '\u200d'

// balance wraps into as few lines as wrap does, at the least width that keeps that number, so that no single word is
// left over in the last line.
func balance(text string, width float32, of measure) []string {
	lines := wrap(text, width, of)
	if len(lines) < 2 || math.IsInf(float64(width), 0) {
		return lines
	}
	low, high := float32(0), width
	for high-low > 1 {
		middle := (low + high) / 2
		if len(wrap(text, middle, of)) > len(lines) || breaksWord(text, middle, of) {
			low = middle
		} else {
			high = middle
		}
	}
	return wrap(text, high, of)
}

func breaksWord(text string, width float32, of measure) bool {
	for _, word := range units(text, float32(math.Inf(1)), of) {
		if of(word) > width+slack {
			return true
		}
	}
	return false
}
