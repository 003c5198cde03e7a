package kit

// Circles are words of which any number can be chosen: the problems to circle. OnChoose is called with what was
// tapped; the caller says with the next page what is chosen then.
func Circles(options Options, chosen func(index int) bool) *Box {
	group := Flow(8)
	for i, words := range options.Words {
		item := &option{face: newPanel(&Panel{radius: halfHeight, top: 10, side: 16, centered: true})}
		item.init(words, item.face, func() {
			if options.OnChoose != nil {
				options.OnChoose(i)
			}
		})
		item.radius = halfHeight
		item.extend(item)
		if options.Spoken != nil {
			item.state = options.Spoken(chosen(i), i+1, len(options.Words))
		}
		dressChoice(item, chosen(i))
		group.items = append(group.items, item)
	}
	return group
}

// Check is one thing that can be ticked off: a ring and words, in a row of 48. Small may be "".
type Check struct{ Tap }

// NewCheck makes a check; state is said after its name: "done", "not done".
func NewCheck(words, small, state string, done bool, onTap func()) *Check {
	text := Body(words)
	if done {
		text.Soft()
	}
	return newCheck(text, small, state, done, onTap)
}

// NewPick makes a check of what is chosen or not: chosen, it stands out as much as
// before. State is said after its name: "chosen", "not chosen".
func NewPick(words, small, state string, on bool, onTap func()) *Check {
	return newCheck(Body(words), small, state, on, onTap)
}

func newCheck(text *Text, small, state string, done bool, onTap func()) *Check {
	words := text.String()
	lines := Stack(1, text)
	if small != "" {
		lines.Add(Small(small))
	}
	c := &Check{}
	c.init(words, newPanel(&Panel{top: 8, centered: true, content: RowCentered(14, newRing(done), Wide(lines))}), onTap)
	c.state, c.bleed = state, 8
	c.extend(c)
	return c
}
