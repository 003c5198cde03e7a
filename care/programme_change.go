package care

import "time"

// ProgrammeChange is one thing that staff change in the programme. Each kind is a
// struct below; Engine.ChangeProgramme and profile.ProgrammeChanged take any.
type ProgrammeChange interface{ programmeChange() }

// Groups, sessions and who was there.
type (
	// GroupMade begins a series: a schedule and all its sessions.
	GroupMade struct{ Group Group } // Group.Series is a new UUID
	// GroupNamed gives a group another name.
	GroupNamed struct{ Series, Name string }
	// GroupChanged says how a group goes on from a day: who leads it, where, when and
	// what it is called. Sessions before that day, and what was recorded, stay.
	GroupChanged struct {
		Series  string
		Name    string
		From    time.Time // a day
		Leader  Person
		Place   Person // zero: by video
		Video   bool
		JoinURL string
		Bring   string
		At      *WallTime // nil: the times stay. All weekdays get it
		Minutes int       // 0: the length stays
	}
	// GroupUntil gives a group another last day: later makes further sessions, for all
	// who are in it, earlier cancels those after it.
	GroupUntil struct {
		Series string
		Last   time.Time   // a day
		Off    []time.Time // days without it among the further ones
		Why    string      // of what is cancelled
	}
	// DayOff cancels what is planned on a day: a group's, or everything. A group that
	// goes on longer leaves it out too.
	DayOff struct {
		Series string // empty: all groups, and the visits
		Day    time.Time
		Why    string
	}
	// GroupEnded cancels what is still to come of a series.
	GroupEnded struct{ Series, Why string }
	// MemberAdded puts a patient into all sessions of a group that are to come.
	MemberAdded struct {
		Series  string
		Patient Person
	}
	// MemberRemoved takes a patient out of them.
	MemberRemoved struct {
		Series  string
		Patient Person
	}
	// MeetingMoved gives one meeting another time, or also all that follow it: see
	// Chart.Following.
	MeetingMoved struct {
		Meeting      string // Meeting.Ref
		Day          time.Time
		Hour, Minute int // on the clinic's clock
		Following    bool
	}
	// MeetingChanged says who leads one meeting, and where.
	MeetingChanged struct {
		Meeting string
		Leader  Person
		Place   Person // zero: by video
		Video   bool
		JoinURL string
	}
	// MeetingRestored takes a cancellation back.
	MeetingRestored struct{ Meeting string }
	// MeetingCancelled cancels one meeting, for all who were to come.
	MeetingCancelled struct{ Meeting, Why string }
	// MeetingTopic says what one meeting is about.
	MeetingTopic struct {
		Meeting string
		Topic   Subject
	}
	// FamilyAsked asks a loved one of a patient to that patient's session.
	FamilyAsked struct {
		Session string // Expected.Session.Ref
		Person  Person
	}
	// FamilyUnasked takes that back.
	FamilyUnasked struct {
		Session string
		Person  Person
	}
	// VisitPlanned plans one-on-one visits: the first, and as many weeks after it.
	VisitPlanned struct {
		ID           string // a new UUID
		Patient      Person
		Kind         SessionKind // not KindGroup
		Day          time.Time
		Hour, Minute int
		Minutes      int
		Weeks        int // how many; 0 counts as 1
		With         Person
		Place        Person // zero: by video
		JoinURL      string
	}
	// AttendanceTaken says who was at a meeting.
	AttendanceTaken struct {
		Meeting string
		Of      []AttendanceOf
	}
	// AttendanceOf is what is said of one patient.
	AttendanceOf struct {
		Session string // Expected.Session.Ref
		Is      Presence
		Stayed  time.Duration // of who was there; 0: the whole session
	}
)

// Patients and what they are asked.
type (
	// PatientEnrolled admits a patient.
	PatientEnrolled struct {
		ID            string // a new UUID
		Given, Family string
		Born          time.Time // a day
		Telephone     string
		Email         string
		Language      string // BCP 47; empty if not known
		Programme     Programme
		Admitted      time.Time // a day
		Approved      int       // visits; 0: not known
		ApprovedTo    time.Time // a day; zero: not known
		Series        string    // the group; empty for none yet
	}
	// RosterEnrolled admits the patients of a table together: all, or none. Each ID is
	// empty and follows from who it is, so that a table taken twice enrols nobody twice.
	RosterEnrolled struct{ Patients []PatientEnrolled }
	// VisitsApproved records what a payer approved: further visits, and until when.
	VisitsApproved struct {
		ID        string // a new UUID
		Patient   string
		Visits    int
		From      time.Time
		To        time.Time
		Reference string // the payer's number; may be empty
	}
	// FormPublished offers a Questionnaire to patients.
	FormPublished struct{ Raw []byte }
	// FormRetired takes a form out of use. Answers to it stay readable.
	FormRetired struct{ Form string } // Form.Ref
	// FormAsked asks a patient to answer a form.
	FormAsked struct {
		ID      string // a new UUID
		Patient string
		Form    string // Form.Canonical
		Title   string
		Due     time.Time // a day
	}
)

func (GroupMade) programmeChange()        {}
func (GroupNamed) programmeChange()       {}
func (GroupChanged) programmeChange()     {}
func (GroupUntil) programmeChange()       {}
func (DayOff) programmeChange()           {}
func (GroupEnded) programmeChange()       {}
func (MemberAdded) programmeChange()      {}
func (MemberRemoved) programmeChange()    {}
func (MeetingMoved) programmeChange()     {}
func (MeetingCancelled) programmeChange() {}
func (MeetingChanged) programmeChange()   {}
func (MeetingRestored) programmeChange()  {}
func (MeetingTopic) programmeChange()     {}
func (FamilyAsked) programmeChange()      {}
func (FamilyUnasked) programmeChange()    {}
func (VisitPlanned) programmeChange()     {}
func (AttendanceTaken) programmeChange()  {}
func (PatientEnrolled) programmeChange()  {}
func (RosterEnrolled) programmeChange()   {}
func (VisitsApproved) programmeChange()   {}
func (FormPublished) programmeChange()    {}
func (FormRetired) programmeChange()      {}
func (FormAsked) programmeChange()        {}

// AdultAge is the age from which somebody can be admitted.
const AdultAge = 18

// Adult says whether somebody born on a day is of age on another.
func Adult(born, on time.Time) bool {
	return !time.Date(born.Year()+AdultAge, born.Month(), born.Day(), 0, 0, 0, 0, time.UTC).After(
		time.Date(on.Year(), on.Month(), on.Day(), 0, 0, 0, 0, time.UTC))
}

// FormFile is a file that is to become a form, as it was read.
type FormFile struct {
	Form     Form
	URL      string
	Version  string
	Replaces []string // versions in use that it takes the place of
	Raw      []byte
}
