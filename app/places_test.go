package app

import (
	"errors"
	"strings"
	"testing"

	"throughline/care"
	"throughline/screens/say"
	"throughline/sync/fhirhttp"
	"throughline/sync/smart"
)

// A code was asked for without a signal, and the page said "We'll try again". Nobody did:
// what is asked for once is not in the outbox.
func TestWhatIsAskedOnceIsNotSaidToBeTriedAgain(t *testing.T) {
	t.Parallel()
	for _, f := range []*care.Fault{fhirhttp.ErrUnreachable, fhirhttp.ErrCut, smart.ErrUnreachable, smart.ErrBusy} {
		got := askedOnce(f)
		if !errors.Is(got, f) {
			t.Errorf("%s: its cause is lost", f.Code)
		}
		for _, language := range []string{"en", "es"} {
			words := say.New(language).Fault(got)
			if strings.Contains(words, "We'll try again") || strings.Contains(words, "Lo intentaremos") || !strings.ContainsAny(words, ".") || words == got.Code {
				t.Errorf("%s: %q", f.Code, words)
			}
		}
	}
	other := &care.Fault{Code: "no-code", Say: "x"}
	if askedOnce(other) != other || askedOnce(nil) != nil {
		t.Error("what is something else does not stay so")
	}
}
