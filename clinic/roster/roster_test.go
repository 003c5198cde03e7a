package roster

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"throughline/clinic/document"
	"throughline/clinic/validate"
	"throughline/fhir"
	"throughline/profile"
)

func chicago(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("America/Chicago")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func made(t *testing.T, table []byte) (*Roster, *profile.Memory, int) {
	t.Helper()
	r, err := Read(bytes.NewReader(table))
	if err != nil {
		t.Fatal(err)
	}
	all, err := r.Resources(Clinic{ID: "main", Organization: "Organization/o", Zone: chicago(t)})
	if err != nil {
		t.Fatal(err)
	}
	set := &profile.Memory{}
	for _, raw := range all {
		tree, err := document.Tree(raw)
		if err != nil {
			t.Fatal(err)
		}
		for _, issue := range validate.Errors(tree) {
			t.Errorf("%s\n%v", raw, issue)
		}
		if err := set.Put(raw); err != nil {
			t.Fatal(err)
		}
	}
	return r, set, len(all)
}

func TestTheTemplateIsATableThatCanBeTaken(t *testing.T) {
	t.Parallel()
	r, set, n := made(t, Template)
	if len(r.Staff) != 1 || len(r.Patients) != 2 || len(r.Series) != 1 || len(r.Warnings) != 1 {
		t.Errorf("read %+v", r)
	}
	// 36 evenings, in one room, from March 1 to May 20, for each of two members.
	if want := 2 + 2*2 + 2 + 1 + 2*36; n != want {
		t.Errorf("%d resources, want %d", n, want)
	}
	patient := profile.NameID("roster/main/patient/p-001")
	chart, rejected := profile.Chart(set, profile.Viewer{FHIRUser: "Patient/" + patient})
	if len(rejected) > 0 || chart.Stay.Approved != 24 || chart.Stay.Admitted.IsZero() {
		t.Errorf("the patient's chart: %+v, rejected %v", chart.Stay, rejected)
	}
	for _, s := range chart.Sessions[:1] {
		if s.Leader != "Dana Example" || s.Topic != "Coping skills" || s.Place != "Suite 200" || s.Duration() != 3*time.Hour {
			t.Errorf("a session: %+v", s)
		}
	}
}

// 18:00 stays 18:00 when the clocks change on 14 March 2027.
func TestAGroupStaysAtItsWallTimeWhenTheClocksChange(t *testing.T) {
	t.Parallel()
	_, set, _ := made(t, Template)
	seen := map[string]bool{}
	set.Each("Appointment", func(r fhir.Resource) {
		start := r.(*fhir.Appointment).Start
		seen[start] = true
	})
	for _, want := range []string{"2027-03-09T18:00:00-06:00", "2027-03-16T18:00:00-05:00"} {
		if !seen[want] {
			t.Errorf("there is no session at %s", want)
		}
	}
}

const head = "kind,key,given_name,family_name,birth_date,role,admitted,programme,topic,weekdays,start_time,minutes,first_day,last_day,leader,members\n"

func TestEveryRowThatIsWrongIsNamedByItsLine(t *testing.T) {
	t.Parallel()
	table := head +
		"staff,dana,Dana,Example,,therapist\n" +
		"staff,sam,Sam,,,janitor\n" + // 3
		"patient,p1,Ann,Example,1990-02-30,,2027-03-01,mental-health\n" + // 4
		"patient,p2,Bo,Example,2012-02-03,,2027-03-01,mental-health\n" + // 5
		"patient,p2,Bo,Example,1990-02-03,,2027-03-01,yoga\n" + // 6
		"\n" +
		"series,s,,,,,,,Skills,mon moon,25:00,180,2027-03-01,2027-02-01,nobody,p1 p9 p1\n" + // 8
		"sofa,x\n" // 9
	_, err := Read(strings.NewReader(table))
	if err == nil {
		t.Fatal("it was taken")
	}
	for _, want := range []string{
		"line 3: family_name is missing", `line 3: the role "janitor"`, `line 4: birth_date "1990-02-30" is no day`, "line 5: the patient is under 18",
		`line 6: the patient "p2" stands in line 5 already`, `line 8: the weekday "moon"`, `line 8: start_time "25:00"`, "line 8: last_day is before first_day",
		`line 8: the member "p1" is named twice`, `line 8: the leader "nobody"`, `line 8: the member "p9"`, `line 9: the kind "sofa"`,
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("it is not said: %s\n%v", want, err)
		}
	}
}

func TestOfAThousandRowsTheBadOneIsNamed(t *testing.T) {
	t.Parallel()
	var table strings.Builder
	table.WriteString(head)
	for i := range 1000 {
		day := "1990-01-01"
		if i == 636 {
			day = "yesterday"
		}
		fmt.Fprintf(&table, "patient,p%d,Ann,Example,%s,,2027-03-01,mental-health\n", i, day)
	}
	_, err := Read(strings.NewReader(table.String()))
	if err == nil || err.Error() != `line 638: birth_date "yesterday" is no day; write it as 2027-03-01` {
		t.Errorf("said: %v", err)
	}
}

func TestAGroupHasFifteenMembersAtMost(t *testing.T) {
	t.Parallel()
	var table strings.Builder
	table.WriteString(head + "staff,dana,Dana,Example,,therapist\n")
	var members []string
	for i := range 16 {
		members = append(members, fmt.Sprintf("p%d", i))
		fmt.Fprintf(&table, "patient,p%d,Ann,Example,1990-01-01,,2027-03-01,mental-health\n", i)
	}
	row := func(n int) string {
		return "series,s,,,,,,,Skills,mon,18:00,180,2027-03-01,2027-04-01,dana," + strings.Join(members[:n], " ") + "\n"
	}
	if _, err := Read(strings.NewReader(table.String() + row(16))); err == nil || !strings.Contains(err.Error(), "line 19: 16 members are too many") {
		t.Errorf("16 members: %v", err)
	}
	if r, err := Read(strings.NewReader(table.String() + row(15))); err != nil || len(r.Warnings) != 0 {
		t.Errorf("15 members: %v", err)
	}
}

// Spreadsheets put a mark at the start and semicolons for commas.
func TestATableIsReadAsSpreadsheetsWriteIt(t *testing.T) {
	t.Parallel()
	r, err := Read(strings.NewReader("\ufeff" + strings.ReplaceAll(strings.ReplaceAll(string(Template), ",", ";"), "\n", "\r\n")))
	if err != nil || len(r.Patients) != 2 || len(r.Series) != 1 {
		t.Errorf("read %+v: %v", r, err)
	}
	if _, err := Read(strings.NewReader(head + "patient,p1,Jos\xe9,Cruz,1990-01-01,,2027-03-01,mental-health\n")); err == nil || !strings.Contains(err.Error(), "UTF-8") {
		t.Errorf("in another encoding: %v", err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(Template)
	f.Add([]byte(head + "series,s,,,,,,,Skills,mon,18:00,180,2027-03-01,2099-04-01,dana,p1\n"))
	f.Add([]byte("\ufeffkind,key\nstaff"))
	f.Fuzz(func(t *testing.T, table []byte) {
		r, err := Read(bytes.NewReader(table))
		if err == nil {
			if _, err := r.Resources(Clinic{ID: "main", Organization: "Organization/o", Zone: time.UTC}); err != nil {
				t.Errorf("what was read cannot be made: %v", err)
			}
		}
	})
}
