package kit

import "fyne.io/fyne/v2"

// QueueItem is what one entry of the staff's list says: name and time, reason, one tag.
type QueueItem struct {
	Key                string // what is told when it is tapped
	Name, When, Reason string
	Tone               Tone
	Icon, Tag          string // the tag; none where Tag is ""
	Selected           bool   // its detail is open
	About              string // said after the name, not shown: the day
	Heading            string // stands above the row; "" for none
}

// entry draws one QueueItem. A list uses its entries again.
type entry struct {
	Tap
	panel              *Panel
	title, when, small *Text
	content            *Box
	item               QueueItem
	width, height      float32 // height at that width, for the present item
}

// newEntry makes one; onTap gets the key of what it shows then.
func newEntry(item QueueItem, onTap func(key string)) *entry {
	q := &entry{title: Strong(""), when: NewText(CaptionStyle, InkSoft, ""), small: Small(""), content: Stack(4)}
	q.panel = newPanel(&Panel{fill: Surface, edge: Line, stroke: 1, radius: 16, top: 14, side: 16, centered: true, content: q.content})
	q.init("", q.panel, func() { onTap(q.item.Key) })
	q.radius = 16
	q.extend(q)
	q.show(item)
	return q
}

// show has the row draw another item.
func (q *entry) show(item QueueItem) {
	if q.item == item && q.name != "" {
		return
	}
	q.item, q.width = item, 0
	q.name, q.about, q.state = item.Name, item.About, joined(item.Reason, item.Tag, item.When)
	q.title.Set(item.Name)
	q.when.Set(item.When)
	q.small.Set(item.Reason)
	items := []fyne.CanvasObject{Ends(q.title, q.when)}
	if item.Reason != "" {
		items = append(items, q.small)
	}
	if item.Tag != "" {
		items = append(items, NewSpace(8), Tag(item.Tone, item.Icon, item.Tag))
	}
	q.content.Set(items...)
	q.panel.edge, q.panel.stroke = Line, 1
	if item.Selected {
		q.panel.edge, q.panel.stroke = Primary, 2
	}
	q.Refresh()
}

// HeightFor remembers the height of the present item.
func (q *entry) HeightFor(width float32) float32 {
	if q.width != width || q.height == 0 {
		q.width, q.height = width, q.Tap.HeightFor(width)
	}
	return q.height
}
