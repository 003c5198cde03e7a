package app

import (
	"testing"
	"time"

	"throughline/care"
	"throughline/screens/say"
)

type shown struct{ got []string }

func (s *shown) Show(m string) { s.got = append(s.got, m) }

func nameOf(c care.Chart, _ time.Time, p *say.Printer) string {
	return p.Language() + " " + c.Viewer.Name
}

// A slow hop must not let an old chart land on top of a newer one.
func TestAResultThatANewerChartHasOvertakenIsDropped(t *testing.T) {
	t.Parallel()
	hops := make(chan func(), 10)
	p := newPresenter(func(f func()) { hops <- f }, time.Now, say.New("en"))
	v := &shown{}
	p.Present(draw(nameOf, v.Show))
	first := <-hops
	p.Chart(care.Chart{Viewer: care.Viewer{Person: care.Person{Name: "new"}}})
	second := <-hops
	first()
	second()
	if len(v.got) != 1 || v.got[0] != "en new" {
		t.Errorf("shown: %q", v.got)
	}
}

func TestAScreenThatWasLeftIsNotDrawn(t *testing.T) {
	t.Parallel()
	hops := make(chan func(), 10)
	p := newPresenter(func(f func()) { hops <- f }, time.Now, say.New("en"))
	left, entered := &shown{}, &shown{}
	p.Present(draw(nameOf, left.Show))
	late := <-hops
	p.Present(draw(nameOf, entered.Show))
	(<-hops)()
	late()
	if len(left.got) != 0 || len(entered.got) != 1 {
		t.Errorf("left: %q, entered: %q", left.got, entered.got)
	}
}

func TestAnotherLanguageDrawsTheSameChartAgain(t *testing.T) {
	t.Parallel()
	hops := make(chan func(), 10)
	p := newPresenter(func(f func()) { hops <- f }, time.Now, say.New("en"))
	v := &shown{}
	p.Present(draw(nameOf, v.Show))
	(<-hops)()
	p.Speak(say.New("es"))
	(<-hops)()
	if len(v.got) != 2 || v.got[1] != "es " {
		t.Errorf("shown: %q", v.got)
	}
}
