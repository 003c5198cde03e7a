package wording

import (
	"regexp"
	"strings"
	"testing"
	"unicode"
)

// never is what the product says to nobody: that somebody is watching, that
// somebody will call, that all is well. Each has an example that it must find.
var never = []struct {
	what    *regexp.Regexp
	example string
}{
	{phrase(`monitor`), "This app is monitored."},
	{phrase(`monitore|supervisad[oa]s? (siempre|las 24)`), "Tus respuestas se monitorean."},
	{phrase(`(we|someone|staff|your (team|clinic))( will|'ll|’ll) (contact|call|reach|get back to|be in touch)`), "We will contact you soon."},
	{phrase(`(contactaremos|comunicaremos contigo|comunicaremos con usted|pondremos en contacto|llamaremos|te llamarán|le llamarán|te contactar|le contactar)`), "Nos pondremos en contacto contigo."},
	{phrase(`you(’re|'re| are) (now )?(safe|okay|ok|fine|out of danger)\b`), "You are safe."},
	{phrase(`(ya )?est[áa]s (a salvo|segur[oa]\b|fuera de peligro)|usted est[áa] (a salvo|segur[oa]\b)`), "Ahora estás a salvo."},
	{phrase(`(low|no|little|minimal) risk|not at risk|risk is low`), "Your answers show a low risk."},
	{phrase(`(bajo|sin|poco|ningún) riesgo|riesgo (bajo|mínimo)|no hay (peligro|riesgo)`), "Tus respuestas muestran un riesgo bajo."},
	{phrase(`all clear|no danger|nothing to worry|don(’|')t worry|no need to worry|everything is (fine|ok)|you have nothing`), "There is nothing to worry about."},
	{phrase(`no te preocupes|no se preocupe|todo está bien|nada de qué preocupar|fuera de peligro`), "No te preocupes."},
	{phrase(`we(’re|'re| are) (watching|here for you|always)|(somebody|someone) is (watching|always)`), "Someone is watching."},
	{phrase(`estamos (siempre|aquí para ti|pendientes)|alguien (te )?(vigila|observa)`), "Estamos siempre aquí."},
}

// notToPatients is scolding and praise: staff may read "Incomplete", a patient
// and those close to them may not.
var notToPatients = []struct {
	what    *regexp.Regexp
	example string
}{
	{phrase(`overdue|incomplete|missed (goal|check-in|session|visit|target)|you (missed|failed|forgot)|too late|should have`), "Your check-in is overdue."},
	{phrase(`vencid[oa]|atrasad[oa]|incomplet[oa]|(meta|objetivo|sesión|visita) perdid[oa]|fallaste|fracas|olvidaste|deberías haber`), "Tienes una meta perdida."},
	{phrase(`great job|good job|good work|nice work|well done|congrat|proud of you|amazing|awesome|keep it up|way to go|you did it|bravo|excellent\b|hooray`), "Well done."},
	{phrase(`bien hecho|buen trabajo|felici(dades|taciones)|enhorabuena|orgullos[oa]s? de ti|increíble|genial|sigue así|lo lograste|excelente`), "Felicidades."},
	{phrase(`journey|streak|badge|level up|leaderboard`), "Your journey begins."},
	{phrase(`trayecto|travesía|racha|insignia|viaje`), "Tu viaje empieza."},
}

func phrase(p string) *regexp.Regexp { return regexp.MustCompile(`(?i)` + p) }

func TestNobodyIsToldThatTheyAreWatchedOrSafe(t *testing.T) {
	t.Parallel()
	for _, s := range append(words(t), inCode(t)...) {
		for _, n := range never {
			if found := n.what.FindString(withoutQuestions(s.text)); found != "" {
				t.Errorf("%s says %q: %s", s, found, s.text)
			}
		}
	}
	for _, n := range never {
		if !n.what.MatchString(n.example) {
			t.Errorf("the search does not find %q", n.example)
		}
	}
}

func TestPatientsAreNeitherScoldedNorPraised(t *testing.T) {
	t.Parallel()
	for _, s := range words(t) {
		if s.forStaff() {
			continue
		}
		for _, n := range notToPatients {
			if found := n.what.FindString(s.text); found != "" {
				t.Errorf("%s says %q: %s", s, found, s.text)
			}
		}
	}
	for _, n := range notToPatients {
		if !n.what.MatchString(n.example) {
			t.Errorf("the search does not find %q", n.example)
		}
	}
}

func TestNothingIsShouted(t *testing.T) {
	t.Parallel()
	for _, s := range words(t) {
		if strings.ContainsAny(s.text, "!¡") {
			t.Errorf("%s has an exclamation mark: %s", s, s.text)
		}
		for _, r := range s.text {
			if r >= 0x2600 && r <= 0x27BF || r >= 0x1F000 || unicode.Is(unicode.Co, r) {
				t.Errorf("%s has a picture for a word: %q", s, r)
			}
		}
		for word := range strings.FieldsSeq(s.text) {
			if letters := strings.Trim(word, ".,:;()*“”\"'"); len(letters) > 5 && letters == strings.ToUpper(letters) && strings.ToLower(letters) != letters && !strings.ContainsAny(letters, "0123456789{|") {
				t.Errorf("%s has a word in capitals: %q", s, word)
			}
		}
	}
}

// An app says "tú" in Spanish on every page; the clinic's own pages say "usted".
// One text never mixes the two.
func TestSpanishSpeaksToAPersonInOneWay(t *testing.T) {
	t.Parallel()
	usted := phrase(`(^|[^\p{L}])(usted|inténtelo|vuelva a (iniciar|intentar|abrir)|escriba|elija|pulse|toque|llame|pídale|su (clínica|cuenta|sesión en|equipo))([^\p{L}]|$)`)
	tu := phrase(`(^|[^\p{L}])(tú|tu|tus|contigo|inténtalo|escribe|elige|toca|llama|ábrelo)([^\p{L}]|$)`)
	for _, s := range words(t) {
		if s.lang != "es" || strings.Contains(s.file, "questionnaires") {
			continue
		}
		formal := strings.HasPrefix(s.file, "clinic/auth")
		if !formal && usted.MatchString(s.text) {
			t.Errorf("%s says usted: %s", s, s.text)
		}
		if formal && tu.MatchString(s.text) {
			t.Errorf("%s says tú: %s", s, s.text)
		}
	}
}

// withoutQuestions takes Spanish questions away: "¿Estás a salvo?" asks and does not tell.
func withoutQuestions(text string) string { return question.ReplaceAllString(text, "") }

var question = regexp.MustCompile(`¿[^?]*\?`)
