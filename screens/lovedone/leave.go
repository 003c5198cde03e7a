package lovedone

import "throughline/screens/kit"

// LeaveActions is what can be done about the connection.
type LeaveActions interface {
	LeaveConnection()
	Close()
}

// LeaveView asks before the connection ends.
type LeaveView struct{ act LeaveActions }

// NewLeaveView makes the view.
func NewLeaveView(act LeaveActions) *LeaveView { return &LeaveView{act: act} }

// Page draws l.
func (v *LeaveView) Page(l Leave) *kit.Page {
	body := kit.Stack(0, lines(l.Lines), kit.NewSpace(22))
	if l.Fault != "" {
		body.Add(kit.Problem(l.Fault, nil), kit.NewSpace(14))
	}
	if l.Busy != "" {
		body.Add(kit.StatusLine("cloud-upload", kit.InkSoft, l.Busy))
	} else {
		body.Add(kit.Fit(10, kit.PrimaryButton(l.Stay, v.act.Close), kit.OutlineButton(l.Leave, v.act.LeaveConnection)))
	}
	return &kit.Page{Key: "leave", Out: kit.WayOut("arrow-left", l.Back, v.act.Close), Title: l.Title, Lead: kit.Body(l.Words), Body: body}
}
