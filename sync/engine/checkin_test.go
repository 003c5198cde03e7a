package engine

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"throughline/care"
	"throughline/fhir"
	"throughline/sync/fhirhttp"
)

var (
	dana = Identity{FHIRUser: "Practitioner/s1"}
	omar = Identity{FHIRUser: "Practitioner/s2"}
)

// phq9 answers all items with one ordinal.
func phq9(t *testing.T, e *Engine, id string, ordinal int) care.CheckIn {
	t.Helper()
	chart := e.Chart()
	i := slices.IndexFunc(chart.Forms, func(f care.Form) bool { return f.Instrument == care.PHQ9 })
	if i < 0 {
		t.Fatal("PHQ-9 is not among the forms")
	}
	form := chart.Forms[i]
	c := care.CheckIn{ID: id, Form: form.Canonical, Status: care.CheckInDone, Answers: map[string]care.Reply{}, Begun: chart.Sync.AsOf, Authored: chart.Sync.AsOf}
	if len(chart.Due) > 0 {
		c.Due = chart.Due[0].Ref
	}
	for _, q := range form.Questions() {
		for _, o := range q.Options {
			if o.HasOrdinal && o.Ordinal == ordinal || !q.Scored {
				c.Answers[q.LinkID] = care.Reply{Options: []care.Option{o}}
				break
			}
		}
	}
	return c
}

func checkIn(t *testing.T, c care.Chart, id string) care.CheckIn {
	t.Helper()
	for _, ci := range c.CheckIns {
		if ci.ID == id {
			return ci
		}
	}
	t.Fatalf("check-in %s is not in the chart", id)
	return care.CheckIn{}
}

const checkInID = "11111111-1111-4111-8111-111111111111"

// The main job: a form begun, put down, taken up after a restart, sent, reviewed.
func TestCheckInFromFirstTapToReviewed(t *testing.T) {
	t.Parallel()
	c := newClinic(t, kinds["our server"])
	e, s := c.signsIn(maya)

	half := phq9(t, e, checkInID, 0)
	half.Status = care.CheckInBegun
	delete(half.Answers, slices.Sorted(maps.Keys(half.Answers))[0])
	c.does(e.RecordCheckIn(t.Context(), half))
	client, err := fhirhttp.New(base, &http.Client{Transport: c})
	c.does(err)
	e, err = New(Config{Store: s, Remote: client, Identity: maya})
	c.does(err)
	if got := checkIn(t, e.Chart(), checkInID); got.Status != care.CheckInBegun || len(got.Answers) != len(half.Answers) || got.Delivery.State != care.DeliveryNone {
		t.Fatalf("resumed %+v", got)
	}

	done := phq9(t, e, checkInID, 1)
	c.does(e.RecordCheckIn(t.Context(), done))
	c.does(e.RecordCheckIn(t.Context(), done)) // a second tap
	got := checkIn(t, e.Chart(), checkInID)
	if got.Status != care.CheckInDone || got.Delivery.State != care.OnDevice || len(e.Chart().Due) != 0 || len(e.Chart().CheckIns) != 1 {
		t.Fatalf("before the sync: %+v, %d due", got, len(e.Chart().Due))
	}
	if r := c.syncs(e); r.Pushed != 3 || r.Pending != 0 {
		t.Fatalf("report %+v, want the response, its score and its task pushed", r)
	}
	got = checkIn(t, e.Chart(), checkInID)
	sent := c.now("QuestionnaireResponse/" + checkInID)
	if got.Delivery.State != care.Received || fhir.Instant(got.Delivery.Received) != sent["meta"].(object)["lastUpdated"] {
		t.Errorf("delivery %+v, want the server's time %v", got.Delivery, sent["meta"])
	}
	if c.now("Task/t1")["status"] != "completed" || sent["status"] != "completed" {
		t.Errorf("on the server the task is %v, the response %v", c.now("Task/t1")["status"], sent["status"])
	}

	staff, _ := c.signsIn(dana)
	if rs := staff.Chart().Reviews; len(rs) != 1 || !rs[0].Urgent || rs[0].State != care.ReviewWaiting {
		t.Fatalf("reviews %+v, want one that waits and is urgent: item 9 was answered 1", rs)
	}
	c.does(staff.MarkReviewed(t.Context(), care.ReviewDecision{CheckIn: checkInID, Patient: "Patient/p1", Note: "Let us talk tomorrow."}))
	if rs := staff.Chart().Reviews; rs[0].State != care.ReviewDone {
		t.Error("the review does not show before it is sent")
	}
	c.syncs(staff)
	c.syncs(e)
	if got := checkIn(t, e.Chart(), checkInID); got.Reviewed.IsZero() || got.Reviewer != "Dana Ortiz" || got.Note != "Let us talk tomorrow." {
		t.Errorf("reviewed %v by %q with %q", got.Reviewed, got.Reviewer, got.Note)
	}
}

func TestDraftIsDiscarded(t *testing.T) {
	t.Parallel()
	c := newClinic(t, kinds["our server"])
	e, _ := c.signsIn(maya)
	c.does(e.RecordCheckIn(t.Context(), care.CheckIn{ID: "d1", Status: care.CheckInBegun}))
	c.does(e.DiscardDraft(t.Context(), "d1"))
	if n := len(e.Chart().CheckIns); n != 0 || c.syncs(e).Pushed != 0 {
		t.Errorf("%d check-ins left", n)
	}
}

func TestSessionAnswerReachesTheClinic(t *testing.T) {
	t.Parallel()
	c := newClinic(t, kinds["our server"])
	e, _ := c.signsIn(maya)
	for _, a := range []care.Answer{care.AnswerLate, care.AnswerCant} {
		c.does(e.AnswerSession(t.Context(), care.SessionAnswer{Session: "Appointment/a1", Answer: a}))
	}
	if s := e.Chart().Sessions[0]; s.Answer != care.AnswerCant || s.Delivery.State != care.OnDevice {
		t.Errorf("before the sync: %v, %+v", s.Answer, s.Delivery)
	}
	c.syncs(e)
	if s := e.Chart().Sessions[0]; s.Answer != care.AnswerCant || s.Delivery.State != care.Received {
		t.Errorf("after the sync: %v, %+v", s.Answer, s.Delivery)
	}
	var ids []string
	for _, ref := range c.model.live() {
		if strings.HasPrefix(ref, "AppointmentResponse/") {
			ids = append(ids, ref)
		}
	}
	if len(ids) != 1 || c.now(ids[0])["participantStatus"] != "declined" {
		t.Errorf("responses %v on the server", ids)
	}
}

// Two members of staff review the same check-in at once: they meet in one task,
// the first one's, and nobody is asked anything.
func TestTwoReviewersMeet(t *testing.T) {
	t.Parallel()
	c := newClinic(t, kinds["our server"])
	patient, _ := c.signsIn(maya)
	c.does(patient.RecordCheckIn(t.Context(), phq9(t, patient, checkInID, 0)))
	c.syncs(patient)
	first, _ := c.signsIn(dana)
	second, _ := c.signsIn(omar)
	for _, e := range []*Engine{first, second} {
		c.does(e.MarkReviewed(t.Context(), care.ReviewDecision{CheckIn: checkInID, Patient: "Patient/p1"}))
	}
	c.syncs(first)
	if r := c.syncs(second); r.Conflicts != 0 || r.Pending != 0 {
		t.Errorf("the second reviewer has %+v", r)
	}
	if owner := second.Chart().Reviews[0].Owner; owner != "Dana Ortiz" {
		t.Errorf("owner %q, want the first", owner)
	}
}
