package lovedone

import (
	"throughline/care"
	"throughline/screens/say"
)

// Gone is said where this device keeps nothing any more. That sharing has ended is
// all that is said of it: no reason, and not what there was.
type Gone struct{ Title, Words, Help, SignOut string }

// gone gives it; false while something may be shown.
func gone(c care.Chart, p *say.Printer) (Gone, bool) {
	g := Gone{Help: p.T("lovedone.gone.help"), SignOut: p.T("lovedone.gone.sign-out")}
	switch {
	case c.Sync.Ended:
		g.Title, g.Words = p.T("lovedone.ended.title"), p.T("lovedone.ended.words")
	case c.Sync.Expired:
		g.Title, g.Words, g.SignOut = p.T("lovedone.expired.title"), p.T("lovedone.expired.words"), ""
	default:
		return Gone{}, false
	}
	return g, true
}

// protected is the notice that goes with what a programme for substance use recorded, each
// time that it is shown (42 CFR 2.32).
func protected(c care.Chart, p *say.Printer) string {
	if !c.Shared.Substance {
		return ""
	}
	return p.T("lovedone.part2")
}
