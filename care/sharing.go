package care

import (
	"slices"
	"time"
)

// Sharing is what a patient lets one person see, for what, and until when. All that
// it does not name stays shut.
type Sharing struct {
	Sessions  bool // family sessions that the person is invited to
	Join      bool // with the link of the room
	Education bool
	Goals     []string // "Goal/…", one by one
	Notes     []string // OwnNote.Ref, one by one
	// Substance is the separate consent to show what a programme for substance use
	// recorded (42 CFR Part 2).
	Substance bool

	Purpose SharingPurpose
	From    time.Time // when it was last decided; zero: not yet
	Until   time.Time // zero: no end
}

// SharingPurpose is what it is shared for.
type SharingPurpose string

// The purposes.
const (
	PurposeSupport  SharingPurpose = "support"  // to be there for the patient in daily life
	PurposeSessions SharingPurpose = "sessions" // to take part in family sessions
	PurposeAfter    SharingPurpose = "after"    // to plan for the time after the programme
)

// SharingPurposes lists them as they are offered.
func SharingPurposes() []SharingPurpose {
	return []SharingPurpose{PurposeSupport, PurposeSessions, PurposeAfter}
}

// Nothing says whether it opens nothing at all.
func (s Sharing) Nothing() bool {
	return !s.Sessions && !s.Education && len(s.Goals) == 0 && len(s.Notes) == 0
}

// With gives s with a goal or a note added or taken off.
func (s Sharing) With(ref string, goal, yes bool) Sharing {
	of := &s.Notes
	if goal {
		of = &s.Goals
	}
	*of = slices.DeleteFunc(slices.Clone(*of), func(r string) bool { return r == ref })
	if yes {
		*of = append(*of, ref)
	}
	return s
}

// Same says whether both open the same, for the same, until the same time.
func (s Sharing) Same(o Sharing) bool {
	sorted := func(in []string) []string { return slices.Sorted(slices.Values(in)) }
	return s.Sessions == o.Sessions && s.Join == o.Join && s.Education == o.Education && s.Substance == o.Substance &&
		s.Purpose == o.Purpose && s.Until.Equal(o.Until) && slices.Equal(sorted(s.Goals), sorted(o.Goals)) && slices.Equal(sorted(s.Notes), sorted(o.Notes))
}

// SharingEnd is when sharing ends where the patient says nothing else: with the
// window of the last check-in after discharge, or half a year on where no discharge
// is planned.
func SharingEnd(s Stay, now time.Time) time.Time {
	end := now.AddDate(0, 6, 0)
	if !s.Discharged.IsZero() {
		all := FollowUps(s.Discharged)
		if last := all[len(all)-1].Ends; last.After(now) {
			end = last
		}
	}
	return end
}

// Trusted is somebody with whom a patient shares, or shared, something.
type Trusted struct {
	Person
	Relation string // code of profile.Relations; empty: not told
	Kin      string // in the clinic's words, where the code is not one of ours
	Shared   Sharing
	State    TrustState
	Until    time.Time // TrustWaiting: how long the code can be used
	Since    time.Time // TrustConnected; zero: not known
	Ended    time.Time // TrustEnded; zero: not known
	Left     bool      // TrustEnded by themselves
	Consent  string    // "Consent/…", for Chart.Delivery
	// Decided is what was decided about them, for SharingStory. Past says that the
	// earlier decisions are here too, and not the latest alone.
	Decided []SharingChange
	Past    bool
}

// TrustState is how far a connection has come.
type TrustState int

// States of a connection.
const (
	TrustConnected TrustState = iota
	TrustWaiting              // a code was made and not used yet
	TrustLapsed               // the code can no longer be used
	TrustEnded
)

// Lapsed is what a loved one's device may show at a time: from the end of what is shared
// on, by the clinic's clock and also where the clinic has not been asked since, that sharing
// has ended and no more.
func (c Chart) Lapsed(now time.Time) Chart {
	if c.Viewer.Role != RoleLovedOne || c.Shared.Until.IsZero() || now.Add(-c.Sync.Skew).Before(c.Shared.Until) {
		return c
	}
	out := Chart{Viewer: Viewer{Person: Person{Ref: c.Viewer.Ref}, Role: c.Viewer.Role, Zone: c.Viewer.Zone}, Sync: c.Sync}
	out.Sync.Ended = true
	return out
}

// Invitation is a person to be named, with what they are to see.
type Invitation struct {
	ID       string // new, of the person; sent again it is the same person
	Name     string
	Relation string
	Sharing  Sharing
}

// Invited is what is passed on to them. The code is shown once.
type Invited struct {
	Ref     string
	Code    string
	Address string    // of the page that takes the code
	Expires time.Time // zero: the clinic did not say
}

// Connection is one patient who shares with a loved one.
type Connection struct {
	Ref     string // who the loved one is there, "RelatedPerson/…"
	Name    string // of the patient; may be empty
	Current bool   // whom they are signed in for
}

// OwnNote is a few words of the patient's own that they may share.
type OwnNote struct {
	Ref     string
	Text    string
	Written time.Time
}

// MaxNote is how long a note may be.
const MaxNote = 2000

// Payer is who pays for the programme, and what the patient lets them be sent.
type Payer struct {
	Person         // no name where the clinic did not say
	Asked   bool   // what the programme recorded goes there with the patient's yes alone (42 CFR Part 2)
	Consent string // "Consent/…", for Chart.Delivery
	Given   time.Time
	Until   time.Time // zero: there is no yes
}

// Guest is one of the family who is invited to a session.
type Guest struct {
	Ref    string
	Name   string
	Answer Answer
}
