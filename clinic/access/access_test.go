package access

import (
	"strings"
	"testing"
	"time"

	"throughline/clinic/auth"
	"throughline/clinic/document"
)

func TestTheTableNamesTypesAndRolesThatThereAre(t *testing.T) {
	t.Parallel()
	for i, row := range table {
		for _, typ := range row.types {
			if !document.IsType(typ) {
				t.Errorf("row %d: %s is no type", i, typ)
			}
		}
		for _, role := range row.roles {
			if role != RoleSystem && !role.Valid() {
				t.Errorf("row %d: %s is no role", i, role)
			}
		}
		if row.may == "" || strings.Trim(row.may, "cruds") != "" {
			t.Errorf("row %d: %q are no interactions", i, row.may)
		}
		if (row.owner == ownRecord || row.owner == ownWord) && row.roles[0] != auth.RolePatient {
			t.Errorf("row %d: only a patient has a record of their own", i)
		}
	}
	for typ := range compartment {
		if !document.IsType(typ) {
			t.Errorf("%s is no type", typ)
		}
	}
	for _, typ := range ownWords {
		if _, ok := authorship[typ]; !ok && !InCompartment(typ) {
			t.Errorf("%s: nothing says whose word it is", typ)
		}
	}
}

func TestNobodyInParticularMayNothing(t *testing.T) {
	t.Parallel()
	all := auth.ParseScopes("patient/*.cruds user/*.cruds system/*.cruds")
	for name, c := range map[string]Caller{
		"no role":            {Principal: auth.Principal{Scopes: all}},
		"a made-up role":     {Principal: auth.Principal{Role: "king", Scopes: all}},
		"staff of no scopes": {Principal: auth.Principal{Role: auth.RoleTherapist}},
	} {
		for _, typ := range document.Types() {
			for _, i := range []byte("cruds") {
				r := NewResource(typ, "x", map[string]any{"subject": map[string]any{"reference": "Patient/"}})
				if c.May(i, r) || c.MayAtAll(i, typ) || c.SeesEverything(typ) {
					t.Errorf("%s: may %c %s", name, i, typ)
				}
			}
		}
	}
	nobody := Caller{Principal: auth.Principal{Role: auth.RolePatient, Scopes: all}}
	for _, typ := range document.Types() {
		r := NewResource(typ, "", map[string]any{"subject": map[string]any{"reference": "Patient/"}})
		if InCompartment(typ) && nobody.May('r', r) {
			t.Errorf("a patient without an id reads %s", typ)
		}
	}
}

func TestPatientsOf(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`{"resourceType":"Patient","link":[{"other":{"reference":"Patient/other"}}]}`:                                                              "x",
		`{"resourceType":"Goal","subject":{"reference":"Patient/a"}}`:                                                                              "a",
		`{"resourceType":"Goal","subject":{"reference":"Patient/a/_history/3"}}`:                                                                   "a",
		`{"resourceType":"Goal","subject":{"reference":"Group/a"}}`:                                                                                "",
		`{"resourceType":"Goal","subject":{"reference":"https://elsewhere.example/Patient/a"}}`:                                                    "",
		`{"resourceType":"Goal","subject":{"reference":"#p"},"contained":[{"resourceType":"Patient","id":"p"}]}`:                                   "",
		`{"resourceType":"Observation","subject":{"reference":"Patient/a"},"performer":[{"reference":"Patient/b"},{"reference":"Patient/a"}]}`:     "a b",
		`{"resourceType":"Appointment","participant":[{"actor":{"reference":"Patient/a"}},{"actor":{"reference":"Practitioner/b"}}]}`:              "a",
		`{"resourceType":"CarePlan","subject":{"reference":"Patient/a"},"activity":[{"detail":{"performer":[{"reference":"Patient/b"}]}}]}`:        "a b",
		`{"resourceType":"Practitioner","subject":{"reference":"Patient/a"}}`:                                                                      "",
		`{"resourceType":"Task","for":{"reference":"Patient/a"},"focus":{"reference":"QuestionnaireResponse/q"},"owner":{"reference":"Device/d"}}`: "a",
	} {
		tree, err := document.Tree([]byte(in))
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(PatientsOf(tree["resourceType"].(string), "x", tree), " "); got != want {
			t.Errorf("%s: got %q, want %q", in, got, want)
		}
	}
}

func TestAConsentOpensOnlyWhatItSays(t *testing.T) {
	t.Parallel()
	const whole = `{"resourceType":"Consent","status":"active","scope":{"coding":[{"code":"patient-privacy"}]},"patient":{"reference":"Patient/p"},
		"provision":{"type":"permit","period":{"start":"2026-03-01","end":"2026-03-31"},"actor":[{"reference":{"reference":"RelatedPerson/r"}}],
		"action":[{"coding":[{"code":"access"}]}],"class":[{"code":"Goal"},{"code":"CarePlan"}],
		"data":[{"meaning":"instance","reference":{"reference":"DocumentReference/d"}}],"securityLabel":[{"code":"SUD"}]}}`
	now := time.Date(2026, 3, 31, 23, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct{ from, to, want string }{
		"as it is":             {"", "", "Goal CarePlan DocumentReference/d SUD"},
		"a draft":              {`"active"`, `"draft"`, ""},
		"taken back":           {`"active"`, `"inactive"`, ""},
		"another scope":        {`patient-privacy`, `research`, ""},
		"a denial":             {`"type":"permit"`, `"type":"deny"`, ""},
		"no type":              {`"type":"permit",`, ``, ""},
		"another person":       {`RelatedPerson/r`, `RelatedPerson/s`, ""},
		"another action":       {`"access"`, `"correct"`, ""},
		"over":                 {`2026-03-31`, `2026-03-30`, ""},
		"not begun":            {`"start":"2026-03-01"`, `"start":"2026-04-01"`, ""},
		"a bad date":           {`"start":"2026-03-01"`, `"start":"soon"`, ""},
		"a bad period":         {`{"start":"2026-03-01","end":"2026-03-31"}`, `[1]`, ""},
		"no period":            {`"period":{"start":"2026-03-01","end":"2026-03-31"},`, ``, "Goal CarePlan DocumentReference/d SUD"},
		"of no patient":        {`Patient/p`, `Group/p`, ""},
		"for the family":       {`"type":"permit"`, `"type":"permit","purpose":[{"code":"FAMRQT"}]`, "Goal CarePlan DocumentReference/d SUD"},
		"for research":         {`"type":"permit"`, `"type":"permit","purpose":[{"code":"HRESCH"}]`, ""},
		"for one code":         {`"type":"permit"`, `"type":"permit","code":[{"text":"x"}]`, ""},
		"for a time":           {`"type":"permit"`, `"type":"permit","dataPeriod":{"start":"2026"}`, ""},
		"but in a way unknown": {`"status"`, `"modifierExtension":[{"url":"urn:x","valueBoolean":true}],"status"`, ""},
		"but a type":           {`"class":`, `"provision":[{"type":"deny","class":[{"code":"Goal"}]}],"class":`, "CarePlan DocumentReference/d SUD"},
		"but a label":          {`"class":`, `"provision":[{"type":"deny","securityLabel":[{"code":"SUD"}]}],"class":`, "Goal CarePlan DocumentReference/d"},
		"but one document":     {`"class":`, `"provision":[{"type":"deny","data":[{"reference":{"reference":"DocumentReference/d"}}]}],"class":`, "Goal CarePlan SUD"},
		"but what":             {`"class":`, `"provision":[{"type":"deny","purpose":[{"code":"X"}]}],"class":`, ""},
	} {
		text := strings.Replace(whole, c.from, c.to, 1)
		tree, err := document.Tree([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		g, ok := GrantOf(tree, "RelatedPerson/r", now)
		var got []string
		if ok {
			got = append(append(got, g.Types...), g.Data...)
			if g.Labels == SubstanceUse {
				got = append(got, "SUD")
			}
		}
		if strings.Join(got, " ") != c.want || ok && g.Patient != "p" {
			t.Errorf("%s: got %v, want %s", name, got, c.want)
		}
	}
}

// A patient writes their own side of the plan for leaving, and no other care plan:
// the team's words are the team's.
func TestAPatientWritesTheirOwnSideOfTheTransitionPlanAlone(t *testing.T) {
	t.Parallel()
	c := Caller{Principal: auth.Principal{Role: auth.RolePatient, PatientID: "p", FHIRUser: "Patient/p", Scopes: auth.ParseScopes("patient/*.cruds")}}
	plan := func(author, kind string) *Resource {
		tree, err := document.Tree([]byte(`{"resourceType":"CarePlan","subject":{"reference":"Patient/p"},"author":{"reference":"` + author + `"},
			"category":[{"coding":[{"code":"assess-plan"}]},{"coding":[{"code":"` + kind + `"}]}]}`))
		if err != nil {
			t.Fatal(err)
		}
		return NewResource("CarePlan", "x", tree)
	}
	for _, x := range []struct {
		author, kind string
		want         bool
	}{
		{"Patient/p", "transition", true}, {"Practitioner/d", "transition", false}, {"Patient/p", "treatment", false}, {"Patient/q", "transition", false},
	} {
		for _, do := range []byte("cu") {
			if got := c.May(do, plan(x.author, x.kind)); got != x.want {
				t.Errorf("%c %s by %s: %v", do, x.kind, x.author, got)
			}
		}
		if !c.May('r', plan(x.author, x.kind)) {
			t.Errorf("a patient cannot read a %s plan by %s", x.kind, x.author)
		}
	}
}
