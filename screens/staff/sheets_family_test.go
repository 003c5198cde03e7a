package staff

import (
	"slices"
	"testing"
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// Staff ask a loved one of the patient to a session: of those whom the patient lets
// come, until the day that the patient chose. The front desk reads who comes, and asks
// nobody.
func TestALovedOneIsAskedToASession(t *testing.T) {
	c := programmeChart()
	ida, ruth := care.Person{Ref: "RelatedPerson/ida", Name: "Ida Lopez"}, care.Person{Ref: "RelatedPerson/ruth", Name: "Ruth Ito"}
	en := say.New("en")
	does := func(do MeetingDo) bool {
		m := ProgrammeOf(c, fiveOClock, en, ProgrammeAsk{Open: tonight}).Meeting
		return slices.ContainsFunc(m.Actions, func(a MeetingAction) bool { return a.Do == do })
	}
	if does(DoAskFamily) || does(DoUnaskFamily) {
		t.Error("somebody can be asked though nobody lets them come")
	}
	c.Caseload[0].Family = []care.Relative{{Person: ida}}
	c.Caseload[1].Family = []care.Relative{{Person: ruth, Until: fiveOClock.Add(-time.Hour)}} // the patient's consent has run out
	if !does(DoAskFamily) || does(DoUnaskFamily) {
		t.Error("Ida cannot be asked")
	}
	sheet := AskFamilySheet(c, fiveOClock, en, tonight)
	if got := sheet.Fields[0].Options; !slices.Equal(got, []string{"Ida Lopez, for Ana Lopez"}) {
		t.Errorf("offered %q", got)
	}
	if read := sheet.Read(Typed{}); read.Wrong["who"] == "" {
		t.Errorf("with nobody chosen: %+v", read)
	}
	if read := sheet.Read(Typed{"who": "0"}); read.Change != (care.FamilyAsked{Session: "Appointment/3-0", Person: ida}) {
		t.Errorf("asks %+v", read)
	}

	c.Meetings[3].Expected[0].Session.Family = []care.Guest{{Ref: ida.Ref, Name: ida.Name, Answer: care.AnswerComing}}
	if does(DoAskFamily) || !does(DoUnaskFamily) {
		t.Error("who is asked can be asked again, or not be taken off")
	}
	if read := UnaskFamilySheet(c, fiveOClock, en, tonight).Read(Typed{"who": "0"}); read.Change != (care.FamilyUnasked{Session: "Appointment/3-0", Person: ida}) {
		t.Errorf("takes off %+v", read)
	}
	c.Viewer.Duty = care.DutyFrontDesk
	m := ProgrammeOf(c, fiveOClock, en, ProgrammeAsk{Open: tonight}).Meeting
	if got := m.People[0].Guests; !slices.Equal(got, []string{"Ida Lopez, loved one. Said: coming"}) || len(m.Actions) != 0 {
		t.Errorf("the desk reads %q and may %+v", got, m.Actions)
	}
}
