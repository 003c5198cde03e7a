package scenarios

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"throughline/care"
	"throughline/fhir"
	"throughline/internal/testclinic"
	"throughline/sync/fhirhttp"
	"throughline/sync/store"
)

// kept is what a device has of the record, by reference.
func (d *device) kept() (refs []string) {
	d.Helper()
	d.does(d.store.View(d.Context(), func(tx *store.Tx) error {
		return tx.Resources(func(r store.Resource) error {
			refs = append(refs, r.Type+"/"+r.ID)
			return nil
		})
	}))
	slices.Sort(refs)
	return refs
}

// invites has a patient name somebody and gives the code.
func (d *device) invites(name string, s care.Sharing) care.Invited {
	d.Helper()
	named, err := d.NameLovedOne(d.Context(), care.Invitation{ID: uuid.NewString(), Name: name, Relation: "FRND", Sharing: s})
	d.does(err)
	made, err := d.session.Invite(d.Context(), "", named.Person, named.Consent)
	d.does(err)
	return made
}

// joins makes an account with a code.
func (p *programme) joins(made care.Invited, as testclinic.Login) string {
	p.Helper()
	page, err := testclinic.Join(p.Context(), made.Address, made.Code, as)
	if err != nil {
		p.Fatal(err)
	}
	return page
}

func (d *device) trusted(ref string) care.Trusted {
	d.Helper()
	for _, t := range d.Chart().Trusted {
		if t.Ref == ref {
			return t
		}
	}
	d.Fatalf("%s is not on the list: %+v", ref, d.Chart().Trusted)
	return care.Trusted{}
}

const joined = "Your account is ready"

// asks has the clinic's staff ask somebody of the family to one of a patient's sessions that is still to come.
func (d *device) asks(session, person string) {
	d.Helper()
	id := strings.TrimPrefix(session, "Appointment/")
	now, err := d.remote.Read(d.Context(), "Appointment", id)
	d.does(err)
	decoded, err := fhir.Decode(now.Raw)
	d.does(err)
	a, _ := decoded.(*fhir.Appointment)
	a.Participant = append(a.Participant, fhir.AppointmentParticipant{Actor: fhir.Reference{Reference: person}, Required: "optional", Status: "needs-action"})
	body, err := fhir.Encode(a)
	d.does(err)
	_, err = d.remote.Update(d.Context(), "Appointment", id, body, fhirhttp.IfVersion(now.Version))
	d.does(err)
}

// S14: a patient invites a loved one, who makes an account with the code, sees what was previewed, is asked to a session and accepts it
// without a signal. The patient and the staff see that.
func TestS14ALovedOneIsInvitedJoinsAndAcceptsAFamilySession(t *testing.T) {
	t.Parallel()
	p := newProgramme(t)
	maya, dana := p.device("maya"), p.device("dana")
	note := "Communication/" + uuid.NewString()
	maya.does(maya.WriteNote(t.Context(), care.OwnNote{Ref: note, Text: "Call before you come."}))
	maya.syncs()
	goal := maya.Chart().Plan.Goals[0]
	share := care.Sharing{
		Sessions: true, Join: true, Goals: []string{goal.Ref}, Notes: []string{note},
		Purpose: care.PurposeSupport, Until: p.now().AddDate(0, 2, 0).Truncate(time.Second),
	}
	made := maya.invites("Jonas Weber", share)
	maya.syncs()
	if got := maya.trusted(made.Ref); got.State != care.TrustWaiting || got.Name != "Jonas Weber" || !got.Until.Equal(made.Expires) || !got.Shared.Same(share) {
		t.Fatalf("invited: %+v", got)
	}
	jonas := testclinic.Login{User: "jonas@mail.example", Password: "three tin kettles"}
	if page := p.joins(made, jonas); !strings.Contains(page, joined) {
		t.Fatalf("joining:\n%s", page)
	}
	maya.syncs()
	if got := maya.trusted(made.Ref); got.State != care.TrustConnected || got.Since.IsZero() {
		t.Errorf("joined: %+v", got)
	}
	next, ok := maya.Chart().NextSession(p.now())
	if !ok {
		t.Fatal("Maya has no session")
	}
	dana.asks(next.Ref, made.Ref)
	maya.syncs()

	// What was previewed is what comes.
	preview, err := maya.PreviewSharing(t.Context(), care.Person{Ref: made.Ref, Name: "Jonas Weber"}, share)
	maya.does(err)
	his := p.signedIn(jonas)
	his.syncs()
	got := his.Chart()
	if len(got.Sessions) != 1 || len(got.Plan.Goals) != 1 || len(got.Notes) != 1 || got.Sharer.Name != "Maya Rivera" {
		t.Fatalf("Jonas sees %+v %+v %+v of %+v", got.Sessions, got.Plan.Goals, got.Notes, got.Sharer)
	}
	if a, b := preview.Sessions[0], got.Sessions[0]; a.Ref != b.Ref || a.Topic != b.Topic || !a.Start.Equal(b.Start) || a.Leader != b.Leader ||
		len(preview.Plan.Goals) != 1 || preview.Plan.Goals[0].Text != got.Plan.Goals[0].Text || preview.Notes[0].Text != got.Notes[0].Text || !preview.Shared.Same(got.Shared) {
		t.Errorf("previewed %+v\n came %+v", preview, got)
	}
	if g := got.Plan.Goals[0]; len(g.Story) > 1 || len(g.Steps) > 0 || g.Text != goal.Text {
		t.Errorf("the goal tells more than it says now: %+v", g)
	}

	his.does(his.AnswerSession(t.Context(), care.SessionAnswer{Session: next.Ref, Answer: care.AnswerComing})) // offline
	if s := his.Chart().Sessions[0]; s.Answer != care.AnswerComing || s.Delivery.State != care.OnDevice {
		t.Errorf("before it is sent: %+v", s)
	}
	if r := his.syncs(); r.Pending+r.Quarantined+r.Conflicts != 0 {
		t.Fatalf("report %+v", r)
	}
	maya.syncs()
	seen, _ := maya.Chart().Find(next.Ref)
	if !slices.Contains(seen.Family, care.Guest{Ref: made.Ref, Name: "Jonas Weber", Answer: care.AnswerComing}) {
		t.Errorf("Maya sees %+v", seen.Family)
	}
	staff, err := dana.remote.Read(t.Context(), "Appointment", strings.TrimPrefix(next.Ref, "Appointment/"))
	dana.does(err)
	decoded, err := fhir.Decode(staff.Raw)
	dana.does(err)
	if !slices.ContainsFunc(decoded.(*fhir.Appointment).Participant, func(x fhir.AppointmentParticipant) bool {
		return x.Actor.Reference == made.Ref && x.Status == "accepted"
	}) {
		t.Errorf("the staff see %s", staff.Raw)
	}

	// He leaves, in his own word; Maya sees that, and cannot bring him back by herself.
	his.does(his.Leave(t.Context()))
	if _, err := his.remote.Read(t.Context(), "Goal", strings.TrimPrefix(goal.Ref, "Goal/")); !fhirhttp.IsForbidden(err) {
		t.Errorf("after leaving: %v", err)
	}
	maya.syncs()
	if got := maya.trusted(made.Ref); got.State != care.TrustEnded || !got.Left {
		t.Errorf("he left: %+v", got)
	}
	if err := maya.Share(t.Context(), made.Ref, share); care.AsFault(err) == nil || care.AsFault(err).Code != "sharing-left" {
		t.Errorf("sharing with who has left: %v", err)
	}
}

// Scenario 3: a loved one is looking when consent is taken back: the next request gets 403, their cache is cleared, no reason is shown, it
// is audited; what was offline expires within 24 hours.
func TestTheEnginesOfScenario03ConsentIsTakenBackWhileALovedOneLooks(t *testing.T) {
	t.Parallel()
	p := newProgramme(t, "elena")
	maya, elena, second := p.device("maya"), p.device("elena"), p.device("elena")
	person := testclinic.Account("elena").FHIRUser
	goals := elena.Chart().Plan.Goals
	if len(goals) != 1 || len(elena.Chart().Sessions) != 1 || len(elena.kept()) < 5 {
		t.Fatalf("Elena sees %+v", elena.Chart())
	}
	ctx, stop := context.WithCancel(t.Context())
	charts := make(chan care.Chart, 100)
	defer elena.Subscribe(func(c care.Chart) { charts <- c })()
	running := make(chan error, 1)
	go func() { running <- elena.Run(ctx) }()
	defer func() { stop(); <-running }()

	p.later.Store(int64(time.Minute))
	maya.does(maya.EndSharing(t.Context(), person)) // without a signal
	if got := maya.trusted(person); got.State != care.TrustEnded || maya.Chart().Delivery(got.Consent).State != care.OnDevice {
		t.Fatalf("before it is sent: %+v", got)
	}
	if _, err := elena.remote.Read(t.Context(), "Goal", strings.TrimPrefix(goals[0].Ref, "Goal/")); err != nil {
		t.Fatalf("until the clinic has it: %v", err)
	}
	maya.syncs()
	took := p.now()

	for _, path := range []string{goals[0].Ref, elena.Chart().Clinic.Name, "Practitioner/x", person} {
		typ, id, _ := strings.Cut(path, "/")
		if id == "" {
			continue
		}
		_, err := elena.remote.Read(t.Context(), typ, id)
		if !fhirhttp.IsForbidden(err) {
			t.Errorf("the next request for %s: %v", path, err)
		}
		if err != nil && (strings.Contains(strings.ToLower(err.Error()), "consent") || strings.Contains(err.Error(), "Maya")) {
			t.Errorf("a reason is given: %v", err)
		}
	}
	elena.CheckSharing(t.Context()) // what the app asks each minute while it is open
	limit := time.After(time.Minute)
	for ended := false; !ended; {
		select {
		case c := <-charts:
			if ended = c.Sync.Ended; ended && (len(c.Sessions)+len(c.Plan.Goals)+len(c.Notes) > 0 || c.Sharer.Name != "" || c.Clinic.Name != "") {
				t.Errorf("still shown: %+v", c)
			}
		case <-limit:
			t.Fatal("Elena's app did not learn of it")
		}
	}
	if refs := elena.kept(); len(refs) > 0 {
		t.Errorf("her device keeps %v", refs)
	}

	// Her other device had no signal: what it has expires within a day, by itself.
	if len(second.Chart().Sessions) != 1 {
		t.Fatal("the second device has nothing to lose")
	}
	p.later.Store(int64(24*time.Hour + 2*time.Minute))
	again := p.restart(second)
	if c := again.Chart(); !c.Sync.Expired || len(c.Sessions)+len(c.Plan.Goals)+len(c.Notes) > 0 || len(again.kept()) > 0 {
		t.Errorf("after a day: %+v, %v", c.Sync, again.kept())
	}
	_, _ = again.Sync(t.Context())
	if c := again.Chart(); !c.Sync.Ended {
		t.Errorf("at its next contact: %+v", c.Sync)
	}

	// Audited: that Maya changed it, and that Elena was refused.
	changed, refused := false, false
	patient := strings.TrimPrefix(testclinic.Account("maya").FHIRUser, "Patient/")
	maya.does(maya.remote.Search(t.Context(), "AuditEvent", url.Values{"patient": {"Patient/" + patient}, "_sort": {"-date"}, "_count": {"100"}}, func(page fhirhttp.Page) error {
		for _, e := range page.Entries {
			text := string(e.Resource)
			at := time.Time{}
			if r, err := fhir.Decode(e.Resource); err == nil {
				at, _ = fhir.ParseInstant(r.(*fhir.AuditEvent).Recorded)
			}
			changed = changed || strings.Contains(text, "Consent/") && strings.Contains(text, "Patient/"+patient) && strings.Contains(text, `"action":"U"`)
			refused = refused || strings.Contains(text, person) && strings.Contains(text, `"outcome":"4"`) && !at.Before(took.Truncate(time.Second))
		}
		return nil
	}))
	if !changed || !refused {
		t.Errorf("audited: changed %v, refused %v", changed, refused)
	}

	// Shared again, it comes back.
	maya.does(maya.Share(t.Context(), person, care.Sharing{Goals: []string{goals[0].Ref}, Until: p.now().AddDate(0, 1, 0)}))
	maya.syncs()
	elena.syncs()
	if c := elena.Chart(); c.Sync.Ended || len(c.Plan.Goals) != 1 || len(c.Sessions) != 0 {
		t.Errorf("shared again: %+v %+v", c.Sync, c.Sessions)
	}
}
