package fhirapi_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"throughline/clinic/document"
)

// smallest gives a resource of a type that the server itself may store.
func smallest(typ, id string) string {
	return fmt.Sprintf(`{"resourceType":%q,"id":%q}`, typ, id)
}

// What the CapabilityStatement claims works, and what it does not claim is
// refused: every interaction and operation of every type, by the table that the
// statement itself is.
func TestTheCapabilityStatementClaimsAllAndNoMore(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	c := s.do("nobody", "GET", "metadata", "").want(t, http.StatusOK)
	patch := "Content-Type: application/json-patch+json"
	ways := []struct {
		claim, method, path, body, header string
		want                              int
	}{
		{"create", "POST", "%s", "{}", "", 201},
		{"update", "PUT", "%s/a", "{}", "", 201},
		{"read", "GET", "%s/a", "", "", 200},
		{"vread", "GET", "%s/a/_history/1", "", "", 200},
		{"patch", "PATCH", "%s/a", `[{"op":"add","path":"/language","value":"en"}]`, patch, 200},
		{"history-instance", "GET", "%s/a/_history", "", "", 200},
		{"history-type", "GET", "%s/_history", "", "", 200},
		{"search-type", "GET", "%s?_id=a", "", "", 200},
		{"search-type", "POST", "%s/_search", "_id=a", "Content-Type: application/x-www-form-urlencoded", 200},
		{"$validate", "POST", "%s/$validate", "{}", "", 200},
		{"$everything", "GET", "%s/a/$everything", "", "", 200},
		{"delete", "DELETE", "%s/a", "", "", 204},
		{"$nonsense", "POST", "%s/$nonsense", "{}", "", 200},
		{"conditional delete", "DELETE", "%s?_id=a", "", "", 204},
	}
	n := 0
	for _, v := range document.Select(c.json, "rest.resource") {
		res, _ := v.(map[string]any)
		typ, _ := res["type"].(string)
		claims := document.Texts(res, "interaction.code")
		for _, op := range document.Texts(res, "operation.name") {
			claims = append(claims, "$"+op)
		}
		if typ == "AuditEvent" { // one that is there
			s.load(`{"resourceType":"AuditEvent","id":"a","recorded":"2026-03-02T10:00:00Z"}`)
		}
		for _, way := range ways {
			body := way.body
			if body == "{}" {
				body = smallest(typ, "a")
			}
			var headers []string
			if way.header != "" {
				headers = append(headers, way.header)
			}
			got := s.do("system", way.method, fmt.Sprintf(way.path, typ), body, headers...)
			claimed := slices.Contains(claims, way.claim)
			if claimed && got.StatusCode != way.want || !claimed && got.StatusCode < 400 {
				t.Errorf("%s: %s is claimed %v and answers %d %s", typ, way.claim, claimed, got.StatusCode, got.body)
			}
			n++
		}
	}
	if n != len(ways)*len(document.Types()) {
		t.Errorf("%d ways were tried", n)
	}
}

// No type is searched by a parameter that it does not list.
func TestAParameterThatIsNotClaimedIsRefused(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	c := s.do("nobody", "GET", "metadata", "").want(t, http.StatusOK)
	of := map[string][]string{}
	var all []string
	for _, v := range document.Select(c.json, "rest.resource") {
		res, _ := v.(map[string]any)
		typ, _ := res["type"].(string)
		of[typ] = document.Texts(res, "searchParam.name")
		all = append(all, of[typ]...)
	}
	slices.Sort(all)
	all = slices.Compact(append(all, "_text", "_content", "_list", "_has:Goal:patient:_id", "_query", "_filter", "_contained"))
	for _, typ := range []string{"Patient", "Observation", "Appointment", "AuditEvent", "Questionnaire", "Consent", "Basic"} {
		for _, name := range all {
			if slices.Contains(of[typ], name) {
				continue
			}
			got := s.do("system", "GET", typ+"?"+name+"=2026-03-02", "", "Prefer: handling=strict")
			if got.StatusCode != http.StatusBadRequest || !strings.Contains(string(got.body), name) {
				t.Errorf("%s?%s: %d %s", typ, name, got.StatusCode, got.body)
			}
		}
	}
}

// Each reference that can be included is, both ways.
func TestWhatCanBeIncludedIsIncluded(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	c := s.do("nobody", "GET", "metadata", "").want(t, http.StatusOK)
	for _, v := range document.Select(c.json, "rest.resource") {
		res, _ := v.(map[string]any)
		typ, _ := res["type"].(string)
		for kind, lists := range map[string][]string{"_include": document.Texts(res, "searchInclude"), "_revinclude": document.Texts(res, "searchRevInclude")} {
			for _, in := range lists {
				if got := s.do("system", "GET", typ+"?_id=a&"+kind+"="+in, "", "Prefer: handling=strict"); got.StatusCode != http.StatusOK {
					t.Errorf("%s?%s=%s: %d %s", typ, kind, in, got.StatusCode, got.body)
				}
			}
		}
	}
}
