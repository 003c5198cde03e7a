package profile_test

import (
	"strings"
	"testing"
	"time"

	"throughline/care"
	"throughline/profile"
)

// A patient of a programme for substance use says yes to what goes to the payer until a
// day, and takes it back; staff read the one and the other. Other programmes do not ask.
func TestAPatientSaysWhatGoesToThePayer(t *testing.T) {
	t.Parallel()
	const cover = `{"resourceType":"Coverage","id":"c","status":"active","beneficiary":{"reference":"Patient/maya"},"payor":[{"display":"Prairie Health Plan"}]}`
	set := store(t, cover, strings.Replace(stayOf, "KIND", "dual-diagnosis", 1))
	if p := see(t, set, asMaya).Payer; !p.Asked || p.Name != "Prairie Health Plan" || !p.Until.IsZero() {
		t.Fatalf("at first %+v", p)
	}
	until := now.AddDate(0, 6, 0).Truncate(time.Second)
	ops, err := profile.PayerConsented(set, asMaya, until, now)
	if err != nil || len(ops) != 1 || ops[0].Urgent {
		t.Fatalf("%+v, %v", ops, err)
	}
	for _, want := range []string{`"42CFRPart2"`, `"HPAYMT"`, `"disclose"`, "Prairie Health Plan", `"performer":[{"reference":"Patient/maya"`} {
		if !strings.Contains(string(ops[0].Body), want) {
			t.Errorf("the consent has no %s: %s", want, ops[0].Body)
		}
	}
	apply(t, set, ops, nil)
	record, _ := profile.Record(set, asDana, "Patient/maya")
	if p := see(t, set, asMaya).Payer; !p.Until.Equal(until) || p.Given.IsZero() || !record.Stay.PayerSubstance.Equal(until) {
		t.Errorf("said yes: %+v; staff read %v", p, record.Stay.PayerSubstance)
	}
	if len(see(t, set, asMaya).Trusted) > 0 {
		t.Error("the payer is among the people whom she trusts")
	}
	if ops, err = profile.PayerConsented(set, asMaya, until.AddDate(0, 1, 0), now); err != nil || len(ops) != 1 || ops[0].Kind == profile.Create {
		t.Errorf("said again: %+v, %v", ops, err)
	}
	if ops, err = profile.PayerConsentEnded(set, asMaya, now.Add(time.Hour)); err != nil || len(ops) != 1 || !ops[0].Urgent {
		t.Fatalf("%+v, %v", ops, err)
	}
	apply(t, set, ops, nil)
	record, _ = profile.Record(set, asDana, "Patient/maya")
	if p := see(t, set, asMaya).Payer; !p.Until.IsZero() || !record.Stay.PayerSubstance.IsZero() {
		t.Errorf("taken back: %+v; staff read %v", p, record.Stay.PayerSubstance)
	}
	for name, x := range map[string]struct {
		kind  string
		by    profile.Viewer
		until time.Time
	}{
		"another programme": {"mental-health", asMaya, until}, "staff": {"dual-diagnosis", asDana, until}, "a day that is over": {"dual-diagnosis", asMaya, now},
	} {
		if ops, err := profile.PayerConsented(store(t, cover, strings.Replace(stayOf, "KIND", x.kind, 1)), x.by, x.until, now); care.AsFault(err) == nil {
			t.Errorf("%s: %+v", name, ops)
		}
	}
}
