package app

import (
	"bytes"
	"testing"
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// The page to print holds the person's words and is made in their language.
func TestTheSafetyCardIsAPageToPrint(t *testing.T) {
	t.Parallel()
	at := time.Date(2027, 3, 9, 16, 0, 0, 0, time.UTC)
	c := care.Chart{Safety: care.SafetyCard{Changed: at, Alone: []string{"Walk to the lake"}, LiveFor: []string{"Nico 👦"}}}
	english, err1 := cardPDF(c, at, say.New("en"))
	spanish, err2 := cardPDF(c, at, say.New("es"))
	if err1 != nil || err2 != nil || !bytes.HasPrefix(english, []byte("%PDF-")) || bytes.Equal(english, spanish) {
		t.Errorf("%v %v, %d and %d bytes", err1, err2, len(english), len(spanish))
	}
}
