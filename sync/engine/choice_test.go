package engine

import (
	"net/http"
	"slices"
	"testing"

	"throughline/care"
	"throughline/profile"
)

// chosen gives the one choice that the chart shows.
func (c *clinic) choice(e *Engine) care.Choice {
	c.Helper()
	all := e.Chart().Choices
	if len(all) != 1 {
		c.Fatalf("%d choices, want one: %+v", len(all), all)
	}
	return all[0]
}

// The patient and their therapist edit the same goal. The chart shows both
// versions, with dates and with who wrote them, as soon as the sync is over; the
// choice itself is made without a network.
func TestBothVersionsAreShownWithWhoWroteThem(t *testing.T) {
	t.Parallel()
	c := newClinic(t, kinds["our server"])
	c.model.tells = true
	e, _ := c.signsIn(maya)
	op := c.edits(e, "description", object{"text": "mine"})
	c.colleague("description", object{"text": "theirs"}, false)
	now, _ := c.model.current("Goal/g1")
	c.has("Provenance/w1", object{
		"resourceType": "Provenance", "id": "w1", "recorded": "2026-11-23T12:00:00Z",
		"target": []any{object{"reference": "Goal/g1/_history/" + now.id}},
		"agent":  []any{object{"who": object{"reference": "Practitioner/s1"}}},
	})
	c.syncs(e)
	got := c.choice(e)
	if got.ID != op || got.Ref != "Goal/g1" || got.Kind != care.ChoiceConflict || got.Topic != care.TopicPlan || got.Title != "mine" || got.Why == nil {
		t.Errorf("choice %+v", got)
	}
	if want := (care.Difference{Name: "description", Mine: "mine", Theirs: "theirs"}); len(got.Differ) != 1 || got.Differ[0] != want {
		t.Errorf("differ %+v", got.Differ)
	}
	if got.Mine.By != "Maya Rivera" || got.Mine.Role != care.RolePatient || got.Mine.At.IsZero() {
		t.Errorf("mine %+v", got.Mine)
	}
	if got.Theirs.By != "Dana Ortiz" || got.Theirs.Role != care.RoleStaff || !got.Theirs.At.Equal(now.at) {
		t.Errorf("theirs %+v, want Dana's of %v", got.Theirs, now.at)
	}
	if !slices.Equal(got.Can, []care.Keep{care.KeepBoth, care.KeepMine, care.KeepTheirs}) {
		t.Errorf("can %v", got.Can)
	}
	if d := e.Chart().Delivery("Goal/g1"); d.State != care.NeedsYou {
		t.Errorf("delivery %+v", d)
	}
	asked := len(c.model.requests)
	c.syncs(e)
	if n := len(c.model.requests) - asked; n != 1 {
		t.Errorf("%d requests where nothing is new: %v", n, c.model.requests[asked:])
	}
	// Offline from here on.
	c.does(e.Choose(t.Context(), care.Decision{Choice: op, Keep: care.KeepMine}))
	if chart := e.Chart(); len(chart.Choices) != 0 || chart.Sync.Pending != 1 || chart.Plan.Goals[0].Text != "mine" {
		t.Errorf("after the choice: %+v", chart.Sync)
	}
	c.syncs(e)
	if !same(c.now("Goal/g1")["description"], object{"text": "mine"}) {
		t.Errorf("the server has %s", canonical(c.now("Goal/g1")))
	}
}

// What nobody signs is not said to be anybody's.
func TestAVersionThatNobodySigned(t *testing.T) {
	t.Parallel()
	c := newClinic(t, kinds["our server"])
	e, _ := c.signsIn(maya)
	c.edits(e, "description", object{"text": "mine"})
	c.colleague("description", object{"text": "theirs"}, false)
	c.syncs(e)
	if v := c.choice(e).Theirs; v.By != "" || v.Role != care.RoleNone || v.At.IsZero() || v.Text == "" {
		t.Errorf("theirs %+v", v)
	}
}

// An answer that tells of danger differs between two devices. The machine merges
// nothing of it; the one that the person chooses holds, also where theirs was the
// only one that changed.
func TestTheChosenRiskAnswerHolds(t *testing.T) {
	t.Parallel()
	answer := func(v string) object {
		return from(t, `{"resourceType":"QuestionnaireResponse","status":"in-progress","item":[
			{"linkId":"44260-8","answer":[{"valueString":"`+v+`"}]},{"linkId":"x","answer":[{"valueString":"`+v+`"}]}]}`)
	}
	r := rules{risk: func(id string) bool { return id == "44260-8" }}
	if _, clashes := r.merge(answer("a"), answer("a"), answer("b")); len(clashes) != 1 {
		t.Errorf("clashes %v, want the risk answer", clashes)
	}
	r.ours = true
	merged, _ := r.merge(answer("a"), answer("a"), answer("b"))
	if got := string(canonical(answersTo(merged, "44260-8"))); got != `[{"valueString":"a"}]` {
		t.Errorf("risk answer %s, want the chosen one", got)
	}
	if got := string(canonical(answersTo(merged, "x"))); got != `[{"valueString":"b"}]` {
		t.Errorf("other answer %s, want the only one that was changed", got)
	}
}

// A write whose answer was lost is told as sent and not as received; an urgent one
// as not sent.
func TestWhatHasNoAnswerYetIsToldAsSuch(t *testing.T) {
	t.Parallel()
	c := newClinic(t, kinds["our server"])
	e, _ := c.signsIn(maya)
	c.edits(e, "description", object{"text": "mine"})
	c.plan = []func(*http.Request) (*http.Response, error){c.lostAnswer}
	if _, err := e.Sync(t.Context()); err == nil {
		t.Fatal("the answer was lost")
	}
	if d := e.Chart().Delivery("Goal/g1"); d.State != care.Sent {
		t.Errorf("delivery %+v, want sent", d)
	}
	if got := e.Chart().Sync.Topics[care.TopicPlan]; got.State != care.TopicOffline || got.Unsent != 1 || got.AsOf.IsZero() {
		t.Errorf("plan %+v", got)
	}
	if got := e.Chart().Sync.Topics[care.TopicSchedule]; got.State != care.TopicFresh || got.Unsent != 0 {
		t.Errorf("schedule %+v", got)
	}
	c.does(e.RecordCheckIn(t.Context(), phq9(t, e, checkInID, 1)))
	c.plan = []func(*http.Request) (*http.Response, error){c.lostAnswer}
	if _, err := e.Sync(t.Context()); err == nil {
		t.Fatal("the answer was lost")
	}
	if d := e.Chart().Delivery("QuestionnaireResponse/" + checkInID); d.State != care.OnDevice {
		t.Errorf("urgent delivery %+v, want on this device", d)
	}
	c.syncs(e)
	for _, at := range []string{"Goal/g1", "QuestionnaireResponse/" + checkInID} {
		if d := e.Chart().Delivery(at); d.State != care.Received || d.Received.IsZero() {
			t.Errorf("%s: %+v", at, d)
		}
	}
}

// While the first download runs, its progress is shown, and what the first screen
// needs is there before the rest.
func TestTheFirstDownloadShowsItsProgress(t *testing.T) {
	t.Parallel()
	c := newClinic(t, kinds["our server"])
	c.model.pageSize = 2
	e, _ := newEngine(t, c, maya)
	var early care.Chart
	c.plan = slices.Repeat([]func(*http.Request) (*http.Response, error){c.well}, 2+len(firstTypes))
	c.plan[len(c.plan)-1] = func(r *http.Request) (*http.Response, error) {
		early = e.Chart()
		return c.well(r)
	}
	c.syncs(e)
	if f := early.Sync.First; !f.Running || !f.Today || f.Resources == 0 || f.Bytes == 0 {
		t.Errorf("progress %+v before the history", f)
	}
	if len(early.Sessions) != 1 || len(early.Due) != 1 || early.Viewer.Given != "Maya" {
		t.Errorf("%d sessions, %d due, %q before the history", len(early.Sessions), len(early.Due), early.Viewer.Given)
	}
	if f := e.Chart().Sync.First; f != (care.FirstPull{}) {
		t.Errorf("progress %+v in the end", f)
	}
}

var _ profile.Set = edited{}

// What the clinic received a month ago needs no note any more; what it received
// today has one, and neither is sent again.
func TestWhatWasReceivedLongAgoIsForgotten(t *testing.T) {
	t.Parallel()
	c := newClinic(t, kinds["our server"])
	e, s := c.signsIn(maya)
	old := c.edits(e, "description", object{"text": "old"})
	c.syncs(e)
	c.model.now = c.model.now.AddDate(0, 2, 0)
	c.does(e.RecordCheckIn(t.Context(), phq9(t, e, checkInID, 0)))
	c.syncs(e)
	again, err := New(Config{Store: s, Remote: e.remote, Identity: maya})
	c.does(err)
	writes := len(c.model.log)
	c.syncs(again)
	if en := entryOf(t, s, old); en.Operation != "" {
		t.Errorf("still there: %+v", en)
	}
	if d := again.Chart().Delivery("QuestionnaireResponse/" + checkInID); d.State != care.Received {
		t.Errorf("today's: %+v", d)
	}
	if goalTexts(again.Chart()) != "old" || len(c.model.log) != writes {
		t.Errorf("goals %q, %d versions, were %d", goalTexts(again.Chart()), len(c.model.log), writes)
	}
}
