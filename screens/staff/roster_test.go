package staff

import (
	"fmt"
	"strings"
	"testing"

	"throughline/care"
	"throughline/screens/kit"
	"throughline/screens/kit/kittest"
	"throughline/screens/say"
)

const rosterHead = "given_name,family_name,birth_date,admitted,programme,group\n"

func rosterOf(t *testing.T, c care.Chart, rows string) Roster {
	t.Helper()
	table, err := care.ReadRoster([]byte(rosterHead+rows), fiveOClock)
	if err != nil {
		t.Fatal(err)
	}
	return RosterOf(c, fiveOClock, say.New("en"), RosterState{Table: &table})
}

// Of a thousand rows one is bad: it is named with what to do, and the others can be
// enrolled with it or without.
func TestOfAThousandRowsTheBadOneIsNamedBeforeAnybodyIsEnrolled(t *testing.T) {
	var rows strings.Builder
	for i := range 1000 {
		born := "1990-01-01"
		if i == 636 {
			born = "yesterday"
		}
		fmt.Fprintf(&rows, "Given%d,Example,%s,2027-03-10,mental-health,\n", i, born)
	}
	m := rosterOf(t, programmeChart(), rows.String())
	if len(m.Enrol) != 999 || m.Sum != "999 patients can be enrolled" || m.WrongTitle != "1 mistake in the table" ||
		m.Wrong[0] != "Line 638: “yesterday” in birth_date is not a day. Write it as 1990-04-12." || m.Do != "Enroll 999 patients" || !strings.Contains(m.DoWords, "left out") {
		t.Errorf("said %q %q %q %q", m.Sum, m.Wrong, m.Do, m.DoWords)
	}
	if len(m.Preview) != 13 || m.Preview[12].Name != "And 987 more" {
		t.Errorf("preview %+v", m.Preview)
	}
}

func TestWhoIsHereAlreadyOrFindsNoPlaceIsLeftOutAndNamed(t *testing.T) {
	c := programmeChart()
	var full strings.Builder
	for i := range 13 { // three are in the group
		fmt.Fprintf(&full, "Given%d,Example,1990-01-01,2027-03-10,mental-health,evening GROUP\n", i)
	}
	m := rosterOf(t, c, "ana,lopez,1990-04-12,2027-03-10,mental-health,\nBen,Ito,1970-01-01,2027-03-10,mental-health,\nNo,Group,1990-01-01,2027-03-10,mental-health,Morning\n"+full.String())
	if len(m.Left) != 1 || m.Left[0] != "Line 2, ana lopez: is in the program already." || len(m.Look) != 1 || !strings.Contains(m.Look[0], "born April 13, 1990") {
		t.Errorf("left %q, look %q", m.Left, m.Look)
	}
	if len(m.Wrong) != 2 || !strings.Contains(m.Wrong[0], "there is no group “Morning”") || !strings.Contains(m.Wrong[1], "Line 17, Given12 Example: the group “evening GROUP” is full.") {
		t.Errorf("wrong %q", m.Wrong)
	}
	if len(m.Enrol) != 13 || m.Enrol[1].Series != "evening" || m.Enrol[0].Series != "" {
		t.Errorf("enrolled %d", len(m.Enrol))
	}
	if m := rosterOf(t, c, "ana,lopez,1990-04-12,2027-03-10,mental-health,\n"); m.Do != "" || m.Sum != "0 patients can be enrolled" {
		t.Errorf("nobody: %+v", m)
	}
}

type rosterActs struct{ enrolled, codes int }

func (a *rosterActs) CloseSheet()          {}
func (a *rosterActs) ChooseRoster()        {}
func (a *rosterActs) SaveRosterTemplate()  {}
func (a *rosterActs) RosterCodes()         { a.codes++ }
func (a *rosterActs) MakeCodes()           { a.codes++ }
func (a *rosterActs) SaveCodeSheets()      { a.codes++ }
func (a *rosterActs) CloseCodes()          {}
func (a *rosterActs) EnrolRoster(m Roster) { a.enrolled = len(m.Enrol) }

func TestATableIsShownWholeInBothLanguagesAndEnrolledWithOneTap(t *testing.T) {
	table, err := care.ReadRoster([]byte(rosterHead+"Dora,Kay,1990-01-02,2027-03-10,mental-health,\nAnn,Odd,3/4/1990,2027-03-10,yoga,\nAna,Lopez,1990-04-12,2027-03-10,mental-health,\n"), fiveOClock)
	if err != nil {
		t.Fatal(err)
	}
	for _, look := range []kittest.Look{kittest.Laptop.Full(), kittest.Phone.InDark().At(2).Full()} {
		for _, p := range []*say.Printer{say.New("en"), say.New("es")} {
			t.Run(look.String()+"/"+p.Language(), func(t *testing.T) {
				a := &rosterActs{}
				m := RosterOf(programmeChart(), fiveOClock, p, RosterState{Table: &table})
				s := drawn(t, look, p, func(func()) *kit.Page { return RosterPage(m, a) })
				for _, f := range s.Audit() {
					t.Error(f)
				}
				if s.Tap(t, m.Do); a.enrolled != 1 {
					t.Errorf("%d enrolled", a.enrolled)
				}
			})
		}
	}
}
