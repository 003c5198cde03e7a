package engine

import (
	"strings"
	"testing"

	"throughline/care"
)

// A server that gives the ids itself answers a form that is still open with another id
// than it was begun under. The form went on as if nothing had come, and its end was a
// second response.
func TestAFormIsOneWhoeverGivesItsID(t *testing.T) {
	t.Parallel()
	for name, kind := range map[string]modelKind{
		"ids of its own": {}, "and it makes another each time": {forgets: true}, "ids of its own, in Bundles": {bundles: true}, "our ids": {updateCreate: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newClinic(t, kind)
			e, _ := c.signsIn(maya)
			c.syncs(e)

			form := phq9(t, e, checkInID, 1)
			form.Status = care.CheckInBegun
			c.does(e.RecordCheckIn(t.Context(), form)) // item 9 alerts the clinic while the form is open
			c.syncs(e)
			open := c.oneForm(e)
			if !open.Is(checkInID) || open.Status != care.CheckInBegun || open.Delivery.State != care.Received {
				t.Fatalf("the open form is %q, made as %q, %v, %+v", open.ID, open.Made, open.Status, open.Delivery)
			}

			form.CallBack, form.Safe = "312 555 0199", care.SafeYes // the screen has it under the old id still
			c.does(e.RecordCheckIn(t.Context(), form))
			c.syncs(e)
			form.Status = care.CheckInDone
			c.does(e.RecordCheckIn(t.Context(), form))
			c.syncs(e)
			c.syncs(e)
			done := c.oneForm(e)
			if done.Status != care.CheckInDone || done.Delivery.State != care.Received || done.CallBack != form.CallBack {
				t.Errorf("the form is %v, %+v, calls back %q", done.Status, done.Delivery, done.CallBack)
			}

			c.does(e.BringCheckIn(t.Context(), done.ID, true))
			c.syncs(e)
			if !c.oneForm(e).BringToGroup {
				t.Error("it is not marked for the group")
			}
			c.does(e.BringCheckIn(t.Context(), done.ID, false))
			c.does(e.SaveSafetyCard(t.Context(), care.SafetyCard{LiveFor: []string{"my sister"}}))
			c.does(e.ShareSafetyCard(t.Context(), true))
			c.syncs(e)
			c.does(e.SaveSafetyCard(t.Context(), care.SafetyCard{LiveFor: []string{"my sister", "the sea"}}))
			c.syncs(e)
			if d := e.Chart().Safety.Delivery; d.State != care.Received {
				t.Errorf("the shared card is %+v", d)
			}
			if s := e.Chart().Sync; s.Pending+s.Conflicts+s.Quarantined > 0 {
				t.Errorf("it ends with %+v", s)
			}
			made := map[string]int{}
			for _, ref := range c.model.live() {
				typ, _, _ := strings.Cut(ref, "/")
				made[typ]++
			}
			if made["QuestionnaireResponse"] != 2 { // the form and the card
				t.Errorf("the server has %v", made)
			}

			other, _ := c.signsIn(maya) // finds what belongs together on another device too
			c.syncs(other)
			c.does(other.SaveSafetyCard(t.Context(), care.SafetyCard{LiveFor: []string{"the sea"}}))
			c.does(other.ShareSafetyCard(t.Context(), true))
			c.does(other.BringCheckIn(t.Context(), done.ID, true))
			c.syncs(other)
			c.syncs(e)
			if !c.oneForm(e).BringToGroup {
				t.Error("what the other device marked is not marked here")
			}
			if s := other.Chart().Sync; s.Pending+s.Conflicts+s.Quarantined > 0 {
				t.Errorf("the other device ends with %+v", s)
			}
			if len(c.model.wrong) > 0 {
				t.Errorf("did %v", c.model.wrong)
			}
		})
	}
}

// oneForm is the only check-in of a chart.
func (c *clinic) oneForm(e *Engine) care.CheckIn {
	c.Helper()
	all := e.Chart().CheckIns
	if len(all) != 1 {
		c.Fatalf("%d check-ins: %+v", len(all), all)
	}
	return all[0]
}
