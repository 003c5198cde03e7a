package staff

import (
	"fyne.io/fyne/v2"

	"throughline/care"
	"throughline/screens/kit"
)

// LevelView draws the spectrum of care and the fields for a move along it.
type LevelView struct{ pageView }

// NewLevelView makes the view; again draws the page anew.
func NewLevelView(act PageActions, again func()) *LevelView {
	return &LevelView{newPageView(act, again)}
}

// Page draws m.
func (v *LevelView) Page(m LevelPage) *kit.Page {
	v.begin("level", m.PageHead)
	knots := make([]kit.Knot, len(m.Levels))
	for i, words := range m.Levels {
		knots[i] = kit.Knot{Moment: kit.Later, Content: kit.Body(words)}
		if i == m.at {
			knots[i] = kit.Knot{Moment: kit.Now, Content: kit.Strong(words)}
		}
	}
	body := kit.Stack(26, kit.Strong(m.Now), kit.NewThread(knots...), v.move(m))
	if len(m.Moves) > 0 {
		moved := make([]kit.Knot, len(m.Moves))
		for i, x := range m.Moves {
			moved[i] = kit.Knot{Moment: kit.Past, Content: kit.Stack(1, kit.Small(x.When), kit.Strong(x.To), small(x.Why))}
		}
		body.Add(section(m.MovedTitle, kit.NewThread(moved...)))
	}
	return v.page("level", m.PageHead, body)
}

var errNoLevel = &care.Fault{Code: "level-none", Say: "Choose a level first."}

func (v *LevelView) move(m LevelPage) fyne.CanvasObject {
	const key = "move"
	return kit.Card(kit.Stack(14, kit.Heading(m.Move), v.choices(key+"/to", m.To, m.Levels, kit.None, m.p), v.field(key+"/why", m.Why, m.WhyHint, "", 2), v.problem(key, m.p),
		kit.Left(kit.PrimaryButton(m.Save, func() {
			i := v.pick(key + "/to")
			if i < 0 || i == m.at {
				v.refuse(key, errNoLevel)
				return
			}
			v.change(v.act, key, care.LevelSet{Patient: m.Patient, To: care.Levels()[i], Why: v.typed(key + "/why")}, func() { v.drop(key) })
		}))))
}
