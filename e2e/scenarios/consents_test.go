package scenarios

import (
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"throughline/care"
	"throughline/clinic/records"
	"throughline/clinic/search"
	"throughline/fhir"
	"throughline/internal/testclinic"
	"throughline/profile"
	"throughline/screens/lovedone"
	"throughline/screens/say"
	"throughline/sync/fhirhttp"
	"throughline/sync/store"
)

// scope is one thing that a patient can choose to share.
type scope struct {
	name string
	with func(*care.Sharing)
}

// Each scope alone and each two of them: what the patient is shown as "this is what they will see" is what the loved one's
// app then shows, word for word; their device keeps that and nothing else of the patient; and the Consent at the clinic
// says the same, element by element.
func TestWhatIsPreviewedIsWhatIsShownKeptAndConsentedForEachScopeAndEachTwo(t *testing.T) {
	t.Parallel()
	p := newProgramme(t, "elena")
	maya, dana, elena := p.device("maya"), p.device("dana"), p.device("elena")
	who := care.Person{Ref: testclinic.Account("elena").FHIRUser, Name: testclinic.Account("elena").Name}
	note, kept := "Communication/"+uuid.NewString(), "Communication/"+uuid.NewString()
	maya.does(maya.WriteNote(t.Context(), care.OwnNote{Ref: note, Text: "Call before you come."}))
	maya.does(maya.WriteNote(t.Context(), care.OwnNote{Ref: kept, Text: "This one is mine alone."}))
	maya.syncs()
	next, _ := maya.Chart().NextSession(p.now())
	dana.asks(next.Ref, who.Ref)
	maya.syncs()
	goals := maya.Chart().Plan.Goals
	scopes := []scope{
		{"sessions", func(s *care.Sharing) { s.Sessions = true }},
		{"link", func(s *care.Sharing) { s.Sessions, s.Join = true, true }},
		{"education", func(s *care.Sharing) { s.Education = true }},
		{"goal", func(s *care.Sharing) { s.Goals = append(s.Goals, goals[0].Ref) }},
		{"other goal", func(s *care.Sharing) { s.Goals = append(s.Goals, goals[1].Ref) }},
		{"note", func(s *care.Sharing) { s.Notes = append(s.Notes, note) }},
	}
	tried := 0
	for i, a := range scopes {
		for j, b := range scopes[i:] {
			s := care.Sharing{Purpose: care.SharingPurposes()[tried%3], Until: p.now().AddDate(0, 0, 30+tried).Truncate(time.Second)}
			a.with(&s)
			name := a.name
			if j > 0 {
				b.with(&s)
				name += " and " + b.name
			}
			tried++
			preview, err := maya.PreviewSharing(t.Context(), who, s)
			maya.does(err)
			maya.does(maya.Share(t.Context(), who.Ref, s))
			maya.syncs()
			elena.syncs()
			for _, language := range []string{"en", "es"} {
				if was, is := p.seen(preview, who, language), p.seen(elena.Chart(), who, language); !reflect.DeepEqual(was, is) {
					t.Errorf("%s, %s: previewed\n%+v\nand shown\n%+v", name, language, was, is)
				}
			}
			if got, want := elena.keptOfPatient(), elena.wanted(s); !slices.Equal(got, want) {
				t.Errorf("%s: the device keeps %v, want %v", name, got, want)
			}
			if got := maya.consented(who.Ref); !reflect.DeepEqual(got, consentFor(s, who.Ref)) {
				t.Errorf("%s: the clinic has %+v, want %+v", name, got, consentFor(s, who.Ref))
			}
		}
	}
	if tried != 21 {
		t.Errorf("%d choices were tried", tried)
	}
	if _, err := maya.NameLovedOne(t.Context(), care.Invitation{ID: uuid.NewString(), Name: "Ida", Sharing: care.Sharing{Join: true}}); err == nil {
		t.Error("a link without its sessions is something to share")
	}
}

// seen is what the loved one's pages say of a chart: how fresh it is, and whose eyes it is for, are not what is shared.
func (p *programme) seen(c care.Chart, who care.Person, language string) [3]any {
	p.Helper()
	c.Sync = care.Sync{AsOf: p.now()}
	c.Viewer = care.Viewer{Person: who, Role: care.RoleLovedOne, Zone: c.Viewer.Zone}
	printer := say.New(language)
	return [3]any{
		lovedone.HomeOf(c, toRead, p.now(), printer), lovedone.SessionsOf(c, p.now(), printer), lovedone.WorriedOf(c, care.Contacts{}, p.now(), printer),
	}
}

// toRead is what there is to read.
var toRead = []care.Lesson{{Key: "for-families", Title: "How to help on a hard day", Minutes: 4}, {Key: "family-session", Title: "A family session", Minutes: 3}}

// keptOfPatient is what a device keeps, without who and where the clinic is.
func (d *device) keptOfPatient() (refs []string) {
	d.Helper()
	for _, ref := range d.kept() {
		if typ, _, _ := strings.Cut(ref, "/"); !slices.Contains(theClinicItself, typ) {
			refs = append(refs, ref)
		}
	}
	return refs
}

// wanted is what a loved one's device is to keep of what is shared: they themselves, their consent, and what it names. Of
// sessions it is those that ask them.
func (d *device) wanted(s care.Sharing) (refs []string) {
	d.Helper()
	refs = append(refs, d.session.Identity().FHIRUser)
	for _, r := range d.consents() {
		refs = append(refs, "Consent/"+r)
	}
	if s.Sessions {
		for _, a := range resources[*fhir.Appointment](d) {
			if slices.ContainsFunc(a.Participant, func(x fhir.AppointmentParticipant) bool {
				return strings.HasSuffix(x.Actor.Reference, profile.RefOf(d.session.Identity().FHIRUser))
			}) {
				refs = append(refs, "Appointment/"+a.ID)
			}
		}
		for _, a := range resources[*fhir.AppointmentResponse](d) {
			if strings.HasSuffix(a.Actor.Reference, profile.RefOf(d.session.Identity().FHIRUser)) {
				refs = append(refs, "AppointmentResponse/"+a.ID)
			}
		}
	}
	refs = slices.Concat(refs, s.Goals, s.Notes)
	for i, ref := range refs {
		refs[i] = profile.RefOf(ref)
	}
	slices.Sort(refs)
	return slices.Compact(refs)
}

// consents are the ids of those that a device has: the clinic gives a loved one those that name them alone.
func (d *device) consents() (ids []string) {
	d.Helper()
	d.does(d.store.View(d.Context(), func(tx *store.Tx) error {
		return tx.Resources(func(r store.Resource) error {
			if r.Type == "Consent" {
				ids = append(ids, r.ID)
			}
			return nil
		})
	}))
	if len(ids) != 1 {
		d.Errorf("%d consents on the device", len(ids))
	}
	return ids
}

// resources are all of a type that the clinic has.
func resources[T fhir.Resource](d *device) (out []T) {
	d.Helper()
	var typed T
	q, err := search.Parse(typed.ResourceType(), url.Values{"_count": {"200"}})
	d.does(err)
	for more := true; more; {
		found, err := d.server.Records.Search(d.Context(), records.SystemCall(d.server.ID), q, "")
		d.does(err)
		for _, v := range found.Hits {
			r, err := fhir.Decode(v.Body)
			d.does(err)
			if one, ok := r.(T); ok {
				out = append(out, one)
			}
		}
		q.After, more = found.Next, found.Next != nil
	}
	return out
}

// consented is what of a Consent decides.
type consented struct {
	Status, Scope, Category, Policy, Type string
	Actor, Action, Purposes, Classes      []string
	Data                                  []string
	Join                                  bool
	End                                   string
	Labels                                []string
}

// consentFor is what the clinic is to have of a choice.
func consentFor(s care.Sharing, person string) consented {
	c := consented{
		Status: "active", Scope: "patient-privacy", Category: "59284-0", Policy: "OPTIN", Type: "permit",
		Actor: []string{person}, Action: []string{"access"}, Purposes: []string{"FAMRQT", string(s.Purpose)}, Join: s.Join, End: fhir.DateTime(s.Until),
		Data: slices.Concat(s.Goals, s.Notes),
	}
	if s.Sessions {
		c.Classes = append(c.Classes, "Appointment")
	}
	if s.Education {
		c.Classes = append(c.Classes, "ActivityDefinition")
	}
	return c
}

func (d *device) consented(person string) (out consented) {
	d.Helper()
	read, err := d.remote.Read(d.Context(), "Consent", strings.TrimPrefix(d.trusted(person).Consent, "Consent/"))
	d.does(err)
	decoded, err := fhir.Decode(read.Raw)
	d.does(err)
	c, _ := decoded.(*fhir.Consent)
	out = consented{Status: c.Status, Scope: c.Scope.Coding[0].Code, Category: c.Category[0].Coding[0].Code, Policy: c.PolicyRule.Coding[0].Code, Type: c.Provision.Type, End: c.Provision.Period.End}
	for _, a := range c.Provision.Actor {
		out.Actor = append(out.Actor, a.Reference.Reference)
	}
	for _, a := range c.Provision.Action {
		out.Action = append(out.Action, a.Coding[0].Code)
	}
	for _, x := range c.Provision.Purpose {
		out.Purposes = append(out.Purposes, x.Code)
	}
	for _, x := range c.Provision.Class {
		out.Classes = append(out.Classes, x.Code)
	}
	for _, x := range c.Provision.Data {
		out.Data = append(out.Data, x.Reference.Reference)
	}
	for _, x := range c.Provision.SecurityLabel {
		out.Labels = append(out.Labels, x.Code)
	}
	if x, ok := fhir.FindExtension(c.Provision.Extension, profile.ExtShareJoin); ok {
		out.Join = *x.ValueBoolean
	}
	return out
}

// What is shared until a day is over at that minute, at the clinic and on the loved one's device before it asks again:
// the device keeps nothing, and says that sharing has ended and no more.
func TestTheEndOfWhatIsSharedHoldsAtThatMinute(t *testing.T) {
	t.Parallel()
	p := newProgramme(t, "elena")
	maya, elena := p.device("maya"), p.device("elena")
	who := testclinic.Account("elena").FHIRUser
	goal := maya.Chart().Plan.Goals[0].Ref
	until := p.now().Add(2 * time.Hour).Truncate(time.Second)
	maya.does(maya.Share(t.Context(), who, care.Sharing{Goals: []string{goal}, Education: true, Until: until}))
	maya.syncs()
	elena.syncs()
	read := func() error {
		_, err := elena.remote.Read(t.Context(), "Goal", strings.TrimPrefix(goal, "Goal/"))
		return err
	}
	at := func(when time.Time) { p.later.Add(int64(when.Sub(p.now()))) }

	at(until.Add(-30 * time.Second))
	if err := read(); err != nil {
		t.Errorf("before it: %v", err)
	}
	if c := p.restart(elena).Chart(); c.Sync.Ended || len(c.Plan.Goals) != 1 {
		t.Errorf("before it: %+v", c.Sync)
	}
	shown := elena.Chart() // of the app that is open all the time
	at(until.Add(time.Second + time.Second/2))
	if err := read(); !fhirhttp.IsForbidden(err) {
		t.Errorf("after it: %v", err)
	}
	for name, c := range map[string]care.Chart{"open": shown.Lapsed(p.now()), "opened": p.restart(elena).Chart()} {
		home := lovedone.HomeOf(c, toRead, p.now(), say.New("en"))
		if !c.Sync.Ended || home.Gone.Title == "" || len(home.Goals)+len(home.Lessons) > 0 || strings.Contains(home.Title, "Maya") || c.Sharer.Name != "" {
			t.Errorf("%s: %+v", name, home)
		}
	}
	if kept := elena.kept(); len(kept) > 0 {
		t.Errorf("kept %v", kept)
	}
	if got := care.SharingStory(maya.trusted(who).Decided, p.now()); got[0].Kind != care.SharingRanOut || !got[0].At.Equal(until) {
		t.Errorf("the patient reads %+v", got[0])
	}
}

// Marcus' program treats substance use. Without a yes of its own nothing of what it recorded is shared, whatever else was
// chosen; with it his consent names it, and every page that shows some of it says that it may not be passed on.
func TestWhatAProgramForSubstanceUseRecordedNeedsItsOwnYesAndCarriesItsNotice(t *testing.T) {
	t.Parallel()
	p := newProgramme(t, "marcus")
	marcus := p.device("marcus")
	note := "Communication/" + uuid.NewString()
	marcus.does(marcus.WriteNote(t.Context(), care.OwnNote{Ref: note, Text: "Call before you come."}))
	marcus.syncs()
	goal := marcus.Chart().Plan.Goals[0].Ref
	until := p.now().AddDate(0, 2, 0).Truncate(time.Second)
	education := care.Sharing{Education: true, Purpose: care.PurposeSupport, Until: until}
	anna := marcus.invites("Anna Okafor", education) // once refused: a consent with no label had an empty meta
	login := testclinic.Login{User: "anna", Password: "three tin kettles"}
	if page := p.joins(anna, login); !strings.Contains(page, joined) {
		t.Fatal(page)
	}
	marcus.syncs()
	device := p.signedIn(login)
	device.syncs()
	notice := func(c care.Chart) string { return lovedone.HomeOf(c, toRead, p.now(), say.New("en")).Notice }
	if got := marcus.consented(anna.Ref); len(got.Labels) > 0 || notice(device.Chart()) != "" {
		t.Errorf("education alone: %+v, %q", got, notice(device.Chart()))
	}
	for name, with := range map[string]func(*care.Sharing){
		"sessions": func(s *care.Sharing) { s.Sessions = true }, "a goal": func(s *care.Sharing) { s.Goals = []string{goal} },
		"a note": func(s *care.Sharing) { s.Notes = []string{note} },
	} {
		s := education
		with(&s)
		if err := marcus.Share(t.Context(), anna.Ref, s); care.AsFault(err) == nil || care.AsFault(err).Code != "sharing-substance" {
			t.Errorf("%s without the yes: %v", name, err)
		}
		s.Substance = true
		preview, err := marcus.PreviewSharing(t.Context(), care.Person{Ref: anna.Ref, Name: "Anna Okafor"}, s)
		marcus.does(err)
		marcus.does(marcus.Share(t.Context(), anna.Ref, s))
		marcus.syncs()
		device.syncs()
		want := consentFor(s, anna.Ref)
		want.Labels = []string{"SUD", "42CFRPart2"}
		if got := marcus.consented(anna.Ref); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: the clinic has %+v, want %+v", name, got, want)
		}
		if got, want := device.keptOfPatient(), device.wanted(s); !slices.Equal(got, want) {
			t.Errorf("%s: the device keeps %v, want %v", name, got, want)
		}
		sessions := lovedone.SessionsOf(device.Chart(), p.now(), say.New("en"))
		for where, said := range map[string]string{"preview": notice(preview), "home": notice(device.Chart()), "sessions": sessions.Notice} {
			if !strings.Contains(said, "42 CFR Part 2 prohibits") {
				t.Errorf("%s, %s: the notice says %q", name, where, said)
			}
		}
	}
	marcus.does(marcus.Share(t.Context(), anna.Ref, education))
	marcus.syncs()
	device.syncs()
	if c := device.Chart(); len(c.Sessions)+len(c.Plan.Goals)+len(c.Notes) > 0 || notice(c) != "" {
		t.Errorf("the yes taken back: %+v", c)
	}
}
