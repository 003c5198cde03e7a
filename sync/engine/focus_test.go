package engine

import "testing"

// A member of staff opens a patient: their record comes with the chart, follows
// what is edited, and leaves with the page. A patient's engine has no such thing.
func TestStaffLookAtOnePatientAtATime(t *testing.T) {
	t.Parallel()
	c := newClinic(t, kinds["our server"])
	staff, _ := c.signsIn(dana)
	c.syncs(staff)
	if staff.Chart().Record != nil {
		t.Fatal("a record is open that nobody asked for")
	}
	c.does(staff.Focus(t.Context(), "Patient/p1"))
	record := staff.Chart().Record
	if record == nil || record.Viewer.Ref != "Patient/p1" || len(record.Plan.Goals) == 0 {
		t.Fatalf("the record is %+v", record)
	}
	c.colleague("description", object{"text": "Sleep before midnight"}, false)
	c.syncs(staff)
	if got := staff.Chart().Record.Plan.Goals[0].Text; got != "Sleep before midnight" {
		t.Errorf("the goal reads %q", got)
	}
	c.does(staff.Focus(t.Context(), ""))
	if staff.Chart().Record != nil {
		t.Error("the record stays after it was closed")
	}
	patient, _ := c.signsIn(maya)
	c.does(patient.Focus(t.Context(), "Patient/p1"))
	if patient.Chart().Record != nil {
		t.Error("a patient has a record in a record")
	}
}
