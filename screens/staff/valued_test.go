package staff

import (
	"testing"

	"throughline/care"
	"throughline/screens/say"
)

// A clinic's own form marked a yes as urgent, and staff read "true".
func TestAnUrgentAnswerWithoutWordsOfItsFormIsToldInWords(t *testing.T) {
	t.Parallel()
	for lang, want := range map[string][]string{
		"en": {"Yes", "No", "Prefers not to answer", "8", "Several days (1)"},
		"es": {"Sí", "No", "Prefiere no responder", "8", "Several days (1)"},
	} {
		w := &worker{p: say.New(lang)}
		for i, a := range []care.AlertAnswer{{Answer: "true"}, {Answer: "false"}, {Answer: "asked-declined"}, {Answer: "8", Value: 8, HasValue: true}, {Answer: "Several days", Value: 1, HasValue: true}} {
			if got := w.valued(a); got != want[i] {
				t.Errorf("%s: %q is said as %q, want %q", lang, a.Answer, got, want[i])
			}
		}
	}
}
