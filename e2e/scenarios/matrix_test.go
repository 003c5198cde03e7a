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
	"throughline/profile"
	"throughline/sync/fhirhttp"
)

// matrix is testdata/visibility.tsv: what each viewer sees of each type, by the rules of rules_test.go. "all" is everybody's, "own" what is in the
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
	body     string
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
				x := item{ref: v.Type + "/" + v.ID, row: v.Type, body: string(v.Body), patients: access.PatientsOf(v.Type, v.ID, tree)}
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
	brunos := care.Sharing{Sessions: true, Goals: []string{marcus.Chart().Plan.Goals[0].Ref}, Substance: true, Until: until}
	bruno := marcus.invites("Bruno", brunos)
	for user, made := range map[string]care.Invited{"ida": ida, "bruno": bruno} {
		if page := p.joins(made, testclinic.Login{User: user, Password: "three tin kettles"}); !strings.Contains(page, joined) {
			t.Fatalf("%s:\n%s", user, page)
		}
	}
	maya.syncs()
	marcus.syncs()
	next, _ := marcus.Chart().NextSession(p.now())
	dana.asks(next.Ref, bruno.Ref)

	_, err := p.server.Records.Load(t.Context(), p.server.ID, records.Replace, extras(testclinic.Account("maya").FHIRUser, testclinic.Account("marcus").FHIRUser)...)
	maya.does(err)
	types := lookedAt()
	all := p.everything(types)
	got, byRules := map[string]map[string]string{}, map[string]map[string]string{} // row, viewer
	looked := map[auth.Role]bool{}
	check := func(viewer string, d *device, as sight) {
		t.Helper()
		as.me = profile.RefOf(d.session.Identity().FHIRUser)
		patient := ""
		if id := d.session.Identity().Patient; id != "" {
			patient = id
		}
		seen := d.sees(types)
		p.holds(viewer, patient, all, seen)
		d.countsNothingMore(viewer, seen)
		looked[roleOf(viewer)] = true
		as.patient = patient
		for _, row := range rowsOf(all) {
			if got[row] == nil {
				got[row], byRules[row] = map[string]string{}, map[string]string{}
			}
			byRules[row][viewer] = as.says(all, row)
			got[row][viewer] = cell(all, seen, row, patient, d.lovedOne())
		}
	}
	login := func(user string) *device {
		d := p.signedIn(testclinic.Login{User: user, Password: "three tin kettles"})
		_, _ = d.Sync(t.Context()) // who may see little may be refused
		return d
	}
	one := func(s care.Sharing) sight { return sight{part: "loved one", shared: s} }
	check("patient", maya, sight{part: "patient"})
	check("other-patient", marcus, sight{part: "patient"})
	elena := p.device("elena")
	decides := func(viewer string, s care.Sharing) {
		t.Helper()
		s.Until = until
		maya.does(maya.Share(t.Context(), elenaRef, s))
		maya.syncs()
		elena.syncs()
		check(viewer, elena, one(s))
	}
	check("all-shared", elena, one(shared))
	decides("sessions", care.Sharing{Sessions: true})
	decides("link", care.Sharing{Sessions: true, Join: true})
	decides("education", care.Sharing{Education: true})
	decides("one-goal", care.Sharing{Goals: shared.Goals})
	decides("one-note", care.Sharing{Notes: shared.Notes})
	maya.does(maya.EndSharing(t.Context(), elenaRef))
	maya.syncs()
	_, _ = elena.Sync(t.Context())
	check("ended", elena, sight{part: "ended"})
	check("new", login("ida"), one(care.Sharing{Education: true}))
	check("substance-yes", login("bruno"), one(brunos))
	marcus.does(marcus.Share(t.Context(), bruno.Ref, care.Sharing{Education: true, Until: until}))
	marcus.syncs()
	// Another app's consent, which opens the same without saying that substance use is meant.
	consent := marcus.trusted(bruno.Ref).Consent
	read, err := marcus.remote.Read(t.Context(), "Consent", strings.TrimPrefix(consent, "Consent/"))
	marcus.does(err)
	open := strings.Replace(string(read.Raw), `"class":[`, `"class":[{"system":"http://hl7.org/fhir/resource-types","code":"Appointment"},{"system":"http://hl7.org/fhir/resource-types","code":"Goal"},`, 1)
	_, err = marcus.remote.Update(t.Context(), "Consent", strings.TrimPrefix(consent, "Consent/"), []byte(open), fhirhttp.IfVersion(read.Version))
	marcus.does(err)
	check("substance-unsaid", login("bruno"), one(care.Sharing{Education: true, Sessions: true}))
	check("therapist", dana, sight{part: "clinical"})
	check("psychiatrist", p.device("priya"), sight{part: "clinical"})
	check("coordinator", p.device("sam"), sight{part: "clinical"})
	check("front-desk", login("desk"), sight{part: "front desk"})
	check("admin", login("boss"), sight{part: "admin"})
	everyRoleLooks(t, looked)
	if *rewriteMatrix {
		maya.does(writeMatrix(want.viewers, rowsOf(all), byRules))
		want = readMatrix(t)
	}

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
			if byRules[row][viewer] != said[i] {
				t.Errorf("of %s the table says %q for %s, and the rules say %q: make it anew", row, said[i], viewer, byRules[row][viewer])
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
