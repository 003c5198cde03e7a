package kit

import (
	"math"
	"strings"
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
	words := strings.FieldsFunc(text, breaks)
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
		for word != "" && of(word) > width+slack {
			head := fitting(word, width, of)
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

// settle gives a word that is left over in the last line the one before it for company, where the line above can spare
// that.
func settle(lines []string, width float32, of measure) []string {
	end := len(lines) - 1
	if end < 1 || strings.ContainsFunc(lines[end], breaks) {
		return lines
	}
	above := lines[end-1]
	cut := strings.LastIndexFunc(above, breaks)
	if cut < 0 || !strings.ContainsFunc(above[:cut], breaks) {
		return lines
	}
	if last := above[cut+1:] + " " + lines[end]; of(last) <= width+slack {
		lines[end-1], lines[end] = above[:cut], last
	}
	return lines
}

// breaks tells where a line may end. A no-break space holds words together, as in a telephone number or a time.
func breaks(r rune) bool { return r == ' ' || r == '\t' || r == '\n' || r == '\r' }

// fitting is the longest start of a word that fits, at least one character, and not all of it.
// A hyphen in reach is preferred.
func fitting(word string, width float32, of measure) string {
	end := 0
	hyphen := 0
	for i, r := range word {
		next := i + utf8.RuneLen(r)
		if r == utf8.RuneError {
			next = i + 1
		}
		if next >= len(word) || (end > 0 && of(word[:next]) > width) {
			break
		}
		end = next
		if r == '-' || r == '/' || r == '@' {
			hyphen = next
		}
	}
	if hyphen > 0 {
		return word[:hyphen]
	}
	if end == 0 {
		_, end = utf8.DecodeRuneInString(word)
	}
	return word[:end]
}

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
	for word := range strings.FieldsFuncSeq(text, breaks) {
		if of(word) > width+slack {
			return true
		}
	}
	return false
}
