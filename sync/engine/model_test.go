package engine

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"throughline/fhir"
	"throughline/profile"
)

// model is a small FHIR server, in process, that remembers everything and notes
// what no client should ever do. It is what the sync engine is tried against.
type model struct {
	kind           modelKind
	log            []version // all versions of all resources, in commit order
	byRef          map[string][]int
	now            time.Time
	pages          map[string]modelPage
	expired        bool // every next link answers 410
	pageSize       int
	lacks          string        // a type that it does not know
	poison         string        // a body that holds it is refused with 422
	tells          bool          // who wrote what, by Provenance
	consent        bool          // the loved one may read
	most           int           // entries of a Bundle that it says that it takes; 0: says nothing
	takes          int           // entries of a Bundle that it takes; 0: any number
	refusesBundles int           // the status that all are answered with; 0: none
	lag            time.Duration // how long before its commit a write is stamped
	next           int
	requests       []string
	transactions   int
	wrong          []string // what no client should ever do
}

// modelKind is what the server can do.
type modelKind struct {
	history      bool // system history, commit-ordered
	updateCreate bool
	dropsTags    bool // a clinician's edit loses meta.tag
	instance     bool // instance history
	heedsNothing bool // a PUT with If-None-Match replaces, and nothing is said of conditional creates
	bundles      bool // batches and transactions
	leaks        bool // a transaction that is refused leaves what came before the refusal
	forgets      bool // a conditional create makes another resource each time
	versionless  bool // no versions
	counts       bool // pages of a search are counted from the beginning, each time anew
}

type version struct {
	ref     string
	id      string // versionId
	at      time.Time
	body    object // nil: deleted
	method  string
	patient bool // written through the API
}

type modelPage struct {
	entries []object
	kind    string
	anew    func() []object // where pages are counted
	from    int
}

func newModel(kind modelKind) *model {
	return &model{
		kind: kind, byRef: map[string][]int{}, pages: map[string]modelPage{}, pageSize: 5,
		now: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC), poison: "poison", consent: true,
	}
}

// RoundTrip serves a request without a network.
func (m *model) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	m.ServeHTTP(w, r)
	resp := w.Result()
	resp.Request = r
	return resp, nil
}

func (m *model) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	m.requests = append(m.requests, r.Method+" "+r.URL.RequestURI())
	m.serve(w, r)
}

func (m *model) serve(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Date", m.now.Format(http.TimeFormat))
	path := strings.Split(strings.TrimPrefix(r.URL.Path, "/fhir/"), "/")
	switch {
	case strings.HasPrefix(r.Header.Get("X-Who"), "RelatedPerson/") && !m.consent && path[0] != "metadata":
		m.fail(w, 403)
	case r.URL.Path == "/fhir" && r.Method == http.MethodPost && m.refusesBundles > 0:
		m.fail(w, m.refusesBundles)
	case r.URL.Path == "/fhir" && r.Method == http.MethodPost && m.kind.bundles:
		m.bundle(w, r)
	case path[0] == m.lacks:
		m.fail(w, 404)
	case path[0] == "metadata":
		m.answer(w, 200, m.capabilities())
	case path[0] == "_page":
		m.page(w, r.URL.Query().Get("p"))
	case path[0] == "_history" && m.kind.history:
		m.history(w, r.URL.Query(), "")
	case len(path) == 3 && path[2] == "_history" && m.kind.instance:
		m.history(w, r.URL.Query(), path[0]+"/"+path[1])
	case len(path) == 2 && r.Method == http.MethodGet:
		m.read(w, path[0]+"/"+path[1])
	case len(path) == 2 && r.Method == http.MethodPut:
		m.put(w, r, path[0]+"/"+path[1])
	case len(path) == 1 && r.Method == http.MethodPost && !m.kind.updateCreate:
		m.post(w, r, path[0])
	case len(path) == 1 && r.Method == http.MethodGet:
		m.search(w, path[0], r.URL.Query())
	default:
		m.fail(w, 404)
	}
}

func (m *model) capabilities() object {
	interaction := func(codes ...string) []any {
		var out []any
		for _, c := range codes {
			out = append(out, object{"code": c})
		}
		return out
	}
	codes := []string{"read", "update", "create", "search-type"}
	if m.kind.instance {
		codes = append(codes, "history-instance")
	}
	var offered []any
	for _, t := range types {
		if t == m.lacks {
			continue
		}
		can := object{
			"type": t, "interaction": interaction(codes...), "updateCreate": m.kind.updateCreate, "conditionalCreate": !m.kind.heedsNothing && !m.kind.forgets,
		}
		if m.kind.updateCreate && !m.kind.heedsNothing {
			can["extension"] = []any{object{"url": profile.ExtIfNoneMatch, "valueBoolean": true}}
		}
		offered = append(offered, can)
	}
	if m.tells {
		offered = append(offered, object{
			"type": "Provenance", "interaction": interaction("search-type"), "searchParam": []any{object{"name": "target", "type": "reference"}},
		})
	}
	rest := object{"mode": "server", "resource": offered}
	var whole []string
	if m.kind.history {
		whole = append(whole, "history-system")
	}
	if m.kind.bundles {
		whole = append(whole, "batch", "transaction")
	}
	if m.most > 0 {
		rest["extension"] = []any{object{"url": profile.ExtMaxEntries, "valueInteger": m.most}}
	}
	rest["interaction"] = interaction(whole...)
	return object{"resourceType": "CapabilityStatement", "status": "active", "rest": []any{rest}}
}

// current is the present version; ok is false if there never was one.
func (m *model) current(ref string) (version, bool) {
	all := m.byRef[ref]
	if len(all) == 0 {
		return version{}, false
	}
	return m.log[all[len(all)-1]], true
}

// live gives the references of what is there now, sorted.
func (m *model) live() []string {
	var out []string
	for ref := range m.byRef {
		if v, _ := m.current(ref); v.body != nil {
			out = append(out, ref)
		}
	}
	slices.Sort(out)
	return out
}

// commit makes a version. The clock stands still for some writes.
func (m *model) commit(ref string, body object, method string, patient bool) version {
	if m.next++; m.next%3 != 0 {
		m.now = m.now.Add(700 * time.Millisecond)
	}
	v := version{ref: ref, id: fmt.Sprintf("v%d", m.next*7%1000), at: m.now.Add(-m.lag), method: method, patient: patient}
	if before, ok := m.current(ref); ok && v.at.Before(before.at) {
		v.at = before.at
	}
	if body != nil {
		v.body = clone(body)
		meta, _ := v.body["meta"].(object)
		meta = clone(meta)
		meta["versionId"], meta["lastUpdated"] = v.id, fhir.Instant(v.at)
		if m.kind.versionless {
			delete(meta, "versionId")
		}
		v.body["meta"] = meta
	}
	m.byRef[ref] = append(m.byRef[ref], len(m.log))
	m.log = append(m.log, v)
	return v
}

func clone(o object) object {
	out := object{}
	for k, v := range o {
		out[k] = v
	}
	return out
}

func (m *model) read(w http.ResponseWriter, ref string) {
	v, ok := m.current(ref)
	switch {
	case !ok:
		m.fail(w, 404)
	case v.body == nil:
		m.fail(w, 410)
	default:
		m.resource(w, 200, v)
	}
}

func (m *model) put(w http.ResponseWriter, r *http.Request, ref string) {
	body, ok := m.body(w, r)
	if !ok {
		return
	}
	now, known := m.current(ref)
	match := strings.Trim(strings.TrimPrefix(r.Header.Get("If-Match"), "W/"), `"`)
	switch {
	case r.Header.Get("If-None-Match") == "*":
		if !m.kind.updateCreate {
			m.fail(w, 405)
			return
		}
		if m.kind.heedsNothing {
			m.resource(w, 200, m.commit(ref, body, "PUT", true))
			return
		}
		if known && now.body == nil && r.Header.Get("X-Late") == "" {
			m.wrong = append(m.wrong, "recreated the deleted "+ref)
		}
		if known {
			m.fail(w, 412)
			return
		}
		m.resource(w, 201, m.commit(ref, body, "PUT", true))
	case match == "":
		m.wrong = append(m.wrong, "blind PUT of "+ref)
		m.fail(w, 400)
	case !known:
		m.fail(w, 404)
	case now.body == nil:
		m.fail(w, 410)
	case match != now.id:
		m.fail(w, 412)
	default:
		for _, owned := range []string{"priority", "x-unknown", "achievementStatus"} {
			if !same(now.body[owned], body[owned]) {
				m.wrong = append(m.wrong, "a patient's write changed "+owned+" of "+ref)
			}
		}
		m.resource(w, 200, m.commit(ref, body, "PUT", true))
	}
}

func (m *model) post(w http.ResponseWriter, r *http.Request, typ string) {
	body, ok := m.body(w, r)
	if !ok {
		return
	}
	_, wanted, _ := strings.Cut(r.Header.Get("If-None-Exist"), "|")
	if wanted == "" {
		m.wrong = append(m.wrong, "unconditional POST of a "+typ)
	}
	for _, ref := range m.live() {
		if v, _ := m.current(ref); strings.HasPrefix(ref, typ+"/") && identified(v.body, wanted) && !m.kind.forgets {
			m.resource(w, 200, v)
			return
		}
	}
	id := fmt.Sprintf("srv-%d", m.next)
	body["id"] = id
	m.resource(w, 201, m.commit(typ+"/"+id, body, "POST", true))
}

func (m *model) body(w http.ResponseWriter, r *http.Request) (object, bool) {
	var body object
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		m.fail(w, 400)
		return nil, false
	}
	if m.poison != "" && strings.Contains(string(canonical(body)), m.poison) {
		m.fail(w, 422)
		return nil, false
	}
	return body, true
}

func identified(body object, value string) bool {
	ids, isList := body["identifier"].([]any)
	if !isList {
		ids = []any{body["identifier"]}
	}
	for _, v := range ids {
		if id, ok := v.(object); ok && id["value"] == value {
			return true
		}
	}
	return false
}

func (m *model) history(w http.ResponseWriter, q url.Values, ref string) {
	since, _ := time.Parse(time.RFC3339Nano, q.Get("_since"))
	if ref != "" && len(m.byRef[ref]) == 0 {
		m.fail(w, 404)
		return
	}
	var entries []object
	for i := len(m.log) - 1; i >= 0; i-- {
		v := m.log[i]
		if v.at.Before(since) || ref != "" && v.ref != ref {
			continue
		}
		method := v.method
		if v.body == nil {
			method = "DELETE"
		}
		entry := object{
			"fullUrl":  "https://clinic.example/fhir/" + v.ref,
			"request":  object{"method": method, "url": v.ref},
			"response": object{"status": "200", "etag": `W/"` + v.id + `"`, "lastModified": fhir.Instant(v.at)},
		}
		if v.body != nil {
			entry["resource"] = v.body
		}
		entries = append(entries, entry)
	}
	m.listing(w, modelPage{kind: "history", entries: entries})
}

func (m *model) search(w http.ResponseWriter, typ string, q url.Values) {
	found := func() []object { return m.matches(typ, q) }
	p := modelPage{kind: "searchset", entries: found()}
	if m.kind.counts {
		p.anew = found
	}
	m.listing(w, p)
}

func (m *model) matches(typ string, q url.Values) (entries []object) {
	since, _ := time.Parse(time.RFC3339Nano, strings.TrimPrefix(q.Get("_lastUpdated"), "ge"))
	_, identifier, _ := strings.Cut(q.Get("identifier"), "|")
	var found []version
	for _, ref := range m.live() {
		v, _ := m.current(ref)
		if strings.HasPrefix(ref, typ+"/") && !v.at.Before(since) && (identifier == "" || identified(v.body, identifier)) {
			found = append(found, v)
		}
	}
	slices.SortStableFunc(found, func(a, b version) int { return a.at.Compare(b.at) })
	for _, v := range found {
		entries = append(entries, object{
			"fullUrl": "https://clinic.example/fhir/" + v.ref, "resource": v.body, "search": object{"mode": "match"},
		})
	}
	return entries
}

// listing answers the first page and keeps the rest as it is now.
func (m *model) listing(w http.ResponseWriter, p modelPage) {
	token := strconv.Itoa(len(m.pages))
	m.pages[token] = p
	m.writePage(w, p)
}

func (m *model) page(w http.ResponseWriter, token string) {
	p, ok := m.pages[token]
	if !ok || m.expired {
		m.fail(w, 410)
		return
	}
	if p.anew != nil {
		all := p.anew()
		p.entries = all[min(p.from, len(all)):]
	}
	m.writePage(w, p)
}

func (m *model) writePage(w http.ResponseWriter, p modelPage) {
	n := min(len(p.entries), m.pageSize)
	bundle := object{"resourceType": "Bundle", "type": p.kind, "meta": object{"lastUpdated": fhir.Instant(m.now)}, "entry": p.entries[:n]}
	if n < len(p.entries) {
		token := strconv.Itoa(len(m.pages))
		m.pages[token] = modelPage{kind: p.kind, entries: p.entries[n:], anew: p.anew, from: p.from + n}
		bundle["link"] = []any{object{"relation": "next", "url": "https://clinic.example/fhir/_page?p=" + token}}
	}
	m.answer(w, 200, bundle)
}

func (m *model) resource(w http.ResponseWriter, status int, v version) {
	if !m.kind.versionless {
		w.Header().Set("ETag", `W/"`+v.id+`"`)
		w.Header().Set("Location", "https://clinic.example/fhir/"+v.ref+"/_history/"+v.id)
	}
	m.answer(w, status, v.body)
}

func (m *model) fail(w http.ResponseWriter, status int) {
	m.answer(w, status, object{"resourceType": "OperationOutcome", "issue": []any{object{"severity": "error", "code": "processing"}}})
}

func (m *model) answer(w http.ResponseWriter, status int, body object) {
	w.Header().Set("Content-Type", "application/fhir+json")
	w.WriteHeader(status)
	_, _ = w.Write(canonical(body))
}
