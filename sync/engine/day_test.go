package engine

import (
	"errors"
	"testing"

	"throughline/care"
)

func appointment(status string, more ...any) object {
	a := object{
		"resourceType": "Appointment", "id": "a1", "status": status, "start": "2027-03-09T18:00:00-06:00", "end": "2027-03-09T21:00:00-06:00",
		"participant": []any{object{"actor": object{"reference": "Patient/p1"}, "status": "accepted"}},
	}
	if len(more) > 0 {
		a["extension"] = more
	}
	return a
}

func link(url string) object {
	return object{"url": "https://throughline.app/fhir/StructureDefinition/join-url", "valueUrl": url}
}

// The link is the clinic's of this moment, whatever was synced before.
func TestTheJoinLinkIsAskedForLive(t *testing.T) {
	t.Parallel()
	c := newClinic(t, kinds["our server"])
	e, _ := c.signsIn(maya)
	c.has("Appointment/a1", appointment("booked", link("https://video.example.org/old")))
	c.syncs(e)
	c.has("Appointment/a1", appointment("booked", link("https://video.example.org/new")))
	if got, err := e.JoinLink(t.Context(), "Appointment/a1"); err != nil || got != "https://video.example.org/new" {
		t.Errorf("the link is %q, %v", got, err)
	}
	for name, now := range map[string]object{
		"none yet":  appointment("booked"),
		"cancelled": appointment("cancelled", link("https://video.example.org/new")),
		"no web":    appointment("booked", link("file:///etc/passwd")),
	} {
		c.has("Appointment/a1", now)
		if _, err := e.JoinLink(t.Context(), "Appointment/a1"); !errors.Is(err, errNoLink) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := e.JoinLink(t.Context(), "Appointment/nowhere"); !errors.Is(err, errNoLink) {
		t.Errorf("of no session: %v", err)
	}
}

func TestANoteOutlivesTheAppAndIsNeverSent(t *testing.T) {
	t.Parallel()
	c := newClinic(t, kinds["our server"])
	e, s := c.signsIn(maya)
	c.does(e.KeepNote(c.Context(), "looked", []byte(`{"AsOf":1}`)))
	again, err := New(Config{Store: s, Remote: e.remote, Identity: maya})
	c.does(err)
	if got, err := again.Note(c.Context(), "looked"); err != nil || string(got) != `{"AsOf":1}` {
		t.Errorf("after a restart: %s, %v", got, err)
	}
	if got, err := again.Note(c.Context(), "other"); err != nil || len(got) != 0 {
		t.Errorf("never kept: %s, %v", got, err)
	}
	if n := again.Chart().Sync.Pending; n != 0 {
		t.Errorf("%d entries wait to be sent", n)
	}
}

func TestHomeworkThatWasDoneReachesTheClinic(t *testing.T) {
	t.Parallel()
	c := newClinic(t, kinds["our server"])
	e, _ := c.signsIn(maya)
	c.has("Task/h", object{
		"resourceType": "Task", "id": "h", "status": "requested", "intent": "order", "description": "Ride out one urge", "for": object{"reference": "Patient/p1"},
		"code": object{"coding": []any{object{"system": "https://throughline.app/fhir/CodeSystem/task", "code": "homework"}}},
	})
	c.syncs(e)
	c.does(e.DoHomework(c.Context(), "Task/h", true))
	if h := e.Chart().Homework; len(h) != 1 || h[0].Done.IsZero() || e.Chart().Delivery("Task/h").State != care.OnDevice {
		t.Errorf("before the sync: %+v", h)
	}
	c.syncs(e)
	if got := c.now("Task/h"); got["status"] != "completed" {
		t.Errorf("the clinic has %v", got)
	}
}
