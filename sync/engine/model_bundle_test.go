package engine

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
)

// bundle works through a Bundle as R4, http, section 3.1.0.11 says.
func (m *model) bundle(w http.ResponseWriter, r *http.Request) {
	var b struct {
		Type  string
		Entry []modelEntry
	}
	if err := json.NewDecoder(r.Body).Decode(&b); err != nil {
		m.fail(w, 400)
		return
	}
	if m.takes > 0 && len(b.Entry) > m.takes {
		m.fail(w, 413)
		return
	}
	answers, whole := make([]object, len(b.Entry)), http.StatusOK
	if b.Type == "transaction" {
		m.transactions++
		whole = m.transaction(r, b.Entry, answers)
	} else {
		for i, e := range b.Entry {
			answers[i], _ = m.perform(r, e)
		}
	}
	if whole >= 400 {
		m.fail(w, whole)
		return
	}
	m.answer(w, 200, object{"resourceType": "Bundle", "type": b.Type + "-response", "entry": answers})
}

type modelEntry struct {
	FullURL  string
	Resource json.RawMessage
	Request  struct{ Method, URL, IfMatch, IfNoneMatch, IfNoneExist string }
}

// transaction makes all changes or none, creates first; a server that leaks makes
// those before the one that it refuses.
func (m *model) transaction(r *http.Request, entries []modelEntry, answers []object) int {
	log, refs, next, now := len(m.log), map[string][]int{}, m.next, m.now
	for ref, of := range m.byRef {
		refs[ref] = slices.Clone(of)
	}
	order := make([]int, len(entries))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return strings.Compare(entries[a].Request.Method, entries[b].Request.Method) })
	for _, i := range order {
		answer, status := m.perform(r, entries[i])
		if status >= 400 {
			if !m.kind.leaks {
				m.log, m.byRef, m.next, m.now = m.log[:log], refs, next, now
			}
			return status
		}
		answers[i] = answer
		name := answer["resource"].(object)
		for n := range entries {
			if entries[i].Request.Method == http.MethodPost {
				to := `"` + name["resourceType"].(string) + "/" + name["id"].(string) + `"`
				entries[n].Resource = bytes.ReplaceAll(entries[n].Resource, []byte(`"`+entries[i].FullURL+`"`), []byte(to))
			}
		}
	}
	return http.StatusOK
}

// perform does what one entry asks for.
func (m *model) perform(r *http.Request, e modelEntry) (object, int) {
	sub := httptest.NewRequest(e.Request.Method, "/fhir/"+e.Request.URL, bytes.NewReader(e.Resource))
	for name, value := range map[string]string{
		"If-Match": e.Request.IfMatch, "If-None-Match": e.Request.IfNoneMatch, "If-None-Exist": e.Request.IfNoneExist,
		"X-Who": r.Header.Get("X-Who"), "X-Late": r.Header.Get("X-Late"),
	} {
		if value != "" {
			sub.Header.Set(name, value)
		}
	}
	got := httptest.NewRecorder()
	m.serve(got, sub)
	var body object
	_ = json.Unmarshal(got.Body.Bytes(), &body)
	response := object{
		"status": fmt.Sprint(got.Code, " ", http.StatusText(got.Code)), "etag": got.Header().Get("ETag"), "location": got.Header().Get("Location"),
	}
	if got.Code >= 400 {
		response["outcome"] = body
		return object{"response": response}, got.Code
	}
	return object{"resource": body, "response": response}, got.Code
}
