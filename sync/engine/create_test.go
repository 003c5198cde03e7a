package engine

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"throughline/care"
)

// The answer to a session has one id, whoever gives it: two devices that were both offline make the same
// resource. Each server lets one of them be first in its own way, and the second was taken for sent: by a create
// that was answered with what is there, or by a PUT that heeds no If-None-Match and erased the first.
func TestTwoDevicesMakeTheSameResource(t *testing.T) {
	t.Parallel()
	all := maps.Clone(kinds)
	all["heeds nothing"] = modelKind{updateCreate: true, instance: true, heedsNothing: true}
	for name, kind := range all {
		for _, keep := range []Keep{KeepMine, KeepTheirs} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				c := newClinic(t, kind)
				phone, _ := c.signsIn(maya)
				laptop, _ := c.signsIn(maya)
				c.does(phone.AnswerSession(t.Context(), care.SessionAnswer{Session: "Appointment/a1", Answer: care.AnswerComing}))
				c.does(laptop.AnswerSession(t.Context(), care.SessionAnswer{Session: "Appointment/a1", Answer: care.AnswerCant}))
				c.syncs(phone)
				if r := c.syncs(laptop); r.Conflicts != 1 || r.Pending != 0 {
					t.Fatalf("report %+v, want the laptop to ask", r)
				}
				waiting, err := laptop.Waiting(t.Context())
				c.does(err)
				c.does(laptop.Decide(t.Context(), waiting[0].ID, keep))
				if r := c.syncs(laptop); r.Conflicts != 0 || r.Pending != 0 || r.Quarantined != 0 {
					t.Errorf("report %+v after the choice", r)
				}
				c.syncs(phone)
				answers := slices.DeleteFunc(c.model.live(), func(ref string) bool { return !strings.HasPrefix(ref, "AppointmentResponse/") })
				if len(answers) != 1 {
					t.Fatalf("the server has %v", answers)
				}
				want := map[Keep]care.Answer{KeepMine: care.AnswerCant, KeepTheirs: care.AnswerComing}[keep]
				for _, e := range []*Engine{phone, laptop} {
					if s := e.Chart().Sessions[0]; s.Answer != want {
						t.Errorf("a device shows %v, want %v", s.Answer, want)
					}
				}
				if len(c.model.wrong) > 0 {
					t.Errorf("did %v", c.model.wrong)
				}
			})
		}
	}
}
