package document

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
)

func fonts(t testing.TB) Fonts {
	t.Helper()
	read := func(name string) []byte {
		raw, err := os.ReadFile(filepath.Join("..", "..", "assets", "fonts", name))
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	return Fonts{
		Cuts: Cuts{Regular: read("regular.ttf"), Semibold: read("semibold.ttf")},
		More: []Cuts{{Regular: goregular.TTF, Semibold: gobold.TTF}},
	}
}

func sample() Document {
	return Document{
		Title: "Mi tarjeta de seguridad", Small: "Cambiada el 2 de marzo", Language: "es", Made: time.Date(2027, 3, 9, 12, 0, 0, 0, time.UTC),
		Page: func(n int) string { return fmt.Sprintf("Página %d", n) }, Missing: "Los signos que faltan se muestran como ?",
		Sections: []Section{
			{Title: "Lo que puedo hacer por mi cuenta", Items: []string{"Caminar hasta el lago 🌊", "Respirar, “despacio”"}},
			{Title: "Por qué vivo", Text: []string{"Mi sobrina. ¿Quién más?"}},
		},
	}
}

func pdf(t testing.TB, d Document) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := PDF(&b, d, fonts(t)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestTheSameDocumentGivesTheSameBytes(t *testing.T) {
	t.Parallel()
	a, b := pdf(t, sample()), pdf(t, sample())
	if !bytes.Equal(a, b) || !bytes.HasPrefix(a, []byte("%PDF-")) || len(a) > 200_000 {
		t.Errorf("%d and %d bytes, %q", len(a), len(b), a[:8])
	}
}

// Read back by a program of others: every letter is there as text, and what the
// typeface lacks is marked and said.
func TestAnotherProgramReadsTheWords(t *testing.T) {
	t.Parallel()
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext is not installed (scripts/setup: poppler-utils)")
	}
	path := filepath.Join(t.TempDir(), "card.pdf")
	if err := os.WriteFile(path, pdf(t, sample()), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), tool, path, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, words := range []string{"Mi tarjeta de seguridad", "Caminar hasta el lago ?", "“despacio”", "¿Quién más?", "Página 1", "se muestran como ?"} {
		if !strings.Contains(string(out), words) {
			t.Errorf("%q is not in it:\n%s", words, out)
		}
	}
}

// Letters that the product's typeface lacks are set in one that has them, in the same line as those that it has; of a
// document in which all are there nothing is said to be missing.
func TestOtherAlphabetsArePrinted(t *testing.T) {
	t.Parallel()
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext is not installed (scripts/setup: poppler-utils)")
	}
	d := sample()
	d.Sections = []Section{{
		Title: "Кому я могу позвонить", Text: []string{"Ευχαριστώ, and thank you"}, Items: []string{"Мама, 312 555 0188", "My sister"},
		Table: Table{Head: []string{"Ключ", "Value"}, Rows: [][]string{{"Σκέψη", "Ana"}}},
	}}
	path := filepath.Join(t.TempDir(), "alphabets.pdf")
	if err := os.WriteFile(path, pdf(t, d), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), tool, "-layout", path, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, words := range []string{"Кому я могу позвонить", "Ευχαριστώ, and thank you", "Мама, 312 555 0188", "My sister", "Ключ", "Σκέψη", "Ana"} {
		if !strings.Contains(string(out), words) {
			t.Errorf("%q is not in it:\n%s", words, out)
		}
	}
	if strings.Contains(string(out), d.Missing) {
		t.Errorf("something is said to be missing:\n%s", out)
	}
}

// Whatever people write: nothing panics, and long texts go on over pages.
func TestWordsOfAnyLengthAndScriptArePrinted(t *testing.T) {
	t.Parallel()
	d := sample()
	for _, words := range []string{
		strings.Repeat("x", 10_000), strings.Repeat("Una línea larga. ", 2_000), "ولا مع نفسي", "👩‍👩‍👧", "\x00\xff\u202e", strings.Repeat("\n", 300),
	} {
		d.Sections = append(d.Sections, Section{Title: words, Text: []string{words}, Items: []string{words}})
	}
	if out := pdf(t, d); bytes.Count(out, []byte("/Type /Page\n")) < 10 {
		t.Errorf("%d pages", bytes.Count(out, []byte("/Type /Page\n")))
	}
}

// Ten thousand signs go on over pages, and each is there once, in order; that a sign is missing is said on the pages that
// lack one, and on no other.
func TestALongTextIsWholeOverItsPages(t *testing.T) {
	t.Parallel()
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext is not installed (scripts/setup: poppler-utils)")
	}
	var long strings.Builder
	for n := range 2_000 {
		fmt.Fprintf(&long, "w%04d ", n)
	}
	d := sample()
	d.Sections = []Section{{Title: "Whole", Items: []string{long.String(), "Una\r\nlínea \u202eal\u200b final"}}, {NewPage: true, Title: "Lacking", Text: []string{"لا " + long.String()}}}
	path := filepath.Join(t.TempDir(), "long.pdf")
	if err := os.WriteFile(path, pdf(t, d), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), tool, path, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	n, lacking := 0, false
	for _, page := range strings.Split(strings.TrimSuffix(string(out), "\f"), "\f") {
		lacking = lacking || strings.Contains(page, "Lacking")
		if strings.Contains(page, d.Missing) != lacking {
			t.Errorf("of missing signs it is said %v:\n%s", !lacking, page)
		}
		for _, w := range strings.Fields(page) {
			if len(w) == 5 && w[0] == 'w' {
				if w != fmt.Sprintf("w%04d", n%2_000) {
					t.Fatalf("%s stands where word %d belongs", w, n)
				}
				n++
			}
		}
	}
	if n != 4_000 || !strings.Contains(string(out), "línea al final") {
		t.Errorf("%d words of 4000", n)
	}
}

func TestAFontThatIsNoneIsRefused(t *testing.T) {
	t.Parallel()
	if err := PDF(&bytes.Buffer{}, sample(), Fonts{Cuts: Cuts{Regular: []byte("no font")}}); err == nil {
		t.Error("no error")
	}
}
