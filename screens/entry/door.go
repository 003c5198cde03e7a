package entry

import (
	"fyne.io/fyne/v2"

	"throughline/screens/kit"
)

// DoorActions is what the way in asks for. Every call returns at once.
type DoorActions interface {
	// Enter does what a button says; text is what stands in the page's field.
	Enter(do DoorAction, text string)
}

// DoorView draws the way in.
type DoorView struct {
	act   DoorActions
	field *kit.Field
	label string // of the field that is kept
}

// NewDoorView makes the view.
func NewDoorView(act DoorActions) *DoorView { return &DoorView{act: act} }

// Page draws d. What is being typed stays while the page is the same.
func (v *DoorView) Page(d Door) *kit.Page {
	body := []fyne.CanvasObject{}
	if d.Said != "" {
		body = append(body, kit.Notice(kit.Body(d.Said)), kit.NewSpace(18))
	}
	if d.Error != "" && d.Field == "" {
		body = append(body, kit.Notice(kit.Body(d.Error)), kit.NewSpace(18))
	}
	if d.Field != "" {
		body = append(body, v.typing(d), kit.NewSpace(18))
	} else {
		v.field, v.label = nil, ""
	}
	if len(d.Code) > 0 {
		body = append(body, code(d.Code), kit.NewSpace(12), kit.Small(d.After), kit.NewSpace(22))
	}
	if d.Busy != "" {
		body = append(body, kit.StatusLine("clock", kit.InkSoft, d.Busy), kit.NewSpace(14))
	}
	if d.Share != nil {
		body = append(body, kit.NewCheck(d.Share.Label, d.Share.Small, d.Share.State, d.Share.On, func() { v.do(DoShare) }), kit.NewSpace(18))
	}
	if d.Primary.Do != DoNothing {
		body = append(body, kit.PrimaryButton(d.Primary.Label, func() { v.do(d.Primary.Do) }))
	}
	for _, c := range d.Secondary {
		body = append(body, kit.NewSpace(10), kit.OutlineButton(c.Label, func() { v.do(c.Do) }))
	}
	page := &kit.Page{Key: "door/" + d.Title, Title: d.Title, Body: kit.Stack(0, body...), Passing: d.Passing}
	if d.Sentence != "" {
		page.Lead = kit.Body(d.Sentence).Soft()
	}
	return page
}

// code shows a code large and in groups, so that it can be compared with another one.
func code(groups []string) fyne.CanvasObject {
	words := make([]fyne.CanvasObject, len(groups))
	for i, g := range groups {
		words[i] = kit.Display(g)
	}
	return kit.Card(kit.Middle(kit.Flow(22, words...)))
}

func (v *DoorView) typing(d Door) *kit.Field {
	if v.field == nil || v.label != d.Title+d.Field {
		v.label = d.Title + d.Field
		if d.Secret {
			v.field = kit.NewPasswordField(d.Field, d.Hint)
		} else {
			v.field = kit.NewField(d.Field, d.Hint)
		}
		v.field.Entry.SetText(d.Value)
	}
	v.field.Entry.OnSubmitted = func(string) { v.do(d.Primary.Do) }
	v.field.Fault(d.Error)
	return v.field
}

func (v *DoorView) do(what DoorAction) {
	text := ""
	if v.field != nil {
		text = v.field.Entry.Text
	}
	v.act.Enter(what, text)
}
