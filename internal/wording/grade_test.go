package wording

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// Most that a text may have, as a school grade of the United States: of a
// passage, legal ones too, and of one sentence in it.
const (
	most         = 6.0
	mostSentence = 11.0
	mostWords    = 30
)

// Reading grade 6 or less (clinical.md asks for it), by the Flesch-Kincaid grade
// (Kincaid and others, 1975): 0.39 words a sentence + 11.8 syllables a word - 15.59.
//
// The formula was made for passages and means nothing for a label of two words.
// So what is judged is a passage, all whole sentences that stand together: of the
// interface the messages of one stem ("patient.visits"), of the skills one skill,
// a section of a page to read, a group of the sign-in pages, a form. A sentence
// has four words or more and a stop; a passage has at least two sentences, or one of
// ten words. Its grade is the median of its sentences', so that one name of a thing
// ("intensive outpatient care") does not hide what the others are like; and no one
// sentence may be above its own limits, in words, and from ten words on in grade. What a template fills in counts as one
// short word.
func TestEnglishIsReadAtGradeSix(t *testing.T) {
	t.Parallel()
	passages := map[string][]string{}
	for _, s := range words(t) {
		if s.lang != "en" {
			continue
		}
		name := s.file + " " + passage(s)
		for _, sentence := range sentences(s.text) {
			if n := len(strings.Fields(sentence)); n >= 4 {
				passages[name] = append(passages[name], sentence)
				if n > mostWords || n >= 10 && grade(sentence) > mostSentence {
					t.Errorf("%s: a sentence of %d words at grade %.1f: %s", s, n, grade(sentence), sentence)
				}
			}
		}
	}
	type graded struct {
		name  string
		grade float64
		hard  string
	}
	var all []graded
	for name, said := range passages {
		if len(said) < 2 && len(strings.Fields(said[0])) < 10 {
			continue
		}
		slices.SortFunc(said, func(a, b string) int { return cmp.Compare(grade(a), grade(b)) })
		middle := grade(said[len(said)/2])
		if len(said)%2 == 0 {
			middle = (middle + grade(said[len(said)/2-1])) / 2
		}
		all = append(all, graded{name, middle, said[len(said)-1]})
	}
	slices.SortFunc(all, func(a, b graded) int { return cmp.Compare(b.grade, a.grade) })
	if len(all) < 100 {
		t.Fatalf("only %d passages", len(all))
	}
	for i, g := range all {
		if g.grade > most {
			t.Errorf("%s is at grade %.1f, over %.0f; hardest: %s", g.name, g.grade, most, g.hard)
		}
		if i < 10 {
			t.Logf("%4.1f %s; hardest: %s", g.grade, g.name, g.hard)
		}
	}
	t.Logf("%d passages; the median one is at grade %.1f", len(all), all[len(all)/2].grade)
}

// passage is what a text stands together with.
func passage(s said) string {
	parts := strings.Split(s.key, ".")
	switch {
	case strings.HasPrefix(s.file, "assets/education"):
		return s.key
	case strings.HasPrefix(s.file, "assets/questionnaires"):
		return ""
	case parts[0] == "patient" || parts[0] == "staff":
		return parts[0] + "." + parts[1]
	case parts[0] == "fault" && len(parts) > 1:
		stem, _, _ := strings.Cut(parts[1], "-")
		return "fault." + stem
	}
	return parts[0]
}

var filledIn = regexp.MustCompile(`\{\{[^}]*\}\}|\{[a-z]+\}|https?://\S+`)

// sentences are those of a text that end with a stop, without marks and headings.
func sentences(text string) []string {
	var all []string
	for line := range strings.Lines(filledIn.ReplaceAllString(text, "it")) {
		line = strings.Trim(strings.ReplaceAll(strings.TrimSpace(line), "**", ""), "-# ")
		start := 0
		runes := []rune(line)
		for i, r := range runes {
			end := i == len(runes)-1 || unicode.IsSpace(runes[i+1]) || strings.ContainsRune(`"”)`, runes[i+1])
			if strings.ContainsRune(".?:", r) && end {
				all = append(all, string(runes[start:i+1]))
				start = i + 1
			}
		}
	}
	return all
}

// grade is the Flesch-Kincaid grade of a sentence.
func grade(sentence string) float64 {
	var count, syllables float64
	for word := range strings.FieldsSeq(sentence) {
		letters := strings.TrimFunc(word, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		if letters == "" {
			continue
		}
		for part := range strings.SplitSeq(letters, "-") {
			count++
			syllables += float64(syllablesOf(part))
		}
	}
	if count == 0 {
		return 0
	}
	return 0.39*count + 11.8*syllables/count - 15.59
}

var (
	vowels   = regexp.MustCompile(`[aeiouy]+`)
	silent   = regexp.MustCompile(`([^aeiouylr]|[aeiouy][lr]|rr)e$|[^aeioudtlszcgx]es$|[^aeioudt]ed$`)
	twoSound = regexp.MustCompile(`[^tscgq]ia|io[^nu]|[^q]u[aeo]|eo|iu|[^aeiou]ying|[aeiou]ing$|ism$`)
)

// uneven are words of the product that the count below gets wrong.
var uneven = map[string]int{"something": 2, "schedule": 2, "people": 2, "every": 2, "everything": 3, "anxiety": 4, "someone": 2, "sometimes": 2}

// syllablesOf counts groups of vowels, less an e that is silent at the end, more
// where two vowels are said apart. A number is read as one word of one syllable.
func syllablesOf(word string) int {
	w := strings.ToLower(strings.NewReplacer("'", "", "’", "").Replace(word))
	if n, ok := uneven[w]; ok {
		return n
	}
	n := len(vowels.FindAllString(w, -1))
	if silent.MatchString(w) && !strings.HasSuffix(w, "le") || strings.HasSuffix(w, "ple's") {
		n--
	}
	n += len(twoSound.FindAllString(w, -1))
	return max(n, 1)
}

// The count is checked against a dictionary's hyphens, for words of the product
// and for words that such counts get wrong.
func TestSyllablesAreCountedAsTheyAreSaid(t *testing.T) {
	t.Parallel()
	wrong := 0
	known := map[string]int{
		"clinic": 2, "medication": 4, "therapist": 3, "take": 1, "signed": 1, "changes": 2, "people": 2, "little": 2, "safe": 1,
		"device": 2, "before": 2, "something": 2, "answers": 2, "every": 2, "program": 2, "intensive": 3, "outpatient": 3, "you": 1,
		"their": 1, "phone": 1, "asked": 1, "needed": 2, "started": 2, "appointment": 3, "schedule": 2, "diagnosis": 4, "anxiety": 4,
		"being": 2, "trying": 2, "breathe": 1, "hours": 1, "minute": 2, "share": 1, "closed": 1, "sentences": 3, "table": 2, "care": 1,
	}
	for word, want := range known {
		if got := syllablesOf(word); got != want {
			wrong++
			t.Logf("%s has %d, counted %d", word, want, got)
		}
	}
	if wrong > len(known)/12 {
		t.Errorf("%d of %d words are counted wrong", wrong, len(known))
	}
	easy, hard := grade("We keep your plan here and you can change it."), grade("Discontinuation necessitates immediate consultation with appropriate medical professionals.")
	if easy > 3 || hard < 12 {
		t.Errorf("an easy sentence is at %.1f, a hard one at %.1f", easy, hard)
	}
}
