package scenarios

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"throughline/care"
	"throughline/internal/testclinic"
	"throughline/sync/fhirhttp"
)

// A code that was used, has run out, was guessed, was taken back, or is another clinic's is refused in the same plain words; who guesses waits.
func TestACodeThatDoesNotWorkOpensNothing(t *testing.T) {
	t.Parallel()
	p, other := newProgramme(t), newProgramme(t)
	maya, abroad := p.device("maya"), other.device("maya")
	share := care.Sharing{Education: true, Until: p.now().AddDate(0, 2, 0)}
	n := 0
	try := func(made care.Invited) string {
		n++
		return p.joins(made, testclinic.Login{User: "somebody" + string(rune('a'+n)), Password: "three tin kettles"})
	}
	const sorry = "This code does not work"

	used := maya.invites("One", share)
	if page := try(used); !strings.Contains(page, joined) {
		t.Fatalf("the first time:\n%s", page)
	}
	if page := try(used); !strings.Contains(page, sorry) {
		t.Errorf("used twice:\n%s", page)
	}
	if _, err := maya.session.Invite(t.Context(), used.Ref, nil, nil); care.AsFault(err) == nil || care.AsFault(err).Code != "has-joined" {
		t.Errorf("a code for who has joined: %v", err)
	}

	theirs := abroad.invites("Two", share)
	theirs.Address = used.Address
	if page := try(theirs); !strings.Contains(page, sorry) {
		t.Errorf("of another clinic:\n%s", page)
	}

	back := maya.invites("Three", share)
	maya.syncs()
	maya.does(maya.EndSharing(t.Context(), back.Ref))
	maya.syncs()
	if page := try(back); !strings.Contains(page, sorry) {
		t.Errorf("taken back:\n%s", page)
	}

	old := maya.invites("Four", share)
	p.later.Store(int64(7*24*time.Hour + time.Minute))
	if page := try(old); !strings.Contains(page, sorry) {
		t.Errorf("too old:\n%s", page)
	}
	maya.syncs()
	if got := maya.trusted(old.Ref); got.State != care.TrustWaiting || p.now().Before(got.Until) {
		t.Errorf("the patient sees %+v", got)
	}
	again, err := maya.session.Invite(t.Context(), old.Ref, nil, nil)
	if err != nil || again.Ref != old.Ref || again.Code == old.Code {
		t.Errorf("a new code: %+v, %v", again, err)
	}
	for range 10 {
		if page := try(care.Invited{Address: again.Address, Code: "BCDF-GHJK-LMNP"}); strings.Contains(page, "Too many tries") {
			return
		}
	}
	t.Error("who guesses does not have to wait")
}

// A patient names a loved one with a name and no more, in their own record alone.
func TestOnlyALovedOneOfTheirOwnCanBeNamed(t *testing.T) {
	t.Parallel()
	p := newProgramme(t, "elena", "marcus")
	maya, elena, marcus := p.device("maya"), p.device("elena"), p.device("marcus")
	share := care.Sharing{Education: true, Until: p.now().AddDate(0, 2, 0)}
	named, err := maya.NameLovedOne(t.Context(), care.Invitation{ID: uuid.NewString(), Name: "Ida", Sharing: share})
	maya.does(err)
	for name, x := range map[string]struct {
		by              *device
		person, consent string
	}{
		"by a loved one":             {elena, string(named.Person), string(named.Consent)},
		"in another's record":        {marcus, string(named.Person), string(named.Consent)},
		"without a name":             {maya, strings.Replace(string(named.Person), `"text":"Ida"`, `"text":" "`, 1), string(named.Consent)},
		"with lines in the name":     {maya, strings.Replace(string(named.Person), `"text":"Ida"`, `"text":"Ida\n\nVisit my page"`, 1), string(named.Consent)},
		"with nothing opened":        {maya, string(named.Person), strings.Replace(string(named.Consent), `"active"`, `"inactive"`, 1)},
		"with a consent for another": {maya, string(named.Person), strings.ReplaceAll(string(named.Consent), "RelatedPerson/", "RelatedPerson/x")},
		"as staff":                   {maya, strings.Replace(string(named.Person), "RelatedPerson", "Practitioner", 1), string(named.Consent)},
		"as who is there already":    {marcus, `{"resourceType":"RelatedPerson","id":"` + strings.TrimPrefix(testclinic.Account("elena").FHIRUser, "RelatedPerson/") + `","name":[{"text":"X"}]}`, string(named.Consent)},
	} {
		if made, err := x.by.session.Invite(t.Context(), "", []byte(x.person), []byte(x.consent)); err == nil {
			t.Errorf("%s: %+v", name, made)
		}
	}
	_, err = maya.remote.Update(t.Context(), "RelatedPerson", "mine", []byte(`{"resourceType":"RelatedPerson","id":"mine","patient":{"reference":"`+testclinic.Account("maya").FHIRUser+`"}}`), fhirhttp.IfAbsent())
	if !fhirhttp.IsForbidden(err) {
		t.Errorf("a patient writes a RelatedPerson: %v", err)
	}
	extra := strings.Replace(string(named.Person), `"name":`, `"telecom":[{"system":"phone","value":"5"}],"period":{"start":"2020-01-01"},"active":false,"name":`, 1)
	made, err := maya.session.Invite(t.Context(), "", []byte(extra), named.Consent)
	maya.does(err)
	got, err := maya.remote.Read(t.Context(), "RelatedPerson", strings.TrimPrefix(made.Ref, "RelatedPerson/"))
	maya.does(err)
	if text := string(got.Raw); strings.Contains(text, "telecom") || strings.Contains(text, "2020") || !strings.Contains(text, `"active":true`) {
		t.Errorf("kept %s", text)
	}
}
