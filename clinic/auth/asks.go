package auth

import (
	"slices"
	"strings"
)

// ask is one line of the consent page: what the app may see, in plain words.
type ask struct {
	Icon string
	What string
	How  string
}

// subjects are the kinds of things that people know, each with the resource types that hold it.
var subjects = []struct {
	key, icon string
	types     []string
}{
	{"ask.schedule", "calendar-days", []string{"Appointment", "AppointmentResponse", "Encounter", "EpisodeOfCare", "Schedule", "Slot", "Coverage", "ClaimResponse"}},
	{"ask.checkins", "clipboard-check", []string{"QuestionnaireResponse", "Observation", "Task", "Flag"}},
	{"ask.plan", "route", []string{"CarePlan", "Goal", "Condition", "CareTeam", "ServiceRequest"}},
	{"ask.medication", "pill", []string{"MedicationRequest", "MedicationStatement"}},
	{"ask.messages", "message-square-text", []string{"Communication"}},
	{"ask.people", "users", []string{"RelatedPerson", "Consent"}},
	{"ask.forms", "book-open", []string{"Questionnaire", "ActivityDefinition", "PlanDefinition", "DocumentReference"}},
	{"ask.you", "user-round", []string{"Patient", "Practitioner", "PractitionerRole", "Organization", "Location"}},
	{"ask.history", "history", []string{"Provenance", "AuditEvent"}},
}

// asksOf says in words what a set of scopes lets an app do.
func asksOf(scopes ScopeSet, role Role, say func(key string, n string) string) []ask {
	var asks []ask
	if can := scopes.on("*"); can != 0 {
		key := "ask.everything.staff"
		switch role {
		case RolePatient:
			key = "ask.everything.patient"
		case RoleRelatedPerson:
			key = "ask.everything.related"
		}
		asks = append(asks, ask{"user-round", say(key, ""), say(how(can), "")})
	}
	known := []string{"*"}
	for _, subject := range subjects {
		known = append(known, subject.types...)
		if can := scopes.on(subject.types...); can != 0 {
			asks = append(asks, ask{subject.icon, say(subject.key, ""), say(how(can), "")})
		}
	}
	if others := scopes.typesBut(known); len(others) > 0 {
		asks = append(asks, ask{"book-open", say("ask.other", strings.Join(others, ", ")), say(how(scopes.on(others...)), "")})
	}
	asks = append(asks, categoryAsks(scopes, say)...)
	identity := scopes.Has(ScopeFHIRUser) || scopes.Has(ScopeOpenID)
	if identity && scopes.on("*", "Patient", "Practitioner") == 0 { // else said above
		asks = append(asks, ask{"user-round", say("ask.identity", ""), say("ask.identity.how", "")})
	}
	if scopes.Has(ScopeOffline) {
		asks = append(asks, ask{"smartphone", say("ask.offline", ""), say("ask.offline.how", "")})
	}
	return asks
}

// categoryAsks says which kinds of entries the app can see, where it cannot see the whole type.
func categoryAsks(scopes ScopeSet, say func(key, n string) string) (asks []ask) {
	seen := map[Category]bool{}
	for _, resource := range categorised {
		for _, c := range append(scopes.Within(resource, 'r'), scopes.Within(resource, 's')...) {
			if scopes.on("*", resource)&readAndSearch == readAndSearch || seen[c] {
				continue
			}
			seen[c] = true
			name := say("category."+c.Code, "")
			if name == "category."+c.Code { // nobody wrote a word for it
				name = strings.ReplaceAll(c.Code, "-", " ")
			}
			asks = append(asks, ask{"clipboard-check", say("ask.category", name), say("how.see", "")})
		}
	}
	return asks
}

func how(can Interactions) string {
	switch {
	case can.Has('u') || can.Has('d'):
		return "how.change"
	case can.Has('c'):
		return "how.add"
	default:
		return "how.see"
	}
}

// on is what the set allows on any of the types, named themselves.
func (s ScopeSet) on(types ...string) Interactions {
	var can Interactions
	for on, c := range s.resources {
		if slices.Contains(types, on.resource) && on.category == (Category{}) {
			can |= c
		}
	}
	return can
}

func (s ScopeSet) typesBut(known []string) []string {
	var others []string
	for on := range s.resources {
		if on.category == (Category{}) && !slices.Contains(known, on.resource) && !slices.Contains(others, on.resource) {
			others = append(others, on.resource)
		}
	}
	slices.Sort(others)
	return others
}
