package engine

import (
	"testing"
	"time"

	"throughline/care"
)

// What is half written with a skill is on this device alone, survives the app,
// and is gone once the practice is recorded; the practice reaches the clinic once.
func TestAPracticeFromTheFirstWordToTheClinic(t *testing.T) {
	t.Parallel()
	c := newClinic(t, kinds["our server"])
	e, s := c.signsIn(maya)
	const id = "22222222-2222-4222-8222-222222222222"
	p := care.Practice{ID: id, Skill: "thought-record", Title: "Thought record", At: e.Chart().Sync.AsOf, Labels: []string{"What happened?"}, Words: []string{"The bus"}}
	c.does(e.KeepPractice(c.Context(), p))
	c.does(e.FavourSkill(c.Context(), "stop", true))
	c.syncs(e)
	if c.now("Observation/"+id) != nil {
		t.Error("what is not finished was sent")
	}

	again, err := New(Config{Store: s, Remote: e.remote, Identity: maya})
	c.does(err)
	chart := again.Chart()
	begun, ok := chart.Skills.BegunOn("thought-record")
	if !ok || begun.Words[0] != "The bus" || !chart.Skills.Favours("stop") || len(chart.CheckIns) > 0 {
		t.Fatalf("after a restart: notes %+v, check-ins %+v", chart.Skills, chart.CheckIns)
	}

	begun.Words[0] = "The bus was late."
	c.does(again.RecordPractice(c.Context(), begun))
	chart = again.Chart()
	if _, still := chart.Skills.BegunOn("thought-record"); still || len(chart.Practices) != 1 {
		t.Errorf("recorded: begun %v, practices %+v", still, chart.Practices)
	}
	if got := chart.Delivery("Observation/" + id).State; got != care.OnDevice {
		t.Errorf("before it is sent its state is %v", got)
	}
	c.syncs(again)
	if got := again.Chart().Delivery("Observation/" + id); got.State != care.Received || got.Received.IsZero() {
		t.Errorf("after it was sent its state is %+v", got)
	}
	if body := c.now("Observation/" + id); body == nil || body["effectiveDateTime"] == nil {
		t.Errorf("the server has %v", body)
	}
	c.does(again.DropPractice(c.Context(), "none"))
	if at := again.Chart().Practices[0].At; !at.Equal(p.At.Truncate(time.Second)) && !at.Equal(p.At) {
		t.Errorf("it was at %v, want %v", at, p.At)
	}
}
