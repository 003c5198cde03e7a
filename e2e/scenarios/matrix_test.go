package scenarios

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/uuid"

	"throughline/care"
	"throughline/clinic/access"
	"throughline/clinic/auth"
	"throughline/clinic/records"
	"throughline/clinic/search"
	"throughline/internal/testclinic"
	"throughline/sync/fhirhttp"
)

// matrix is testdata/visibility.tsv: what each viewer sees of each type, said by hand. "all" is everybody's, "own" what is in the
// viewer's own record, "none" nothing, and a number so many of the record that is shared with them. "Type+SUD" is what carries a label of
// substance use.
type matrix struct {
	viewers []string
	rows    map[string][]string
}

func readMatrix(t *testing.T) matrix {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", "visibility.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	m := matrix{rows: map[string][]string{}}
	for line := range strings.Lines(string(raw)) {
		cells := strings.Split(strings.TrimRight(line, "\n"), "\t")
		switch {
		case strings.HasPrefix(line, "#") || len(cells) < 2:
		case m.viewers == nil:
			m.viewers = cells[1:]
		default:
			m.rows[cells[0]] = cells[1:]
		}
	}
	return m
}

// item is one resource of the demo record.
type item struct {
	ref, row string // row: the type, with +SUD where it is labelled so
	patients []string
}

// everything is the record as the server has it.
func (p *programme) everything(types []string) map[string]item {
	p.Helper()
	all := map[string]item{}
	for _, typ := range types {
		q, err := search.Parse(typ, url.Values{"_count": {"200"}})
		if err != nil {
			p.Fatal(err)
		}
		for more := true; more; {
			found, err := p.server.Records.Search(p.Context(), records.SystemCall(p.server.ID), q, "")
			if err != nil {
				p.Fatal(err)
			}
			for _, v := range found.Hits {
				var tree map[string]any
				if err := json.Unmarshal(v.Body, &tree); err != nil {
					p.Fatal(err)
				}
				x := item{ref: v.Type + "/" + v.ID, row: v.Type, patients: access.PatientsOf(v.Type, v.ID, tree)}
				if strings.Contains(string(v.Body), `"code":"42CFRPart2"`) && v.Type != "Consent" {
					x.row += "+SUD"
				}
				all[x.ref] = x
			}
			q.After, more = found.Next, found.Next != nil
		}
	}
	return all
}

// sees is what came to a device's store, and what the server gives by a search of each type, refusals being nothing.
func (d *device) sees(types []string) map[string]bool {
	d.Helper()
	got := map[string]bool{}
	for _, ref := range d.kept() {
		got[ref] = true
	}
	for _, typ := range types {
		query := url.Values{"_count": {"200"}}
		if d.lovedOne() && typ == "AppointmentResponse" {
			query.Set("actor", d.session.Identity().FHIRUser)
		}
		err := d.remote.Search(d.Context(), typ, query, func(p fhirhttp.Page) error {
			for _, e := range p.Entries {
				got[e.Ref()] = true
			}
			return nil
		})
		var status *fhirhttp.StatusError
		if err != nil && !(errors.As(err, &status) && (status.Status == http.StatusForbidden || status.Status == http.StatusNotFound)) {
			d.Fatalf("%s: %v", typ, err)
		}
	}
	return got
}

func (d *device) lovedOne() bool {
	return strings.Contains(d.session.Identity().FHIRUser, "RelatedPerson/")
}

// cell says what of a row is seen, in the words of the table.
func cell(all map[string]item, seen map[string]bool, row, patient string, counted bool) string {
	total, own, saw, foreign, missing := 0, 0, 0, 0, 0
	for ref, x := range all {
		if x.row != row {
			continue
		}
		total++
		mine := patient != "" && slices.Contains(x.patients, patient)
		if mine {
			own++
		}
		switch {
		case seen[ref]:
			saw++
			if !mine {
				foreign++
			}
		case mine:
			missing++
		}
	}
	switch {
	case saw == 0:
		return "none"
	case saw == total && (foreign > 0 || patient == ""):
		return "all"
	case foreign > 0:
		return fmt.Sprintf("%d of others", foreign)
	case missing == 0 && !counted:
		return "own"
	}
	return strconv.Itoa(saw)
}

// The visibility matrix: everybody signs in to the real server and syncs by the app's own engine. What came to their device, and what the
// server gives when asked for more, is what the table says; whatever widens it fails here.
func TestWhoSeesWhat(t *testing.T) {
	t.Parallel()
	want := readMatrix(t)
	p := newProgramme(t, "elena", "marcus", "priya", "sam")
	for _, who := range []struct{ user, role string }{{"desk", "front-desk"}, {"boss", "admin"}} {
		_, err := p.server.Auth.AddUser(t.Context(), auth.NewUser{
			Username: who.user, Password: "three tin kettles", Role: auth.Role(who.role), FHIRUser: "Practitioner/" + who.user, DisplayName: who.user,
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	maya, marcus, dana := p.device("maya"), p.device("marcus"), p.device("dana")
	note := "Communication/" + uuid.NewString()
	maya.does(maya.WriteNote(t.Context(), care.OwnNote{Ref: note, Text: "Not shared."}))
	until, elenaRef := p.now().AddDate(0, 3, 0), testclinic.Account("elena").FHIRUser
	shared := maya.trusted(elenaRef).Shared
	ida := maya.invites("Ida", care.Sharing{Education: true, Until: until})
	bruno := marcus.invites("Bruno", care.Sharing{Sessions: true, Goals: []string{marcus.Chart().Plan.Goals[0].Ref}, Substance: true, Until: until})
	for user, made := range map[string]care.Invited{"ida": ida, "bruno": bruno} {
		if page := p.joins(made, testclinic.Login{User: user, Password: "three tin kettles"}); !strings.Contains(page, joined) {
			t.Fatalf("%s:\n%s", user, page)
		}
	}
	maya.syncs()
	marcus.syncs()
	next, _ := marcus.Chart().NextSession(p.now())
	dana.asks(next.Ref, bruno.Ref)

	types := strings.Fields(matrixTypes)
	all := p.everything(types)
	got := map[string]map[string]string{} // row, viewer
	check := func(viewer string, d *device) {
		t.Helper()
		patient := ""
		if id := d.session.Identity().Patient; id != "" {
			patient = id
		}
		seen := d.sees(types)
		p.holds(viewer, patient, all, seen)
		for _, row := range rowsOf(all) {
			if got[row] == nil {
				got[row] = map[string]string{}
			}
			got[row][viewer] = cell(all, seen, row, patient, d.lovedOne())
		}
	}
	login := func(user string) *device {
		d := p.signedIn(testclinic.Login{User: user, Password: "three tin kettles"})
		_, _ = d.Sync(t.Context()) // who may see little may be refused
		return d
	}
	check("patient", maya)
	check("other-patient", marcus)
	elena := p.device("elena")
	decides := func(viewer string, s care.Sharing) {
		t.Helper()
		s.Until = until
		maya.does(maya.Share(t.Context(), elenaRef, s))
		maya.syncs()
		elena.syncs()
		check(viewer, elena)
	}
	check("all-shared", elena)
	decides("sessions", care.Sharing{Sessions: true})
	decides("link", care.Sharing{Sessions: true, Join: true})
	decides("education", care.Sharing{Education: true})
	decides("one-goal", care.Sharing{Goals: shared.Goals})
	decides("one-note", care.Sharing{Notes: shared.Notes})
	maya.does(maya.EndSharing(t.Context(), elenaRef))
	maya.syncs()
	_, _ = elena.Sync(t.Context())
	check("ended", elena)
	check("new", login("ida"))
	check("substance-yes", login("bruno"))
	marcus.does(marcus.Share(t.Context(), bruno.Ref, care.Sharing{Education: true, Until: until}))
	marcus.syncs()
	// Another app's consent, which opens the same without saying that substance use is meant.
	consent := marcus.trusted(bruno.Ref).Consent
	read, err := marcus.remote.Read(t.Context(), "Consent", strings.TrimPrefix(consent, "Consent/"))
	marcus.does(err)
	open := strings.Replace(string(read.Raw), `"class":[`, `"class":[{"system":"http://hl7.org/fhir/resource-types","code":"Appointment"},{"system":"http://hl7.org/fhir/resource-types","code":"Goal"},`, 1)
	_, err = marcus.remote.Update(t.Context(), "Consent", strings.TrimPrefix(consent, "Consent/"), []byte(open), fhirhttp.IfVersion(read.Version))
	marcus.does(err)
	check("substance-unsaid", login("bruno"))
	check("therapist", dana)
	check("psychiatrist", p.device("priya"))
	check("coordinator", p.device("sam"))
	check("front-desk", login("desk"))
	check("admin", login("boss"))

	for _, row := range rowsOf(all) {
		cells := make([]string, len(want.viewers))
		for i, viewer := range want.viewers {
			cells[i] = got[row][viewer]
		}
		t.Log(row + "\t" + strings.Join(cells, "\t"))
		said, ok := want.rows[row]
		if !ok {
			t.Errorf("the table does not say who sees %s", row)
			continue
		}
		for i, viewer := range want.viewers {
			if len(said) != len(cells) {
				t.Fatalf("%s has %d cells for %d viewers", row, len(said), len(cells))
			}
			if said[i] != cells[i] {
				t.Errorf("%s sees %q of %s, and the table says %q", viewer, cells[i], row, said[i])
			}
		}
	}
	for row := range want.rows {
		if !slices.Contains(rowsOf(all), row) {
			t.Errorf("nothing of %s is in the record any more", row)
		}
	}
}

func rowsOf(all map[string]item) (rows []string) {
	for _, x := range all {
		if !slices.Contains(rows, x.row) {
			rows = append(rows, x.row)
		}
	}
	slices.Sort(rows)
	return rows
}

// matrixTypes are the types of which anything is kept, and those of which nothing should be.
const matrixTypes = "ActivityDefinition Appointment AppointmentResponse Basic CarePlan CareTeam ClaimResponse Communication Condition Consent Coverage " +
	"DocumentReference Encounter EpisodeOfCare Flag Goal Group Location MedicationRequest MedicationStatement Observation Organization Patient Practitioner " +
	"PractitionerRole Provenance Questionnaire QuestionnaireResponse RelatedPerson ServiceRequest Task"
