package care

import (
	"slices"
	"strconv"
	"strings"
)

// Layout is a form as it stands for one set of answers: what is asked now, in
// order, and what is sent.
type Layout struct {
	Steps   []Asked
	Closing []Item // texts after the last question
	sheet   *sheet
	bare    []int // first questions of groups that need an answer and have none
}

// Asked is one question as it is asked now. For a repeating group there is one
// more, whose Kind is ItemGroup: whether it is filled in once more.
type Asked struct {
	Item
	Key   string   // of its reply in CheckIn.Answers
	Group []string // the texts of the groups around it, from the outside in
	Place []int    // the number of the repetition, for each of Group; 0 where that does not repeat
	Path  []int    // the repetitions that it stands in, from 0
	Lead  []Item   // texts before it
	Times int      // of a repeating group: how often it is filled in
}

// again separates a linkId from the numbers of the repetition; no linkId has it.
const again = "\x1f"

// keyOf is the key of an item's reply: its linkId, and the numbers of the
// repetition where one of them is not the first.
func keyOf(linkID string, path []int) string {
	if !slices.ContainsFunc(path, func(n int) bool { return n > 0 }) {
		return linkID
	}
	texts := make([]string, len(path))
	for i, n := range path {
		texts[i] = strconv.Itoa(n)
	}
	return linkID + again + strings.Join(texts, ".")
}

// LinkID is the linkId of a key.
func LinkID(key string) string {
	id, _, _ := strings.Cut(key, again)
	return id
}

// Lay lays a form out for a set of answers.
func Lay(f Form, answers map[string]Reply) Layout {
	l := Layout{sheet: newSheet(f, answers)}
	l.walk(f.Items, nil, nil, nil)
	return l
}

// needs notes where a required group begins that has no answer yet.
func (l *Layout) needs(it Item, from int) {
	own := l.Steps[from:]
	answered := slices.ContainsFunc(own, func(a Asked) bool { return l.sheet.answers[a.Key].Answered() })
	if first := slices.IndexFunc(own, func(a Asked) bool { return a.Kind != ItemGroup }); it.Required && !answered && first >= 0 {
		l.bare = append(l.bare, from+first)
	}
}

// Asks says whether the question with that key is asked now.
func (l Layout) Asks(key string) bool {
	return slices.ContainsFunc(l.Steps, func(a Asked) bool { return a.Key == key })
}

// Find gives the place of the question with that key, or -1.
func (l Layout) Find(key string) int {
	return slices.IndexFunc(l.Steps, func(a Asked) bool { return a.Key == key })
}

// Enabled says whether an item is part of the form now.
func (l Layout) Enabled(it Item, path []int) bool {
	p, known := l.sheet.places[it.LinkID]
	return known && l.sheet.enabled(p, path)
}

// Times is how often a repeating group is filled in.
func (l Layout) Times(it Item, path []int) int { return l.sheet.times(it, path) }

// Reply is what stands for an item: the answer, or the initial value of what is
// not asked.
func (l Layout) Reply(it Item, path []int) Reply { return l.sheet.reply(it, path) }

// MayAdd says whether a repeating group can be filled in once more.
func (a Asked) MayAdd() bool {
	return a.Times < mostTimes && (a.Limits.MaxOccurs == 0 || a.Times < a.Limits.MaxOccurs)
}

// MayDrop says whether the last repetition of a group can be taken away.
func (a Asked) MayDrop() bool { return a.Times > max(1, a.Limits.MinOccurs) }

// Drop gives the answers without the last repetition of a group.
func (l Layout) Drop(a Asked) map[string]Reply {
	out := map[string]Reply{}
	for key, r := range l.sheet.answers {
		id, numbers, found := strings.Cut(key, again)
		at := path(numbers)
		p := l.sheet.places[id]
		if found && p != nil && len(at) > len(a.Path) && slices.Equal(at[:len(a.Path)], a.Path) && at[len(a.Path)] == a.Times-1 &&
			len(p.rings) > len(a.Path) && p.rings[len(a.Path)] == a.LinkID {
			continue
		}
		out[key] = r
	}
	out[a.Key] = Reply{Times: a.Times - 1}
	return out
}

// KeyAt is the key of an item's reply within repetitions.
func KeyAt(it Item, path []int) string { return keyOf(it.LinkID, path) }

func (l *Layout) walk(items []Item, path []int, group []string, place []int) {
	for _, it := range items {
		p := l.sheet.places[it.LinkID]
		if it.Hidden || p == nil || !l.sheet.enabled(p, path) {
			continue
		}
		from := len(l.Steps)
		switch {
		case it.Kind == ItemGroup && it.Repeats:
			n := l.sheet.times(it, path)
			for i := range n {
				l.walk(it.Items, append(slices.Clone(path), i), append(slices.Clone(group), it.Text), append(slices.Clone(place), i+1))
			}
			l.needs(it, from)
			if it.Limits.MaxOccurs == 0 || it.Limits.MaxOccurs > max(1, it.Limits.MinOccurs) {
				l.step(it, path, group, place, n)
			}
		case it.Kind == ItemGroup:
			l.walk(it.Items, path, append(slices.Clone(group), it.Text), append(slices.Clone(place), 0))
			l.needs(it, from)
		case it.Kind == ItemDisplay, it.ReadOnly:
			l.Closing = append(l.Closing, it)
			l.walk(it.Items, path, group, place)
		default:
			l.step(it, path, group, place, 0)
			l.walk(it.Items, path, group, place)
		}
	}
}

// step adds a question with the texts that have gathered before it.
func (l *Layout) step(it Item, path []int, group []string, place []int, times int) {
	it.Notes = slices.DeleteFunc(slices.Clone(it.Notes), func(n Note) bool {
		p := l.sheet.places[n.LinkID]
		return p != nil && !l.sheet.enabled(p, path)
	})
	l.Steps = append(l.Steps, Asked{Item: it, Key: keyOf(it.LinkID, path), Group: group, Place: place, Path: path, Lead: l.Closing, Times: times})
	l.Closing = nil
}

// sheet tells what of a form is asked for a set of answers.
type sheet struct {
	answers map[string]Reply
	places  map[string]*placed
	known   map[string]bool // by key
	open    map[string]bool // being worked out: a loop, which reading a form refuses
	filled  map[string]int  // by a repeating group's key: what the answers' keys imply
}

// placed is where an item stands in its form.
type placed struct {
	item  Item
	up    *placed
	depth int // repeating groups around it
	rings []string
	order int
}

func newSheet(f Form, answers map[string]Reply) *sheet {
	s := &sheet{answers: answers, places: map[string]*placed{}, known: map[string]bool{}, open: map[string]bool{}, filled: map[string]int{}}
	var add func(items []Item, up *placed, rings []string)
	add = func(items []Item, up *placed, rings []string) {
		for _, it := range items {
			p := &placed{item: it, up: up, depth: len(rings), rings: rings, order: len(s.places)}
			s.places[it.LinkID] = p
			inner := rings
			if it.Kind == ItemGroup && it.Repeats {
				inner = append(slices.Clone(rings), it.LinkID)
			}
			for _, n := range it.Notes {
				if len(n.LinkID) > 0 {
					if _, there := s.places[n.LinkID]; !there {
						s.places[n.LinkID] = &placed{item: n.item(), up: p, depth: len(inner), rings: inner, order: len(s.places)}
					}
				}
			}
			add(it.Items, p, inner)
		}
	}
	add(f.Items, nil, nil)
	for key := range answers {
		s.imply(key)
	}
	return s
}

// imply counts the repetitions that an answer's key stands for.
func (s *sheet) imply(key string) {
	id, numbers, found := strings.Cut(key, again)
	p := s.places[id]
	if !found || p == nil {
		return
	}
	path := path(numbers)
	for i := range min(len(path), len(p.rings)) {
		ring := keyOf(p.rings[i], path[:i])
		s.filled[ring] = max(s.filled[ring], path[i]+1)
	}
}

func path(numbers string) []int {
	var out []int
	for _, t := range strings.Split(numbers, ".") {
		n, err := strconv.Atoi(t)
		if err != nil || n < 0 || n > mostTimes {
			return nil
		}
		out = append(out, n)
	}
	return out
}

// mostTimes is how often a group can be filled in, so that a damaged draft does
// not make a form without end.
const mostTimes = 200

func (s *sheet) times(it Item, path []int) int {
	key := keyOf(it.LinkID, path)
	return min(max(1, it.Limits.MinOccurs, s.answers[key].Times, s.filled[key]), mostTimes)
}

func (s *sheet) reply(it Item, path []int) Reply {
	r, there := s.answers[keyOf(it.LinkID, path)]
	if !there && (it.Hidden || it.ReadOnly) {
		return it.Initial
	}
	return r
}

// enabled says whether an item is asked: everything around it is, the question
// that it stands below was answered, and its own conditions hold.
func (s *sheet) enabled(p *placed, path []int) bool {
	key := keyOf(p.item.LinkID, path[:min(p.depth, len(path))])
	if v, known := s.known[key]; known {
		return v
	}
	if s.open[key] {
		return false
	}
	s.open[key] = true
	v := s.around(p, path) && s.wanted(p, path)
	delete(s.open, key)
	s.known[key] = v
	return v
}

func (s *sheet) around(p *placed, path []int) bool {
	if p.up == nil {
		return true
	}
	outer := path[:min(p.up.depth, len(path))]
	if !s.enabled(p.up, outer) {
		return false
	}
	if p.up.item.Kind == ItemGroup || p.up.item.Kind == ItemDisplay || p.item.Kind == ItemDisplay {
		return true
	}
	r := s.reply(p.up.item, outer)
	return r.Answered() && !r.Declined
}

func (s *sheet) wanted(p *placed, path []int) bool {
	if len(p.item.Enable) == 0 {
		return true
	}
	holds := func(c Condition) bool {
		if on := s.places[c.Question]; on != nil {
			c = c.among(on.item.Options)
		}
		return c.holds(s.asked(p, path, c.Question))
	}
	if p.item.EnableAll {
		return !slices.ContainsFunc(p.item.Enable, func(c Condition) bool { return !holds(c) })
	}
	return slices.ContainsFunc(p.item.Enable, holds)
}

// asked is the reply to the nearest occurrence of a question (FHIR R4,
// Questionnaire.item.enableWhen.question): the same repetition, else the last
// before, else the first after.
func (s *sheet) asked(from *placed, path []int, question string) Reply {
	to := s.places[question]
	if to == nil {
		return Reply{}
	}
	var there []int
	for i, ring := range to.rings {
		switch {
		case i < len(from.rings) && from.rings[i] == ring && i < len(path) && len(there) == i:
			there = append(there, path[i])
		case to.order < from.order:
			there = append(there, s.times(s.places[ring].item, there)-1)
		default:
			there = append(there, 0)
		}
	}
	if !s.enabled(to, there) {
		return Reply{}
	}
	return s.reply(to.item, there)
}

// item is the display that a note was, for what it depends on.
func (n Note) item() Item {
	return Item{LinkID: n.LinkID, Kind: ItemDisplay, Enable: n.Enable, EnableAll: n.EnableAll}
}
