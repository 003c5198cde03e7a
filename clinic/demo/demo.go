// Package demo makes the demo programme: a clinic in Chicago, its staff, two
// groups and their members, made by rules and anchored to a day.
//
// The same day gives the same bytes. On whatever weekday it is looked at, Maya
// has a group session in the evening and a PHQ-9 that is due. Everybody in it is
// invented.
package demo

import (
	"context"
	"fmt"
	"time"
)

// Sink takes the programme. PutResources is called once, with references only to
// what comes before, but for those between a check-in and its task.
type Sink interface {
	PutResources(ctx context.Context, resources [][]byte) error
	AddUser(ctx context.Context, a Account) error
}

// Account is a sign-in.
type Account struct {
	Role     string `json:"role"` // patient, related-person, therapist, psychiatrist, care-coordinator
	User     string `json:"user"`
	Password string `json:"password"`
	Name     string `json:"name"`
	FHIRUser string `json:"fhirUser"`
	Patient  string `json:"patient,omitempty"` // of a related person: the patient's id
	Sees     string `json:"sees"`
}

// Load puts the programme of now's day into a sink.
func Load(ctx context.Context, sink Sink, now time.Time) error {
	resources, err := Resources(now)
	if err != nil {
		return err
	}
	if err := sink.PutResources(ctx, resources); err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	for _, a := range Accounts() {
		if err := sink.AddUser(ctx, a); err != nil {
			return fmt.Errorf("demo: account %s: %w", a.User, err)
		}
	}
	return nil
}

// Accounts lists the sign-ins. They do not depend on the day.
func Accounts() []Account {
	staff := func(role string, p person, user, sees string) Account {
		return Account{Role: role, User: user, Password: "demo-" + user + "-staff", Name: p.name(), FHIRUser: "Practitioner/" + p.id(), Sees: sees}
	}
	patient := func(m *member, user, password, sees string) Account {
		return Account{Role: "patient", User: user, Password: password, Name: m.name(), FHIRUser: "Patient/" + m.id(), Sees: sees}
	}
	return []Account{
		patient(maya, "maya", "demo-maya-4", "Week 4 of the mental health programme: a group tonight, a PHQ-9 due today, a plan with its story"),
		patient(marcus, "marcus", "demo-marcus-9", "Week 9 of the dual diagnosis programme: a transition plan, three approved visits left"),
		patient(naomi, "naomi", "demo-naomi-12", "Discharged 12 days ago: the two-week follow-up is open"),
		{ //nolint:gosec // the demo's sign-ins are public and open nothing but invented records
			Role: "related-person", User: "elena", Password: "demo-elena-family", Name: elena.name(), FHIRUser: "RelatedPerson/" + elena.id(),
			Patient: maya.id(), Sees: "Maya's sister: the family session that she is invited to, one goal, one note",
		},
		staff("therapist", dana, "dana", "The review list: an urgent PHQ-9, others that wait, and those already reviewed"),
		staff("psychiatrist", priya, "priya", "The review list"),
		staff("care-coordinator", sam, "sam", "The review list"),
	}
}

// Resources makes the programme of now's day on the clinic's calendar.
func Resources(now time.Time) ([][]byte, error) {
	b, err := newBuilder(now)
	if err != nil {
		return nil, err
	}
	b.clinic()
	b.questionnaires()
	for _, m := range members() {
		b.admit(m)
		b.schedule(m)
	}
	for _, m := range []*member{maya, marcus, naomi} {
		b.plan(m)
		b.approve(m)
	}
	for n, m := range members() {
		if _, told := stories[m]; !told {
			b.tend(m, n)
		}
	}
	b.family()
	b.checkIns()
	return b.out, b.err
}
