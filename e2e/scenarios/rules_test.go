package scenarios

import (
	"encoding/json"
	"errors"
	"flag"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"throughline/care"
	"throughline/clinic/auth"
	"throughline/clinic/document"
)

var rewriteMatrix = flag.Bool("update", false, "write testdata/visibility.tsv anew from the rules in rules_test.go")

// lookedAt are the types of the matrix: all of FHIR R4, so that none is left out unseen. The record of who looked is another
// matter (clinic/fhirapi.TestAPatientSeesWhoLookedAndWhoWasRefused).
func lookedAt() []string {
	return slices.DeleteFunc(document.Types(), func(typ string) bool { return typ == "AuditEvent" })
}

// extras are resources of types that tell who is in a group, of which the demo record has none: both patients are members.
func extras(maya, marcus string) [][]byte {
	return [][]byte{
		[]byte(`{"resourceType":"Group","id":"evening","type":"person","actual":true,"quantity":2,"member":[{"entity":{"reference":"` + maya + `"}},{"entity":{"reference":"` + marcus + `"}}]}`),
		[]byte(`{"resourceType":"Schedule","id":"evenings","actor":[{"reference":"Location/x"}],"comment":"two members"}`),
		[]byte(`{"resourceType":"Slot","id":"tonight","schedule":{"reference":"Schedule/evenings"},"status":"busy","start":"2027-03-09T18:00:00Z","end":"2027-03-09T21:00:00Z"}`),
	}
}

// sight is who a viewer is, for the rules: a loved one with what is shared, or a patient, or staff by their part.
type sight struct {
	part    string // patient, loved one, ended, clinical, front desk, admin
	me      string // a patient's or a loved one's own reference
	patient string // the id of whose record it is
	shared  care.Sharing
}

// whoAndWhere is who and where the clinic is, as everybody who is signed in may know.
var whoAndWhere = strings.Fields("Organization Location Practitioner PractitionerRole HealthcareService")

// groups tell who is in one: no patient and no loved one sees any (clinical.md, "Group members").
var groups = strings.Fields("Group Schedule Slot")

// may says whether somebody sees a resource, by the sentences of clinical.md ("Privacy") and program.md (S3, S4, S10, S14,
// "front desk sees schedules only"), written down here and nowhere looked up: the server's table and its access package are
// not asked.
func (s sight) may(x item) bool {
	typ, _, _ := strings.Cut(x.ref, "/")
	mine := slices.Contains(x.patients, s.patient) && len(x.patients) == 1
	of := func(ref string) bool { return strings.Contains(x.body, `"reference":"`+ref+`"`) }
	switch s.part {
	case "clinical": // all that the app asks for: its groups are Schedules, and of Group it asks for none
		return typ != "Group"
	case "front desk": // when somebody comes and with whom
		return slices.Contains(strings.Fields("Appointment AppointmentResponse Schedule Slot Organization Location Practitioner HealthcareService"), typ)
	case "admin": // who works here, and the forms
		return slices.Contains(strings.Fields("Organization Location Practitioner HealthcareService Questionnaire"), typ)
	case "patient": // all of their own, but groups, and what staff say to each other
		if slices.Contains(whoAndWhere, typ) || slices.Contains(strings.Fields("Questionnaire ActivityDefinition"), typ) {
			return true
		}
		return mine && !slices.Contains(groups, typ) && !strings.Contains(x.body, `"code":"NOPAT"`) && (typ != "Flag" || strings.Contains(x.body, `"author":{"reference":"`+s.me))
	case "loved one":
		if slices.Contains(whoAndWhere, typ) {
			return true
		}
		if strings.HasSuffix(x.row, "+SUD") && !s.shared.Substance {
			return false
		}
		switch typ {
		case "ActivityDefinition":
			return s.shared.Education
		case "RelatedPerson":
			return x.ref == s.me
		case "Consent":
			return mine && of(s.me)
		case "Appointment":
			return mine && s.shared.Sessions && of(s.me)
		case "AppointmentResponse":
			return s.shared.Sessions && of(s.me)
		case "Goal":
			return mine && slices.Contains(s.shared.Goals, x.ref)
		case "Communication":
			return mine && slices.Contains(s.shared.Notes, x.ref)
		}
	}
	return false // denied by default, and after it has ended
}

// says is the cell of the table by the rules.
func (s sight) says(all map[string]item, row string) string {
	seen := map[string]bool{}
	for ref, x := range all {
		seen[ref] = s.may(x)
	}
	return cell(all, seen, row, s.patient, s.part == "loved one" || s.part == "ended")
}

// countsNothingMore asks the clinic how many there are of each type that tells of others: a number is no more than what is
// seen, whether by a count, a total, or a search that names somebody else.
func (d *device) countsNothingMore(viewer string, seen map[string]bool) {
	d.Helper()
	for _, typ := range slices.Concat(groups, strings.Fields("Patient RelatedPerson Appointment AppointmentResponse Task Flag EpisodeOfCare Communication")) {
		have := 0
		for ref := range seen {
			if strings.HasPrefix(ref, typ+"/") {
				have++
			}
		}
		for _, query := range []string{"_summary=count", "_total=accurate&_count=1", "_summary=count&_lastUpdated=gt2000-01-01"} {
			r, err := http.NewRequestWithContext(d.Context(), http.MethodGet, d.server.FHIR()+"/"+typ+"?"+query, nil)
			d.does(err)
			resp, err := d.session.HTTPClient().Do(r)
			d.does(err)
			var got struct{ Total int }
			err = json.NewDecoder(resp.Body).Decode(&got)
			d.does(errors.Join(err, resp.Body.Close()))
			if resp.StatusCode == http.StatusOK && got.Total > have {
				d.Errorf("%s sees %d of %s and counts %d by %s", viewer, have, typ, got.Total, query)
			}
		}
	}
}

// roleOf is as what a viewer of the matrix has signed in.
func roleOf(viewer string) auth.Role {
	staff := map[string]auth.Role{
		"therapist": auth.RoleTherapist, "psychiatrist": auth.RolePsychiatrist, "coordinator": auth.RoleCareCoordinator, "front-desk": auth.RoleFrontDesk, "admin": auth.RoleAdmin,
	}
	switch role, is := staff[viewer]; {
	case is:
		return role
	case strings.HasSuffix(viewer, "patient"):
		return auth.RolePatient
	}
	return auth.RoleRelatedPerson
}

// everyRoleLooks fails where the server knows a role of which the matrix has no viewer.
func everyRoleLooks(t *testing.T, looked map[auth.Role]bool) {
	t.Helper()
	for _, role := range auth.Roles() {
		if !looked[role] {
			t.Errorf("nobody looks as %s: add a viewer and its rules", role)
		}
	}
}

const matrixHead = `# Who sees what of the demo record, by the app's own engine and by asking the server for more. Made from the rules in rules_test.go by
# go test ./e2e/scenarios -run TestWhoSeesWhat -update, and never from what the server does. all: everybody's. own: what is in the viewer's own
# record. none: nothing. A number, for a loved one: so many of the record that is shared with them. Type+SUD carries a label of substance use (42 CFR Part 2).
# Viewers: the patient Maya and another, Marcus, of the dual diagnosis programme; loved ones of Maya by what she shares (all of it, sessions,
# sessions with the link, education, one goal, one note, ended, somebody who has just joined with education alone); loved ones of Marcus with
# his separate yes to what is about substance use, and with a consent that names the same and does not say so; the staff by their roles.
`

// writeMatrix writes the table.
func writeMatrix(viewers, rows []string, by map[string]map[string]string) error {
	var out strings.Builder
	out.WriteString(matrixHead + "type\t" + strings.Join(viewers, "\t") + "\n")
	for _, row := range rows {
		out.WriteString(row)
		for _, viewer := range viewers {
			out.WriteString("\t" + by[row][viewer])
		}
		out.WriteString("\n")
	}
	return os.WriteFile(filepath.Join("testdata", "visibility.tsv"), []byte(out.String()), 0o600)
}
