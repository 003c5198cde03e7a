package together

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"throughline/care"
	"throughline/e2e/apptest"
	"throughline/fhir"
	"throughline/internal/testclinic"
	"throughline/sync/vault/vaulttest"
)

// The first day of somebody of whom the clinic has a name and a stay and nothing more: the code from the therapist's hand,
// an account of her own, a Today on which nothing stands yet, the four questions by taps, the first check-in, a safety card
// that she keeps to herself and then shares. Her therapist reads all of it on the same day.
func TestTheFirstDayFromACodeOnASheetToWhatStaffRead(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := apptest.Open(t, tuesday)
	dana := clinic.App(t, "dana", apptest.Options{})
	dana.See("Review")
	dana.Sync()
	dana.Tap("Program")
	dana.Tap("Enrolled")
	dana.Tap("Enroll a patient")
	dana.Type("Given name", "Zoë")
	dana.Type("Family name", "Nakamura-O'Neill")
	for name, words := range map[string]string{"Month": "2", "Day": "29", "Year": "1988"} {
		dana.Type(name, words)
	}
	dana.Tap("English")
	dana.Tap("Dual diagnosis")
	dana.Tap("Enroll")
	dana.See("Hand both over in person.")
	made := handed(t, dana)
	dana.Tap("Done")
	dana.Sync()

	who := testclinic.Login{User: "zoe.n", Password: "four lamps in a row"}
	joins(t, made, who, "Your account is ready")
	zoe := clinic.App(t, "", apptest.Options{Phone: true})
	zoe.SignInAs(who)
	zoe.See("Hello, Zoë")
	zoe.Sync()
	zoe.See("Nothing planned. The day is yours.")
	zoe.Tap("Schedule")
	zoe.See("Nothing planned this week.")
	zoe.Tap("Skills")
	zoe.See("Small things to do when it is hard.")
	zoe.Tap("My plan")
	zoe.See("dual diagnosis program.")
	zoe.See("Not written yet. It stays on this device.")
	if found := zoe.Audit(); len(found) > 0 {
		t.Errorf("her plan before there is one: %q", found)
	}
	zoe.Tap("Start")
	zoe.See("Question 1 of 4")
	zoe.Type("A goal", "Drive to work without the knot 🪢 in my stomach,\nand back")
	zoe.Tap("Add")
	zoe.See("Drive to work")
	zoe.Tap("Next")
	zoe.See("Question 2 of 4")
	zoe.Tap("Burnout")
	zoe.Type("In my own words", "ما أنام")
	zoe.Tap("Add")
	zoe.See("ما أنام")
	zoe.Tap("Next")
	zoe.See("Question 3 of 4")
	zoe.Type("A strength", "Aunt Ines, on Sundays")
	zoe.Tap("Add")
	zoe.See("Aunt Ines")
	zoe.Tap("Next")
	zoe.See("Question 4 of 4")
	zoe.Type("A barrier", "Night shifts; no car")
	zoe.Tap("Add")
	zoe.See("Night shifts")
	zoe.Tap("Finish")
	zoe.See("No wrong answers.")
	zoe.Sync()
	zoe.Tap("You")
	zoe.Tap("Check-ins")
	zoe.See("Nothing answered yet.")
	zoe.Tap("GAD-7")
	zoe.See("7 questions.")
	zoe.Tap("Start")
	for q, words := range []string{"Several days", "More than half the days", "Nearly every day", "Several days", "Not at all", "Several days", "More than half the days"} {
		zoe.See(fmt.Sprintf("Question %d of", q+1))
		zoe.Tap(words)
		zoe.Tap("Next")
	}
	zoe.See("Ready to send?")
	zoe.Tap("Send to my team")
	zoe.See("Your check-in")
	zoe.Sync()
	zoe.See("GAD-7. Sent 9:0")
	zoe.Tap("Check-ins")
	zoe.Tap("My plan")
	zoe.Tap("My safety card")
	zoe.See("Only you. It is on this device alone.")
	zoe.Tap("Write: My warning signs")
	zoe.Type("My warning signs", "I stop answering Ines")
	zoe.Tap("Save")
	zoe.See("I stop answering Ines")
	zoe.Sync()
	zoe.Tap("Share it with my care team")
	zoe.See("Your care team can then read this card")
	zoe.Tap("Share it")
	zoe.See("You share it with your care team.")
	zoe.Sync()

	dana.Sync()
	dana.Tap("Review")
	dana.See("GAD-7, 10 of 21")
	opens(dana, "Zoë Nakamura-O'Neill")
	for _, words := range []string{"Week 1. Dual diagnosis program. Admitted March 9.", "Drive to work without the knot 🪢", "“ما أنام”", "“Aunt Ines, on Sundays”", "“Night shifts; no car”", "10 of 21 (Moderate) on Mar 9."} {
		dana.See(words)
	}
	dana.Tap("Safety card")
	dana.See("In the patient's own words.")
	dana.See("I stop answering Ines")
	dana.Tap("Zoë Nakamura-O'Neill")
	zoe.Tap("Stop sharing")
	zoe.See("Changes from now on stay on this device.")
	zoe.Tap("Stop sharing")
	zoe.See("Only you.")
	zoe.Sync()
	dana.Sync()
	dana.See("The patient shared a card and took that back.")
	dana.Tap("Safety card")
	dana.See("The patient shared a card and took that back.")
	if dana.Says("I stop answering Ines") {
		t.Error("staff are shown a card that is not shared any more")
	}

	var me string
	for id, p := range apptest.All[*fhir.Patient](t, clinic) {
		if p.Name[0].Family == "Nakamura-O'Neill" {
			me = "Patient/" + id
		}
	}
	holds := map[string]int{}
	for _, g := range apptest.All[*fhir.Goal](t, clinic) {
		if g.Subject.Reference == me {
			holds["goals"]++
			if want := "Drive to work without the knot 🪢 in my stomach,\nand back"; g.Description.Text != want {
				t.Errorf("the goal is %q", g.Description.Text)
			}
		}
	}
	for _, q := range apptest.All[*fhir.QuestionnaireResponse](t, clinic) {
		if q.Subject.Reference == me {
			holds[q.Status+" "+q.Questionnaire[strings.LastIndex(q.Questionnaire, "/")+1:]]++
		}
	}
	for _, c := range apptest.All[*fhir.Condition](t, clinic) {
		if c.Subject.Reference == me {
			holds["problems"]++
		}
	}
	if got := fmt.Sprint(holds); got != "map[completed gad-7|1.0.0:1 completed personal-assessment|1.0.0:1 goals:1 problems:2 stopped safety-card|1.0.0:1]" {
		t.Errorf("the clinic holds of her %s", got)
	}
}

// handed is the address and the code on the page that is handed over.
func handed(t *testing.T, dana *apptest.App) care.Invited {
	t.Helper()
	lines := dana.Texts()
	after := func(name string) string {
		if i := slices.Index(lines, name); i >= 0 && i+1 < len(lines) {
			return lines[i+1]
		}
		t.Fatalf("the page has no %s: %q", name, lines)
		return ""
	}
	return care.Invited{Address: after("Address"), Code: after("Code")}
}
