package profile_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"throughline/care"
	"throughline/fhir"
	"throughline/profile"
)

const (
	sharedGoal = `{"resourceType":"Goal","id":"g","lifecycleStatus":"active","description":{"text":"Sleep"},"subject":{"reference":"Patient/maya"},
		"addresses":[{"reference":"Condition/x"}],"note":[{"text":"secret"}],"target":[{"measure":{"text":"PHQ-9"},"detailInteger":4,"dueDate":"2027-05-01"}]}`
	keptGoal   = `{"resourceType":"Goal","id":"kept","lifecycleStatus":"active","description":{"text":"Kept"},"subject":{"reference":"Patient/maya"}}`
	sharedNote = `{"resourceType":"Communication","id":"n","status":"completed","category":[{"coding":[{"system":"https://throughline.app/fhir/CodeSystem/communication","code":"note"}]}],
		"subject":{"reference":"Patient/maya"},"sender":{"reference":"Patient/maya"},"sent":"2027-03-01T12:00:00Z","payload":[{"contentString":"Ask me about dinner"}]}`
	stayOf = `{"resourceType":"EpisodeOfCare","id":"e","status":"active","patient":{"reference":"Patient/maya"},"period":{"start":"2027-02-01","end":"2027-04-01"},
		"type":[{"coding":[{"system":"https://throughline.app/fhir/CodeSystem/programme","code":"KIND"}]}]}`
	ida = `{"resourceType":"RelatedPerson","id":"ida","active":true,"patient":{"reference":"Patient/maya"},"name":[{"text":"Ida Lindgren"}],"period":{"start":"2027-03-02T10:00:00Z"}}`
)

func sharingSet(t *testing.T, more ...string) *profile.Memory {
	t.Helper()
	return store(t, append([]string{sharedGoal, keptGoal, sharedNote}, more...)...)
}

// What a patient decides is written as a consent, is read back as they decided it,
// and is taken back first in line.
func TestWhatIsSharedIsWrittenReadAndTakenBack(t *testing.T) {
	t.Parallel()
	set := sharingSet(t, ida, strings.Replace(stayOf, "KIND", "mental-health", 1))
	want := care.Sharing{
		Sessions: true, Join: true, Education: true, Goals: []string{"Goal/g"}, Notes: []string{"Communication/n"},
		Purpose: care.PurposeAfter, Until: now.AddDate(0, 3, 0).Truncate(time.Second),
	}
	ops, err := profile.SharingDecided(set, asMaya, "RelatedPerson/ida", want, now)
	if err != nil || len(ops) != 1 || ops[0].Urgent || ops[0].Kind != profile.Create {
		t.Fatalf("%+v, %v", ops, err)
	}
	apply(t, set, ops, nil)
	all := see(t, set, asMaya).Trusted
	if len(all) != 1 || all[0].State != care.TrustConnected || all[0].Name != "Ida Lindgren" || all[0].Since.IsZero() || !all[0].Shared.Same(want) {
		t.Fatalf("read back: %+v", all)
	}
	if ops, err = profile.SharingEnded(set, asMaya, "RelatedPerson/ida", now.Add(time.Hour)); err != nil || len(ops) != 1 || !ops[0].Urgent {
		t.Fatalf("%+v, %v", ops, err)
	}
	apply(t, set, ops, nil)
	if got := see(t, set, asMaya).Trusted[0]; got.State != care.TrustEnded || !got.Ended.Equal(now.Add(time.Hour).Truncate(time.Second)) {
		t.Errorf("taken back: %+v", got)
	}
	if ops, err = profile.SharingEnded(set, asMaya, "RelatedPerson/ida", now); err != nil || len(ops) != 0 {
		t.Errorf("twice: %+v, %v", ops, err)
	}
}

func TestAConnectionSaysHowFarItHasCome(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		person string
		want   care.TrustState
	}{
		"connected":   {ida, care.TrustConnected},
		"waiting":     {strings.NewReplacer(`,"period":{"start":"2027-03-02T10:00:00Z"}`, `,"extension":[{"url":"`+profile.ExtInvitedUntil+`","valueDateTime":"2027-03-20T10:00:00Z"}]`).Replace(ida), care.TrustWaiting},
		"left":        {strings.Replace(ida, `"active":true`, `"active":false`, 1), care.TrustEnded},
		"from before": {strings.Replace(ida, `,"period":{"start":"2027-03-02T10:00:00Z"}`, "", 1), care.TrustConnected},
	} {
		set := sharingSet(t, strings.Replace(ida, "Lindgren", "", 1), strings.Replace(stayOf, "KIND", "mental-health", 1))
		ops, err := profile.SharingDecided(set, asMaya, "RelatedPerson/ida", care.Sharing{Education: true}, now)
		if err != nil {
			t.Fatal(err)
		}
		apply(t, set, ops, nil)
		if err := set.Put([]byte(x.person)); err != nil {
			t.Fatal(err)
		}
		if got := see(t, set, asMaya).Trusted; len(got) != 1 || got[0].State != x.want || got[0].Left != (name == "left") {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// What a programme for substance use recorded is opened by a consent that says so,
// and a consent that does not say so does not tell of it either.
func TestSubstanceUseNeedsItsOwnYes(t *testing.T) {
	t.Parallel()
	dual := strings.Replace(strings.Replace(stayOf, "KIND", "dual-diagnosis", 1), `"status":"active"`,
		`"meta":{"security":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"42CFRPart2"}]},"status":"active"`, 1)
	set := sharingSet(t, ida, dual)
	decide := func(s care.Sharing) ([]profile.Operation, error) {
		return profile.SharingDecided(set, asMaya, "RelatedPerson/ida", s, now)
	}
	if _, err := decide(care.Sharing{Goals: []string{"Goal/g"}}); care.AsFault(err) == nil || care.AsFault(err).Code != "sharing-substance" {
		t.Errorf("without a yes: %v", err)
	}
	for _, yes := range []bool{false, true} {
		ops, err := decide(care.Sharing{Education: true, Substance: yes})
		if err != nil || strings.Contains(string(ops[0].Body), "42CFRPart2") != yes {
			t.Errorf("%v: %s, %v", yes, ops[0].Body, err)
		}
	}
	mental := sharingSet(t, ida, strings.Replace(stayOf, "KIND", "mental-health", 1))
	ops, err := profile.SharingDecided(mental, asMaya, "RelatedPerson/ida", care.Sharing{Education: true, Substance: true}, now)
	if err != nil || strings.Contains(string(ops[0].Body), "42CFRPart2") {
		t.Errorf("where it is not offered: %s, %v", ops[0].Body, err)
	}
}

func TestWhatCannotBeSharedIsSaid(t *testing.T) {
	t.Parallel()
	set := sharingSet(t, ida, strings.Replace(ida, `"id":"ida","active":true`, `"id":"gone","active":false`, 1),
		strings.Replace(strings.Replace(ida, "Patient/maya", "Patient/noah", 1), `"id":"ida"`, `"id":"noahs"`, 1))
	for name, x := range map[string]struct {
		who  string
		s    care.Sharing
		code string
	}{
		"nothing":          {"RelatedPerson/ida", care.Sharing{Join: true}, "sharing-nothing"},
		"a day that is by": {"RelatedPerson/ida", care.Sharing{Education: true, Until: now.Add(-time.Hour)}, "sharing-past"},
		"who has left":     {"RelatedPerson/gone", care.Sharing{Education: true}, "sharing-left"},
		"another's":        {"RelatedPerson/noahs", care.Sharing{Education: true}, "sharing-nobody"},
		"nobody":           {"RelatedPerson/none", care.Sharing{Education: true}, "sharing-nobody"},
	} {
		if _, err := profile.SharingDecided(set, asMaya, x.who, x.s, now); care.AsFault(err) == nil || care.AsFault(err).Code != x.code {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := profile.LovedOneNamed(set, asMaya, care.Invitation{ID: "x", Name: " ", Sharing: care.Sharing{Education: true}}, now); care.AsFault(err) == nil || care.AsFault(err).Code != "sharing-nameless" {
		t.Errorf("without a name: %v", err)
	}
}

// The preview is what the person's own chart will be: cut as the server cuts it.
func TestThePreviewIsWhatTheyWillSee(t *testing.T) {
	t.Parallel()
	session := `{"resourceType":"Appointment","id":"a","status":"booked","description":"Listening","comment":"secret","start":"2027-03-12T18:00:00Z","end":"2027-03-12T19:00:00Z",
		"participant":[{"actor":{"reference":"Patient/maya"},"status":"accepted"},{"actor":{"reference":"RelatedPerson/ida"},"status":"needs-action"}]}`
	set := sharingSet(t, ida, session, strings.NewReplacer(`"id":"a"`, `"id":"alone"`, "RelatedPerson/ida", "RelatedPerson/else").Replace(session), strings.Replace(stayOf, "KIND", "mental-health", 1))
	s := care.Sharing{Sessions: true, Goals: []string{"Goal/g"}, Notes: []string{"Communication/n"}}
	theirs, viewer, err := profile.SharingPreview(set, asMaya, care.Person{Ref: "RelatedPerson/ida", Name: "Ida Lindgren"}, s, now)
	if err != nil {
		t.Fatal(err)
	}
	c, _ := profile.Chart(theirs, viewer)
	if len(c.Sessions) != 1 || c.Sessions[0].Ref != "Appointment/a" || len(c.Plan.Goals) != 1 || c.Plan.Goals[0].Text != "Sleep" || len(c.Notes) != 1 || c.Stay.Ref != "" || len(c.CheckIns) > 0 {
		t.Errorf("chart %+v", c)
	}
	if !slices.Equal(c.Shared.Goals, s.Goals) || !c.Shared.Sessions || c.Shared.Join || c.Viewer.Role != care.RoleLovedOne || c.Sharer.Ref != "Patient/maya" {
		t.Errorf("shared %+v by %+v to %+v", c.Shared, c.Sharer, c.Viewer)
	}
	g, _ := theirs.Get("Goal/g")
	raw, err := fhir.Encode(g)
	if err != nil || strings.Contains(string(raw), "secret") || strings.Contains(string(raw), "PHQ") || strings.Contains(string(raw), "Condition") {
		t.Errorf("the goal: %s, %v", raw, err)
	}
	nothing, viewer, err := profile.SharingPreview(set, asMaya, care.Person{Ref: "RelatedPerson/new", Name: "New"}, care.Sharing{}, now)
	if err != nil {
		t.Fatal(err)
	}
	if c, _ := profile.Chart(nothing, viewer); len(c.Sessions)+len(c.Plan.Goals)+len(c.Notes) > 0 {
		t.Errorf("of nothing: %+v", c)
	}
}

// A note is the patient's own; taken away it is empty for whoever could read it.
func TestANoteIsWrittenAndTakenAway(t *testing.T) {
	t.Parallel()
	set := store(t)
	ops, err := profile.NoteWritten(set, asMaya, care.OwnNote{Ref: "Communication/x", Text: " Call first. "}, now)
	if err != nil {
		t.Fatal(err)
	}
	apply(t, set, ops, nil)
	if got := see(t, set, asMaya).Notes; len(got) != 1 || got[0].Text != "Call first." {
		t.Fatalf("notes %+v", got)
	}
	ops, err = profile.NoteRemoved(set, asMaya, "Communication/x", now)
	if err != nil || !ops[0].Urgent || strings.Contains(string(ops[0].Body), "Call first") {
		t.Fatalf("%s %v", ops[0].Body, err)
	}
	apply(t, set, ops, nil)
	if got := see(t, set, asMaya).Notes; len(got) != 0 {
		t.Errorf("notes %+v", got)
	}
	if _, err := profile.NoteWritten(set, asMaya, care.OwnNote{Ref: "Communication/y"}, now); err == nil {
		t.Error("an empty note is kept")
	}
}
