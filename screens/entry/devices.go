package entry

import (
	"fyne.io/fyne/v2"

	"throughline/screens/kit"
)

// DevicesActions is what can be done about the person's sign-ins.
type DevicesActions interface {
	AskDevices()
	AskSignOutDevice(id string) // "" takes the question back
	SignOutDevice(id string)
	Close()
}

// DevicesView draws the list of sign-ins.
type DevicesView struct{ act DevicesActions }

// NewDevicesView makes the view.
func NewDevicesView(act DevicesActions) *DevicesView { return &DevicesView{act: act} }

// Page is the whole screen.
func (v *DevicesView) Page(m Devices) *kit.Page {
	page := &kit.Page{Key: "devices", Out: kit.WayOut("arrow-left", m.Back, v.act.Close), Title: m.Title, Lead: kit.Body(m.Words).Soft()}
	if waits := fetching(m.Waiting, m.Fault, m.Again, v.act.AskDevices); waits != nil {
		page.Body = waits
		return page
	}
	if len(m.Each) == 0 {
		page.Body = kit.Empty(m.None, nil)
		return page
	}
	rows := make([]fyne.CanvasObject, len(m.Each))
	for i, r := range m.Each {
		rows[i] = kit.Pad(14, 0, 14, 0, v.row(m, r))
	}
	page.Body = kit.Stack(18, kit.Rows(rows...), kit.Small(m.SignOutMeaning))
	return page
}

func (v *DevicesView) row(m Devices, r DeviceRow) fyne.CanvasObject {
	box := kit.Stack(4, kit.Strong(r.Name), kit.Small(r.When))
	switch {
	case r.Current != "":
		box.Add(kit.StatusLine("circle-check", kit.OK, r.Current))
	case m.Confirm != nil && m.Asking == r.ID:
		box.Add(kit.NewSpace(8), kit.Notice(kit.Body(m.Confirm.Sentence)), kit.NewSpace(10),
			kit.PrimaryButton(m.Confirm.No, func() { v.act.AskSignOutDevice("") }), kit.NewSpace(8),
			kit.OutlineButton(m.Confirm.Yes, func() { v.act.SignOutDevice(r.ID) }))
	default:
		box.Add(kit.NewSpace(6), kit.Left(kit.OutlineButton(r.SignOut, func() { v.act.AskSignOutDevice(r.ID) })))
	}
	return box
}

// fetching is what stands where something is being asked of the clinic, or could
// not be; nil where it has come.
func fetching(waiting bool, fault, again string, ask func()) fyne.CanvasObject {
	switch {
	case fault != "":
		return kit.Problem(fault, kit.OutlineButton(again, ask))
	case waiting:
		return kit.Skeleton(0.6, 0.4, 0.8, 0.5)
	}
	return nil
}
