package fhirapi_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"throughline/clinic/access"
	"throughline/clinic/document"
)

// resourceOf is one of the walk's resources. Its secret says whose it is, so
// that a leak shows in any answer, whatever its form.
type resourceOf struct {
	typ, owner, label string
}

func (r resourceOf) id() string     { return strings.Trim(r.owner+"-"+strings.ToLower(r.label), "-") }
func (r resourceOf) ref() string    { return r.typ + "/" + r.id() }
func (r resourceOf) secret() string { return "secret." + r.id() + "." }

// patients are those in whose compartments it is.
func (r resourceOf) patients() []string {
	return map[string][]string{"maya": {"maya"}, "noah": {"noah"}, "both": {"maya", "noah"}}[r.owner]
}

// json puts the patients at the first element by which the type belongs to a
// compartment.
func (r resourceOf) json(paths []string) string {
	tree := map[string]any{"resourceType": r.typ, "id": r.id(), "x_secret": r.secret()}
	var refs []any
	for _, p := range r.patients() {
		refs = append(refs, map[string]any{"reference": "Patient/" + p})
	}
	if len(refs) > 0 && len(paths) > 0 {
		at := strings.Split(paths[0], ".")
		node := tree
		for _, name := range at[:len(at)-1] {
			child := map[string]any{}
			node[name] = []any{child}
			node = child
		}
		node[at[len(at)-1]] = refs
	}
	if r.label != "" {
		tree["meta"] = map[string]any{"security": []any{map[string]any{"code": r.label}}}
	}
	if r.typ == "Appointment" && r.owner == "maya" {
		tree["participant"] = append(tree["participant"].([]any), map[string]any{"actor": map[string]any{"reference": "RelatedPerson/sister"}})
	}
	b, err := json.Marshal(tree)
	if err != nil {
		panic(err)
	}
	return string(b)
}

var (
	directoryTypes  = strings.Fields("Practitioner PractitionerRole Organization Location HealthcareService")
	definitionTypes = strings.Fields("Questionnaire ActivityDefinition PlanDefinition Library ValueSet CodeSystem Medication")
	scheduleTypes   = strings.Fields("Appointment AppointmentResponse Schedule Slot")
	labelled        = strings.Fields("Observation Appointment Goal Task CarePlan Encounter Flag QuestionnaireResponse MedicationRequest")
	// probed are the types whose every resource is gone to by itself; the lists
	// hold all types.
	probed = strings.Fields("Observation Appointment AppointmentResponse Task Consent Communication Group CareTeam Practitioner " +
		"Questionnaire Claim Provenance Basic")
	// neverPatient is in the compartment and yet not shown to a patient, unless
	// it is their own word.
	neverPatient = strings.Fields("Flag Communication CommunicationRequest Group Person Basic DetectedIssue ResearchSubject Schedule " +
		"EnrollmentRequest MeasureReport CoverageEligibilityRequest")
)

// visible is the policy said a second time, as short as it can be.
func visible(who string, r resourceOf) bool {
	shared := slices.Contains(directoryTypes, r.typ) || slices.Contains(definitionTypes, r.typ)
	switch who {
	case "therapist", "doctor":
		return true
	case "desk":
		return slices.Contains(scheduleTypes, r.typ) || slices.Contains(directoryTypes, r.typ) && r.label == ""
	case "admin":
		return shared && r.label == ""
	case "maya", "noah":
		own := r.owner == who && r.label != "NOPAT" && !slices.Contains(neverPatient, r.typ)
		return own && access.InCompartment(r.typ) || shared && r.label == ""
	case "sister":
		return r.label == "" && (slices.Contains(directoryTypes, r.typ) || r.typ == "ActivityDefinition") ||
			r.typ == "Appointment" && r.owner == "maya" && (r.label == "" || r.label == "MH")
	case "narrow":
		return r.typ == "Observation" && visible("maya", r)
	}
	return false
}

// TestWalk goes by every way that leads to a resource, as everybody, for
// resources of everybody: what comes out is what the policy says, and no other
// answer holds a word of it.
func TestWalk(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	var all []resourceOf
	for _, typ := range document.Types() {
		switch paths := access.Elements(typ); {
		case typ == "AuditEvent" || typ == "Patient" || typ == "RelatedPerson" || typ == "Bundle":
		case paths != nil:
			for _, owner := range []string{"maya", "noah", "both", "nobody"} {
				all = append(all, resourceOf{typ: typ, owner: owner})
			}
			if slices.Contains(labelled, typ) {
				for _, label := range []string{"NOPAT", "SUD", "MH"} {
					all = append(all, resourceOf{typ, "maya", label})
				}
			}
		default:
			all = append(all, resourceOf{typ: typ, owner: "nobody"}, resourceOf{typ, "nobody", "R"})
		}
	}
	s.load(`{"resourceType":"RelatedPerson","id":"sister","patient":{"reference":"Patient/maya"}}`,
		strings.Replace(consent("walked", ""), `[{"code":"Goal"}`, `[{"code":"Appointment"},{"code":"ActivityDefinition"}`, 1))
	for _, r := range all {
		s.load(r.json(access.Elements(r.typ)))
	}
	for _, who := range []string{"maya", "noah", "sister", "desk", "admin", "therapist", "narrow"} {
		t.Run(who, func(t *testing.T) {
			t.Parallel()
			walk(t, s, who, all)
		})
	}
}

func walk(t *testing.T, s *server, who string, all []resourceOf) {
	byType := map[string][]resourceOf{}
	for _, r := range all {
		byType[r.typ] = append(byType[r.typ], r)
	}
	// leaks looks for the words of what is hidden.
	leaks := func(way string, got response, of []resourceOf) {
		for _, r := range of {
			if shown := strings.Contains(string(got.body), r.secret()); shown && !visible(who, r) {
				t.Errorf("%s: %s of %s leaks", way, r.ref(), who)
			}
		}
	}
	system := map[string]bool{}
	for next := "_history?_count=200"; next != ""; {
		got := s.do(who, "GET", next, "").want(t, http.StatusOK)
		for ref := range strings.FieldsSeq(got.ids()) {
			system[strings.TrimSuffix(ref, ".1")] = true
		}
		next = got.link("next")
	}
	for typ, of := range byType {
		lists := map[string]response{}
		for way, got := range map[string]response{
			"search": s.do(who, "GET", typ+"?_count=100&_total=accurate", ""), "history": s.do(who, "GET", typ+"/_history?_count=100", ""),
			"count": s.do(who, "GET", typ+"?_summary=count", ""),
		} {
			leaks(way, got, of)
			lists[way] = got
		}
		n := 0
		if typ == "Consent" && slices.Contains([]string{"maya", "sister", "therapist"}, who) {
			n++ // the one that opens something to the sister
		}
		for _, r := range of {
			seen := visible(who, r)
			if seen {
				n++
			}
			if listed := slices.Contains(strings.Fields(lists["search"].ids()), r.ref()); listed != seen {
				t.Errorf("search: %s is found %v, want %v", r.ref(), listed, seen)
			}
			if listed := slices.Contains(strings.Fields(lists["history"].ids()), r.ref()+".1"); listed != seen {
				t.Errorf("history: %s is listed %v, want %v", r.ref(), listed, seen)
			}
			if system[r.ref()] != seen {
				t.Errorf("system history: %s is listed %v, want %v", r.ref(), system[r.ref()], seen)
			}
			if r.label != "" || slices.Contains(probed, typ) {
				one(t, s, who, r, seen, leaks)
			}
		}
		for _, way := range []string{"search", "count"} {
			if total, ok := lists[way].json["total"].(float64); ok && int(total) != n {
				t.Errorf("%s of %s tells %v, and %d are visible", way, typ, total, n)
			}
		}
	}
}

// one goes to a single resource by every address, to read and to change it.
func one(t *testing.T, s *server, who string, r resourceOf, seen bool, leaks func(string, response, []resourceOf)) {
	of := []resourceOf{r}
	missing := s.do(who, "GET", r.typ+"/not-there", "")
	for _, path := range []string{r.ref(), r.ref() + "/_history/1", r.ref() + "/_history"} {
		got := s.do(who, "GET", path, "")
		leaks(path, got, of)
		if (got.StatusCode == http.StatusOK) != seen {
			t.Errorf("GET %s: %d, visible %v", path, got.StatusCode, seen)
		}
		if !seen && (got.StatusCode != missing.StatusCode || string(got.body) != string(missing.body)) {
			t.Errorf("GET %s tells that it is there: %d %s", path, got.StatusCode, got.body)
		}
	}
	batch := s.do(who, "POST", "", `{"resourceType":"Bundle","type":"batch","entry":[{"request":{"method":"GET","url":"`+r.ref()+`"}},
		{"request":{"method":"GET","url":"`+r.typ+`?_id=`+r.id()+`"}}]}`)
	leaks("batch", batch, of)
	if seen || who == "therapist" {
		return
	}
	theft := fmt.Sprintf(`{"resourceType":%q,"id":%q,"subject":{"reference":"Patient/maya"}}`, r.typ, r.id())
	for _, change := range [][2]string{{"PUT", theft}, {"DELETE", ""}, {"PATCH", `[{"op":"remove","path":"/x_secret"}]`}} {
		kind := "Content-Type: application/fhir+json"
		if change[0] == "PATCH" {
			kind = "Content-Type: application/json-patch+json"
		}
		got := s.do(who, change[0], r.ref(), change[1], kind)
		leaks(change[0], got, of)
		if got.StatusCode < 400 && (who != "desk" || !slices.Contains(scheduleTypes, r.typ)) {
			t.Errorf("%s %s by %s: %d", change[0], r.ref(), who, got.StatusCode)
		}
	}
}
