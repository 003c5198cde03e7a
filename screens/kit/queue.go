package kit

import (
	"sort"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Queue is a list of QueueItems of any length that scrolls by itself. Only the rows that are seen are there; they are
// used again for others as the list moves.
type Queue struct {
	view
	items  []QueueItem
	onTap  func(key string)
	head   fyne.CanvasObject // scrolls with the rows: what stands above them on a phone
	empty  fyne.CanvasObject // instead of rows, where there are none
	sheet  *queueSheet
	scroll *container.Scroll
	drawn  []fyne.CanvasObject
}

const (
	queueGap  = 10
	queueRing = ringWidth + ringGap // left free at the edges, so that the focus ring is not cut
)

// NewQueue makes a list that tells the key of what is tapped. Set gives it rows.
func NewQueue(onTap func(key string)) *Queue {
	q := &Queue{onTap: onTap}
	q.sheet = &queueSheet{queue: q, heights: map[QueueItem]float32{}, rows: map[int]*entry{}, heads: map[int]*Text{}}
	q.sheet.extend(q.sheet)
	q.scroll = container.NewVScroll(q.sheet)
	q.scroll.OnScrolled = func(fyne.Position) {
		active(q)
		q.sheet.follow(false)
	}
	q.drawn = []fyne.CanvasObject{q.scroll}
	q.extend(q)
	return q
}

// Set gives the list its rows, in order, and what it says instead where there are none. It stays scrolled where it is.
func (q *Queue) Set(items []QueueItem, empty fyne.CanvasObject) {
	q.items, q.empty = items, empty
	q.sheet.stale = true
	q.sheet.follow(true)
	q.scroll.Refresh()
}

// Rows is how many rows are there to be drawn: those that are seen.
func (q *Queue) Rows() int { return len(q.sheet.rows) }

// Offset is how far the list is scrolled down.
func (q *Queue) Offset() float32 { return q.scroll.Offset.Y }

// ScrollTo scrolls to an offset.
func (q *Queue) ScrollTo(offset float32) {
	q.scroll.ScrollToOffset(fyne.NewPos(0, offset))
	q.sheet.follow(false)
}

// Reveal scrolls as little as it must for the row of that key to be seen whole.
func (q *Queue) Reveal(key string) {
	for i, item := range q.items {
		if item.Key != key {
			continue
		}
		q.sheet.measure()
		top, bottom := q.sheet.tops[i], q.sheet.tops[i+1]
		switch seen := q.scroll.Size().Height; {
		case top < q.scroll.Offset.Y:
			q.ScrollTo(max(top-queueRing, 0))
		case bottom > q.scroll.Offset.Y+seen:
			q.ScrollTo(bottom - seen + queueRing)
		}
	}
}

func (q *Queue) setHead(head fyne.CanvasObject) {
	if q.head != head {
		q.head, q.sheet.stale = head, true
	}
}

// HeightFor is the height at which nothing has to scroll.
func (q *Queue) HeightFor(width float32) float32 {
	q.sheet.width = width
	q.sheet.measure()
	return q.sheet.total()
}

// NaturalWidth is that of the list in its column.
func (q *Queue) NaturalWidth() float32 { return listWidth * TextScale() }

// MinSize is small: what is inside can never enlarge the window.
func (q *Queue) MinSize() fyne.Size { return fyne.NewSize(32, 32) }

func (q *Queue) parts() []fyne.CanvasObject { return q.drawn }

func (q *Queue) arrange(size fyne.Size) {
	if q.sheet.width != size.Width || q.sheet.scale != TextScale() {
		q.sheet.width, q.sheet.scale, q.sheet.stale = size.Width, TextScale(), true
		clear(q.sheet.heights)
	}
	place(q.scroll, -queueRing, 0, size.Width+queueRing+ringRoom, size.Height) // its bar stands in the gap
	q.sheet.follow(true)
	q.scroll.Refresh()
}

// queueSheet is as high as all rows, and holds those that are seen.
type queueSheet struct {
	view
	finger
	queue        *Queue
	width, scale float32
	stale        bool
	above        float32 // the height of what stands above the rows
	tops         []float32
	heights      map[QueueItem]float32
	template     *entry
	rows         map[int]*entry
	heads        map[int]*Text // the headings above some of them
	spare        []*entry
	drawn        []fyne.CanvasObject
}

// measure finds where each row stands.
func (s *queueSheet) measure() {
	if !s.stale && len(s.tops) == len(s.queue.items)+1 {
		return
	}
	s.stale, s.above = false, queueRing
	if s.queue.head != nil {
		s.above += HeightFor(s.queue.head, s.width) + 14
	}
	if s.template == nil {
		s.template = newEntry(QueueItem{}, s.queue.onTap)
	}
	if len(s.heights) > 4*len(s.queue.items)+100 {
		clear(s.heights)
	}
	s.tops = s.tops[:0]
	y := s.above
	for _, item := range s.queue.items {
		s.tops = append(s.tops, y)
		y += s.headHeight(item.Heading)
		item.Key, item.About, item.Heading, item.Selected = "", "", "", false // of no matter to the height
		height, known := s.heights[item]
		if !known {
			s.template.show(item)
			height = s.template.HeightFor(s.width)
			s.heights[item] = height
		}
		y += height + queueGap
	}
	s.tops = append(s.tops, y)
}

// headHeight is what a heading takes above its row.
func (s *queueSheet) headHeight(words string) float32 {
	if words == "" {
		return 0
	}
	return headAbove + HeightFor(Label(words), s.width) + headBelow
}

const headAbove, headBelow = 8, 8

func (s *queueSheet) total() float32 {
	bottom := s.tops[len(s.tops)-1]
	if len(s.queue.items) == 0 && s.queue.empty != nil {
		bottom += HeightFor(s.queue.empty, s.width)
	}
	return bottom + queueRing
}

func (s *queueSheet) HeightFor(float32) float32 {
	s.measure()
	return s.total()
}

func (s *queueSheet) NaturalWidth() float32 { return s.width }
func (s *queueSheet) MinSize() fyne.Size    { return fyne.NewSize(0, s.HeightFor(s.width)) }
func (s *queueSheet) arrange(fyne.Size)     { s.settle() }

func (s *queueSheet) parts() []fyne.CanvasObject {
	onlySeen(s.drawn, s.Position().Y, 0, s.queue.scroll.Size().Height)
	return s.drawn
}

// follow has the rows that are seen be there; anew: also if they are the same.
func (s *queueSheet) follow(anew bool) {
	if s.width <= 0 {
		return
	}
	s.measure()
	top := s.queue.scroll.Offset.Y
	bottom := top + s.queue.scroll.Size().Height
	n := len(s.queue.items)
	first := max(sort.Search(n, func(i int) bool { return s.tops[i+1] > top })-1, 0)
	last := min(sort.Search(n, func(i int) bool { return s.tops[i] > bottom })+1, n)
	changed := anew
	for i, row := range s.rows {
		if i < first || i >= last {
			if row.focused {
				if c := fyne.CurrentApp().Driver().CanvasForObject(row); c != nil {
					c.Unfocus()
				}
			}
			delete(s.rows, i)
			delete(s.heads, i)
			s.spare = append(s.spare, row)
			changed = true
		}
	}
	for i := first; i < last; i++ {
		row := s.rows[i]
		if row == nil {
			changed = true
			if k := len(s.spare) - 1; k >= 0 {
				row, s.spare = s.spare[k], s.spare[:k]
			} else {
				row = newEntry(s.queue.items[i], s.queue.onTap)
			}
			s.rows[i] = row
		}
		row.show(s.queue.items[i])
		if words := s.queue.items[i].Heading; words == "" {
			delete(s.heads, i)
		} else if head := s.heads[i]; head == nil || head.String() != words {
			s.heads[i], changed = Label(words), true
		}
	}
	if !changed {
		return
	}
	s.drawn = s.drawn[:0:0]
	if s.queue.head != nil {
		s.drawn = append(s.drawn, s.queue.head)
	}
	for i := first; i < last; i++ {
		if head := s.heads[i]; head != nil {
			s.drawn = append(s.drawn, head)
		}
		s.drawn = append(s.drawn, s.rows[i])
	}
	if n == 0 && s.queue.empty != nil {
		s.drawn = append(s.drawn, s.queue.empty)
	}
	s.settle()
	if anew {
		s.Refresh()
	}
}

// settle places what is there.
func (s *queueSheet) settle() {
	if len(s.tops) == 0 {
		return
	}
	if s.queue.head != nil {
		place(s.queue.head, queueRing, 0, s.width, s.above-14)
	}
	for i, row := range s.rows {
		if i+1 < len(s.tops) {
			in := s.headHeight(s.queue.items[i].Heading)
			place(row, queueRing, s.tops[i]+in, s.width, s.tops[i+1]-s.tops[i]-in-queueGap)
			if head := s.heads[i]; head != nil {
				place(head, queueRing, s.tops[i]+headAbove, s.width, in-headAbove-headBelow)
			}
		}
	}
	if len(s.queue.items) == 0 && s.queue.empty != nil {
		place(s.queue.empty, queueRing, s.above, s.width, HeightFor(s.queue.empty, s.width))
	}
}
