package staff

import (
	"fmt"
	"time"

	"throughline/care"
)

// teamChart is a clinic's list of patients while one of them is looked at: in week
// four, with a goal whose words changed since the team last met.
func teamChart() care.Chart {
	day := func(n int) time.Time { return nine.AddDate(0, 0, n) }
	maya := care.Person{Ref: "Patient/maya", Name: "Maya Rivera", Given: "Maya", Telephone: "(312) 555-0142"}
	jo := care.Person{Ref: "Patient/jo", Name: "José Abel", Given: "José", Telephone: "(312) 555-0101"}
	ana := care.Person{Ref: "Patient/ana", Name: "Ana Cole", Given: "Ana"}
	stay := care.Stay{Ref: "EpisodeOfCare/m", Admitted: day(-22), Approved: 20, ApprovedTo: day(20)}
	record := care.Chart{
		Viewer: care.Viewer{Person: maya}, Clinic: care.Clinic{Zone: time.UTC}, Stay: stay, Forms: []care.Form{form()},
		Plan: care.Plan{
			Goals: []care.Goal{{
				Ref: "Goal/1", Text: "Sleep through most nights", Target: day(20),
				Story:     []care.Change{{At: day(-2), By: "Maya Rivera", Text: "Sleep through most nights", Why: "It is the waking up."}, {At: day(-20), By: "Maya Rivera", Text: "Sleep more"}},
				Steps:     []care.Step{{ID: "a", Text: "No phone in bed", Done: day(-1)}, {ID: "b", Text: "Up at seven"}},
				Closeness: []care.Closeness{{At: day(-15), Value: 0}, {At: day(-1), Value: 2}},
			}},
			Told: []care.Told{
				{Ref: "Condition/1", Section: care.SectionProblems, Challenge: care.Burnout, Change: care.Change{At: day(-3), By: "Maya Rivera", What: care.Removed, Text: "Burnout"}},
				{Ref: "Observation/1", Section: care.SectionBarriers, Change: care.Change{At: day(-12), Text: "Late shifts"}},
			},
			Clinical: []care.PlanPart{{Ref: "CarePlan/1#a", Kind: care.PartInterventions, Title: "Interventions", Text: "Two skills a week", By: "Dana Ortiz, LPC", At: day(-6)}},
			NextCare: []care.Referral{{Ref: "ServiceRequest/1", Task: "Task/r", Kind: "Therapy", Name: "Dr. Ana Lopez", Contact: "(312) 555-0188", First: day(30)}},
			Transition: care.Transition{Lines: []care.TransitionLine{
				{Ref: "CarePlan/t#1", Kind: care.TransitionSigns, Text: "Two nights without sleep", Team: true, By: "Dana Ortiz, LPC"},
				{Ref: "CarePlan/o#1", Kind: care.TransitionSigns, Text: "I stop calling", By: "Maya Rivera"},
				{Ref: "CarePlan/t#2", Kind: care.TransitionStep, Text: "See Dr. Lopez", Team: true, By: "Dana Ortiz, LPC", On: day(30)},
			}},
		},
		Homework: []care.Homework{{Title: "Up at seven", Given: day(-3)}},
	}
	for i := range 9 {
		at := day(-21 + 2*i).Add(9 * time.Hour)
		record.Sessions = append(record.Sessions, care.Session{Ref: fmt.Sprintf("Appointment/%d", i), Start: at, End: at.Add(3 * time.Hour), Attended: i != 8, Missed: i == 8})
	}
	record.Sessions = append(record.Sessions, care.Session{Ref: "Appointment/m", Kind: care.KindMedication, Start: day(3), End: day(3).Add(time.Hour)})
	for i, value := range []int{2, 1, 0} { // newest first: 9, 18 … the last is the lowest
		answers := map[string]care.Reply{}
		for k := range 9 {
			answers[fmt.Sprint(k)] = care.Reply{Options: []care.Option{form().Items[k].Options[2-value]}}
		}
		record.CheckIns = append(record.CheckIns, care.CheckIn{ID: fmt.Sprint(i), Form: "phq", Status: care.CheckInDone, Authored: day(-7 * i), Answers: answers})
	}
	zero, one := 3, 1
	record.Practices = []care.Practice{{Skill: "paced", Title: "Paced breathing", At: day(-1), Before: &zero, After: &one}, {Skill: "paced", Title: "Paced breathing", At: day(-9)}}
	return care.Chart{
		Viewer: care.Viewer{Person: care.Person{Name: "Dana Ortiz, LPC"}, Role: care.RoleStaff}, Clinic: care.Clinic{Name: "Lakeview", Zone: time.UTC}, Sync: care.Sync{AsOf: nine},
		Record: &record,
		Caseload: []care.Case{
			{Patient: ana, Stay: care.Stay{Ref: "EpisodeOfCare/a", Admitted: day(-30)}, Reviewed: day(0), Concerns: []care.Concern{care.ConcernPlanning}},
			{Patient: jo, Stay: care.Stay{Ref: "EpisodeOfCare/j", Admitted: day(-70), Discharged: day(-14), Ended: true}, FollowUps: []care.FollowUpCase{
				{Task: "Task/j2", Name: "two-weeks", Opens: day(-10), Due: day(-7), Ends: day(3), Call: "Task/c", Calls: []care.CallAttempt{{At: day(-1), By: "Dana Ortiz, LPC", Outcome: care.CallNoAnswer}}},
				{Task: "Task/j8", Name: "two-months", Opens: day(40), Due: day(47), Ends: day(61)},
			}},
			{Patient: maya, Stay: stay, Reviewed: day(-8), Waiting: 1, Concerns: []care.Concern{care.ConcernTeamReview, care.ConcernVisitsLow}},
		},
	}
}
