package auth

import (
	"cmp"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// Category narrows a scope to the resources that carry one coding in their category (SMART App
// Launch 2.2, "Finer-grained resource constraints using search parameters"). The zero value does
// not narrow.
type Category struct{ System, Code string }

// categorised are the types of which a scope can be narrowed: those for which US Core asks it, and
// others that have the element.
var categorised = []string{
	"CarePlan", "CareTeam", "Condition", "DiagnosticReport", "DocumentReference", "Goal", "MedicationRequest",
	"Observation", "ServiceRequest",
}

// readAndSearch is all that a narrowed scope gives: what an app may write is granted by whole types.
const readAndSearch = Interactions(1<<1 | 1<<4)

var (
	categorySystem = regexp.MustCompile(`^[a-z][a-z0-9+.-]*:[A-Za-z0-9/:._~%-]{1,200}$`)
	categoryCode   = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)
)

// parseFilter reads category=system|code, the one filter that is granted. The system must be there: what a
// bare code means is not for the app to leave open.
func parseFilter(resource, query string) (Category, bool) {
	if !slices.Contains(categorised, resource) {
		return Category{}, false
	}
	params, err := url.ParseQuery(query)
	if err != nil || len(params) != 1 || len(params["category"]) != 1 {
		return Category{}, false
	}
	system, code, ok := strings.Cut(params.Get("category"), "|")
	if !ok || !categorySystem.MatchString(system) || !categoryCode.MatchString(code) || strings.Contains(system, "%") {
		return Category{}, false
	}
	return Category{System: system, Code: code}, true
}

func (c Category) query() string {
	if c == (Category{}) {
		return ""
	}
	return "?category=" + c.System + "|" + c.Code
}

// Within gives the categories to which the set narrows an interaction on a type, where Allows says
// no: a resource may be seen that has one of them. None means that nothing of the type may.
func (s ScopeSet) Within(resourceType string, interaction byte) []Category {
	var all []Category
	for on, can := range s.resources {
		if on.resource == resourceType && on.category != (Category{}) && can.Has(interaction) && !slices.Contains(all, on.category) {
			all = append(all, on.category)
		}
	}
	slices.SortFunc(all, func(a, b Category) int {
		return cmp.Or(cmp.Compare(a.System, b.System), cmp.Compare(a.Code, b.Code))
	})
	return all
}

// Within is the categories to which the token narrows an interaction: see ScopeSet.Within.
func (p Principal) Within(resourceType string, interaction byte) []Category {
	return p.Scopes.Within(resourceType, interaction)
}
