package scenarios

import (
	"encoding/json"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"

	"throughline/clinic/auth"
	"throughline/internal/testclinic"
	"throughline/sync/fhirhttp"
)

// deskKnows is all that the front desk may be told of a session, said by hand (program.md S9; clinical.md on privacy): when,
// with whom, where, and whether they come.
var deskKnows = map[string]string{
	"Appointment":         "resourceType id meta identifier status start end minutesDuration created participant extension",
	"AppointmentResponse": "resourceType id meta identifier appointment start end actor participantStatus",
	"Schedule":            "resourceType id meta identifier active actor planningHorizon extension",
	"Slot":                "resourceType id meta identifier schedule status start end extension",
	"Practitioner":        "", "Location": "", "Organization": "", // the clinic itself
}

// neverAtTheDesk are words of what somebody is treated for, and of what kind their visit is.
var neverAtTheDesk = []string{
	"SUD", "42CFR", "substance", "dual", "alcohol", "opioid", "medication", "psycho", "relapse", "trigger", "skills", "join-url", "https://meet", "reason", "comment",
	"description", "serviceType", "specialty",
}

// The front desk sees schedules only. Whatever it asks the server for, by the app's own engine or by any search, the raw JSON of the
// demo programme has no word of what anybody comes for: no label of substance use, no kind of visit, no topic, no link of a room.
func TestTheFrontDeskSeesSchedulesOnlyInTheRawJSONToo(t *testing.T) {
	t.Parallel()
	p := newProgramme(t)
	_, err := p.server.Auth.AddUser(t.Context(), auth.NewUser{
		Username: "desk", Password: "three tin kettles", Role: auth.RoleFrontDesk, FHIRUser: "Practitioner/desk", DisplayName: "Desk",
	})
	if err != nil {
		t.Fatal(err)
	}
	d := p.signedIn(testclinic.Login{User: "desk", Password: "three tin kettles"})
	d.syncs()
	got := map[string]int{}
	for _, typ := range append(lookedAt(), "AuditEvent") {
		_ = d.remote.Search(t.Context(), typ, url.Values{"_count": {"200"}}, func(page fhirhttp.Page) error { // most is refused
			for _, e := range page.Entries {
				got[typ]++
				d.told(typ, e.Resource)
			}
			return nil
		})
	}
	for typ := range got {
		if _, ok := deskKnows[typ]; !ok {
			t.Errorf("the front desk gets %d of %s", got[typ], typ)
		}
	}
	if got["Appointment"] < 100 || got["Schedule"] == 0 {
		t.Errorf("the front desk gets no schedules: %v", got)
	}
	chart := d.Chart()
	if len(chart.Meetings) == 0 || len(chart.Work) != 0 || len(chart.Forms) != 0 || len(chart.Patients) != 0 {
		t.Errorf("its app has %d sessions, %d pieces of work, %d forms, %d patients", len(chart.Meetings), len(chart.Work), len(chart.Forms), len(chart.Patients))
	}
}

func (d *device) told(typ string, raw json.RawMessage) {
	d.Helper()
	var tree map[string]json.RawMessage
	if err := json.Unmarshal(raw, &tree); err != nil {
		d.Fatal(err)
	}
	if keys := deskKnows[typ]; keys != "" {
		for key := range maps.Keys(tree) {
			if !slices.Contains(strings.Fields(keys), key) {
				d.Errorf("%s.%s is told to the front desk", typ, key)
			}
		}
		for _, word := range neverAtTheDesk {
			if strings.Contains(strings.ToLower(string(raw)), strings.ToLower(word)) {
				d.Errorf("%q is told to the front desk: %s", word, raw)
				return
			}
		}
	}
}
