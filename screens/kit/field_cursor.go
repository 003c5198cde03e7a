package kit

import "fyne.io/fyne/v2"

// Fyne 2.8.1 loses its place in an area whose lines wrap: the space at which a line breaks belongs to no line, so who types a word,
// the space and the next word there had "the bills" become "thebills ". A change of the width has the same effect,
// since the cursor is kept as a row and a column. An input remembers how many letters stand before the cursor instead.

type cursor struct {
	words       string
	row, column int // as Fyne has them, in those words
	letters     int
}

// letters is how many stand before the cursor.
func (i *input) letters() int {
	if c := i.cursor; c.words == i.Text && c.row == i.CursorRow && c.column == i.CursorColumn {
		return c.letters
	}
	return i.CursorTextOffset()
}

// typed has do act on the words with the cursor where it is meant to be. If there are grown letters more then, it is by letters
// further.
func (i *input) typed(by, grown int, do func()) {
	if !i.MultiLine || i.SelectedText() != "" {
		do()
		return
	}
	before, length := i.letters(), len([]rune(i.Text))
	i.stand(before)
	do()
	if grown == 0 || len([]rune(i.Text)) != length+grown {
		i.note(i.CursorTextOffset())
		return
	}
	i.stand(before + by)
	i.Entry.Refresh()
	i.note(before + by)
}

func (i *input) note(letters int) { i.cursor = cursor{i.Text, i.CursorRow, i.CursorColumn, letters} }

// stand puts the cursor behind so many letters, until Fyne draws: a place that it does not know it takes for another one.
func (i *input) stand(letters int) {
	if i.CursorTextOffset() == letters {
		return
	}
	row, begin := 0, 0
	for next := 1; ; next++ {
		i.CursorRow, i.CursorColumn = next, 0
		at := i.CursorTextOffset() // 0 for a row that is not there
		if at <= begin || at > letters {
			break
		}
		row, begin = next, at
	}
	i.CursorRow, i.CursorColumn = row, letters-begin
}

// Resize is for Fyne: the cursor stays where it is in the words, however they wrap.
func (i *input) Resize(size fyne.Size) { i.hold(func() { i.Entry.Resize(size) }) }

// Refresh is for Fyne.
func (i *input) Refresh() { i.hold(i.Entry.Refresh) }

// hold has do wrap the words anew, and puts the cursor back.
func (i *input) hold(do func()) {
	if !i.MultiLine || i.SelectedText() != "" {
		do()
		return
	}
	before := i.letters()
	do()
	if i.CursorTextOffset() != before {
		i.stand(before)
		i.Entry.Refresh()
	}
	i.note(before)
}
