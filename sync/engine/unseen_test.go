package engine

import (
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"throughline/care"
	"throughline/sync/fhirhttp"
	"throughline/sync/store"
)

// stranger is a server that somebody else wrote, over a socket: what it does is FHIR,
// or near it, and none of it is as our own server does it.
type stranger struct {
	mu    sync.Mutex
	model *model
	quirk quirk
	lose  map[string]int // answers to drop, by method
	busy  int            // requests to be answered 429
	blind int            // searches by identifier that find nothing yet
	url   string
	pages map[string]string // what opaque links stand for
}

type quirk struct {
	bare      bool // writes are answered with a Location and nothing else
	seconds   bool // times are cut to the second
	gzips     bool
	tags      string // what it makes of an ETag
	html      bool   // its errors are pages for people
	elsewhere bool   // its next links are opaque and not below the base
	leaves    string // a search parameter that it does not know and leaves out
	refuses   string // one that it does not know and refuses
	refused   string // a type that it offers and refuses to list
	anyOrder  bool   // it does not sort
	mute      bool   // writes are answered with a status and nothing else
	late      int    // how many searches by identifier find nothing yet, after each create
	lacking   int    // the status of a history that it offers and does not have; 0: it has one
	slash     bool   // its base ends in a slash: what is posted without it is sent there
	text      bool   // it does not say that its JSON is JSON, and begins it with a byte order mark
	most      int    // entries of a page, more than which it refuses
	zone      string // where its times are told
	untimed   bool   // no lastUpdated
	company   bool   // listings come with a warning and with what nobody asked for
	location  string // what it makes of the start of a Location; "none" for no such header
	compact   bool   // Bundles have no fullUrl, no search.mode, no total
}

func (s *stranger) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.busy > 0 {
		s.busy--
		w.Header().Set("Date", s.model.now.Format(http.TimeFormat))
		w.Header().Set("Retry-After", s.model.now.Add(7*time.Second).Format(http.TimeFormat))
		s.fail(w, http.StatusTooManyRequests)
		return
	}
	if to, ok := s.pages[r.URL.Path]; ok {
		r.URL.Path, r.URL.RawQuery, _ = strings.Cut(to, "?")
		_, r.URL.RawQuery, _ = strings.Cut(to, "?")
	}
	q := r.URL.Query()
	if typ := strings.TrimPrefix(r.URL.Path, "/fhir/"); s.quirk.refuses != "" && q.Has(s.quirk.refuses) || r.Method == http.MethodGet && s.quirk.refused != "" && typ == s.quirk.refused {
		s.fail(w, http.StatusBadRequest)
		return
	}
	switch n, _ := strconv.Atoi(q.Get("_count")); {
	case s.quirk.most > 0 && n > s.quirk.most:
		s.fail(w, http.StatusBadRequest)
		return
	case s.quirk.lacking > 0 && r.URL.Path == "/fhir/_history":
		s.fail(w, s.quirk.lacking)
		return
	case s.quirk.slash && r.URL.Path == "/fhir":
		http.Redirect(w, r, "/fhir/", http.StatusPermanentRedirect)
		return
	case s.quirk.slash && r.URL.Path == "/fhir/":
		r.URL.Path = "/fhir"
	}
	if s.quirk.leaves != "" {
		q.Del(s.quirk.leaves)
		r.URL.RawQuery = q.Encode()
	}
	switch {
	case r.Method == http.MethodPost:
		s.blind = s.quirk.late
	case q.Has("identifier") && s.blind > 0:
		s.blind--
		w.Header().Set("Date", s.model.now.Format(http.TimeFormat))
		w.Header().Set("Content-Type", "application/fhir+json")
		_, _ = io.WriteString(w, `{"resourceType":"Bundle","type":"searchset"}`)
		return
	}
	got := httptest.NewRecorder()
	s.model.ServeHTTP(got, r)
	if s.lose[r.Method] > 0 {
		s.lose[r.Method]--
		panic(http.ErrAbortHandler)
	}
	if got.Code >= 400 {
		s.fail(w, got.Code)
		return
	}
	body := strings.ReplaceAll(got.Body.String(), "https://clinic.example", s.url)
	if s.quirk.seconds {
		body = regexp.MustCompile(`(T\d\d:\d\d:\d\d)\.\d+Z`).ReplaceAllString(body, "${1}Z")
	}
	if s.quirk.elsewhere {
		body = regexp.MustCompile(`http[^"]*/fhir(/_page[^"]*)`).ReplaceAllStringFunc(body, func(link string) string {
			at := fmt.Sprint("/listings/", len(s.pages))
			s.pages[at] = "/fhir" + link[strings.Index(link, "/_page"):]
			return s.url + at
		})
	}
	if s.quirk.anyOrder {
		body = backwards(body)
	}
	if s.quirk.zone != "" {
		body = inZone(body, s.quirk.zone)
	}
	if s.quirk.untimed {
		body = regexp.MustCompile(`"lastUpdated":"[^"]*",?`).ReplaceAllString(body, "")
		body = strings.ReplaceAll(body, ",}", "}")
	}
	if s.quirk.company {
		body = strings.Replace(body, `"entry":[{`, `"entry":[{"search":{"mode":"outcome"},"resource":{"resourceType":"OperationOutcome","issue":[{"severity":"warning","code":"informational"}]}},
			{"search":{"mode":"include"},"resource":{"resourceType":"Basic","id":"x1"}},{`, 1)
	}
	if s.quirk.compact {
		body = regexp.MustCompile(`"fullUrl":"[^"]*",?|"search":\{"mode":"[a-z]*"\},?`).ReplaceAllString(body, "")
		body = strings.ReplaceAll(body, ",}", "}")
	}
	for name, all := range got.Header() {
		w.Header()[name] = all
	}
	switch at := got.Header().Get("Location"); {
	case s.quirk.location == "none":
		w.Header().Del("Location")
	case at != "" && s.quirk.location != "":
		w.Header().Set("Location", strings.Replace(at, "https://clinic.example/fhir/", s.quirk.location, 1))
	}
	if s.quirk.text {
		w.Header().Del("Content-Type")
		body = "\xef\xbb\xbf" + body
	}
	switch tag := got.Header().Get("ETag"); {
	case s.quirk.tags == "none":
		w.Header().Del("ETag")
	case tag != "" && s.quirk.tags != "":
		w.Header().Set("ETag", strings.TrimSuffix(tag, `"`)+s.quirk.tags+`"`)
	}
	if s.quirk.mute && r.Method != http.MethodGet {
		w.Header().Del("Location")
	}
	if (s.quirk.bare || s.quirk.mute) && r.Method != http.MethodGet {
		w.Header().Del("Content-Type")
		w.WriteHeader(got.Code)
		return
	}
	if s.quirk.gzips && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		w.Header().Set("Content-Encoding", "gzip")
		w.WriteHeader(got.Code)
		z := gzip.NewWriter(w)
		_, _ = io.WriteString(z, body)
		_ = z.Close()
		return
	}
	w.WriteHeader(got.Code)
	_, _ = io.WriteString(w, body)
}

func (s *stranger) fail(w http.ResponseWriter, status int) {
	if s.quirk.html {
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, "<!doctype html><title>Error</title><h1>Oops</h1>")
		return
	}
	s.model.fail(w, status)
}

// inZone tells the moments of a body by the clock of a place, with as many digits as Go has.
func inZone(body, name string) string {
	zone, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return regexp.MustCompile(`"(lastUpdated|lastModified)":"([^"]*)"`).ReplaceAllStringFunc(body, func(found string) string {
		key, text, _ := strings.Cut(found, ":")
		at, err := time.Parse(time.RFC3339Nano, strings.Trim(text, `"`))
		if err != nil {
			panic(err)
		}
		return key + `:"` + at.In(zone).Format("2006-01-02T15:04:05.000000000-07:00") + `"`
	})
}

// backwards turns the entries of a listing around.
func backwards(body string) string {
	var b object
	if json.Unmarshal([]byte(body), &b) != nil || b["type"] != "searchset" {
		return body
	}
	entries, _ := list(b["entry"])
	for i, j := 0, len(entries)-1; i < j; i, j = i+1, j-1 {
		entries[i], entries[j] = entries[j], entries[i]
	}
	return string(canonical(b))
}

// Servers that others wrote differ in all that FHIR leaves open, and in some of what
// it does not. A patient's day works with each: the chart is whole, what they enter
// arrives once though answers are lost, a colleague's change is not erased, what the
// clinic deletes goes away.
func TestServersThatNobodyHereWrote(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		kind  modelKind
		quirk quirk
	}{
		"nothing but search, its own ids, no conditional create": {modelKind{forgets: true}, quirk{}},
		"a parameter that it leaves out":                         {modelKind{forgets: true}, quirk{leaves: "identifier"}},
		"no body, but Location":                                  {modelKind{}, quirk{bare: true}},
		"no body, no ETag, to the second":                        {modelKind{updateCreate: true}, quirk{bare: true, tags: "none", seconds: true}},
		"a proxy that zips and changes ETags":                    {modelKind{updateCreate: true, instance: true}, quirk{gzips: true, tags: "-gzip"}},
		"opaque links beside the base":                           {modelKind{history: true, instance: true}, quirk{elsewhere: true, seconds: true}},
		"opaque links of a search":                               {modelKind{}, quirk{elsewhere: true}},
		"pages for people where errors are":                      {modelKind{updateCreate: true}, quirk{html: true}},
		"no order":                                               {modelKind{}, quirk{anyOrder: true}},
		"strict, and no order":                                   {modelKind{}, quirk{refuses: "_sort"}},
		"a type that it only says it lists":                      {modelKind{}, quirk{refused: "Observation"}},
		"an index that is behind, and no body":                   {modelKind{}, quirk{bare: true, late: 3}},
		"an index that is behind, and not a word":                {modelKind{forgets: true}, quirk{mute: true, late: 2}},
		"pages that it counts, to the second":                    {modelKind{counts: true}, quirk{seconds: true}},
		"a history that it only says it has":                     {modelKind{history: true, updateCreate: true}, quirk{lacking: http.StatusNotImplemented}},
		"a history for nobody":                                   {modelKind{history: true}, quirk{lacking: http.StatusNotFound}},
		"a base with a slash":                                    {modelKind{history: true, updateCreate: true, instance: true, bundles: true}, quirk{slash: true}},
		"JSON that it calls text":                                {modelKind{updateCreate: true}, quirk{text: true}},
		"small pages, or none":                                   {modelKind{}, quirk{most: 50}},
		"times of Kathmandu":                                     {modelKind{updateCreate: true}, quirk{zone: "Asia/Kathmandu"}},
		"times of Newfoundland, with a history":                  {modelKind{history: true, instance: true, updateCreate: true}, quirk{zone: "America/St_Johns"}},
		"no times":                                               {modelKind{updateCreate: true}, quirk{untimed: true}},
		"listings in company":                                    {modelKind{}, quirk{company: true}},
		"a Location beside the base":                             {modelKind{}, quirk{bare: true, location: "/fhir/"}},
		"a Location that is none":                                {modelKind{}, quirk{location: "none"}},
		"the least that a Bundle can be":                         {modelKind{}, quirk{compact: true}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			livesWith(t, x.kind, x.quirk)
		})
	}
}

func livesWith(t *testing.T, kind modelKind, of quirk) {
	t.Helper()
	c := newClinic(t, kind)
	c.model.pageSize = 3
	for i := range 8 {
		c.has(fmt.Sprintf("Goal/more%d", i), goal(fmt.Sprintf("more%d", i), fmt.Sprint("goal ", i)))
	}
	c.has("QuestionnaireResponse/before", object{
		"resourceType": "QuestionnaireResponse", "id": "before", "status": "completed", "questionnaire": c.now("Questionnaire/phq-9")["url"],
		"subject": object{"reference": "Patient/p1"}, "authored": "2026-11-20T12:00:00Z", "author": object{"reference": "Patient/p1"},
		"identifier": object{"system": "urn:ietf:rfc:3986", "value": "urn:uuid:22222222-2222-4222-8222-222222222222"},
	})
	s := &stranger{model: c.model, quirk: of, lose: map[string]int{}, pages: map[string]string{}}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	s.url = server.URL
	e := c.meets(server.URL + "/fhir")
	c.syncs(e)
	if n := len(e.Chart().Plan.Goals); n != 9 || len(e.Chart().Due) != 1 || len(e.Chart().Sessions) != 1 {
		t.Fatalf("%d goals, %d due, %d sessions", n, len(e.Chart().Due), len(e.Chart().Sessions))
	}

	c.does(e.RecordCheckIn(t.Context(), phq9(t, e, checkInID, 0)))
	c.does(e.AnswerSession(t.Context(), care.SessionAnswer{Session: "Appointment/a1", Answer: care.AnswerComing}))
	s.mu.Lock()
	if !kind.forgets || of.late == 0 { // nobody could know
		s.lose[http.MethodPost], s.lose[http.MethodPut] = 1, 1
	}
	s.mu.Unlock()
	settles := func() { // lost answers, and an index that is behind, end some of them
		for range 6 {
			_, _ = e.Sync(t.Context())
		}
		c.syncs(e)
	}
	settles()
	c.does(e.AnswerSession(t.Context(), care.SessionAnswer{Session: "Appointment/a1", Answer: care.AnswerLate})) // on top of what they answered
	settles()
	made := map[string]int{}
	for _, ref := range c.model.live() {
		typ, _, _ := strings.Cut(ref, "/")
		made[typ]++
	}
	if made["QuestionnaireResponse"] != 2 || made["AppointmentResponse"] != 1 {
		t.Errorf("the server has %v", made)
	}
	for topic, now := range e.Chart().Sync.Topics {
		if is := of.refused == "Observation" && care.Topic(topic) == care.TopicPractice; now.Missing != is {
			t.Errorf("topic %d missing: %v, want %v", topic, now.Missing, is)
		}
	}
	if task := c.now("Task/t1"); task["status"] != "completed" {
		t.Errorf("the task is %v", task["status"])
	}
	if sync := e.Chart().Sync; sync.Pending+sync.Conflicts+sync.Quarantined > 0 || sync.Problem != nil {
		t.Errorf("it ends with %+v", sync)
	}

	s.mu.Lock()
	theirs := clone(c.now("Goal/g1"))
	theirs["achievementStatus"] = object{"text": "in progress"}
	c.has("Goal/g1", theirs)
	c.has("Goal/more3", nil)
	c.model.now = c.model.now.Add(time.Hour)
	s.busy = 1
	s.mu.Unlock()
	_, err := e.Sync(t.Context())
	if wait := fhirhttp.RetryAfter(err); wait != 7*time.Second {
		t.Errorf("it is to wait %v: %v", wait, err)
	}
	e = c.meets(server.URL + "/fhir") // another device, which begins anew
	c.syncs(e)
	if n := len(e.Chart().Plan.Goals); n != 8 {
		t.Errorf("%d goals after one was deleted", n)
	}
	if len(c.model.wrong) > 0 {
		t.Errorf("it saw what no client should do: %v", c.model.wrong)
	}
}

// meets signs Maya in at an address.
func (c *clinic) meets(at string) *Engine {
	c.Helper()
	s, err := store.OpenMemory(c.Context(), store.Config{Key: testKey(), Owner: store.Owner{Subject: maya.FHIRUser, Clinic: at}})
	c.does(err)
	c.Cleanup(func() { c.does(s.Close()) })
	client, err := fhirhttp.New(at, &http.Client{Transport: &http.Transport{DisableKeepAlives: true}})
	c.does(err)
	e, err := New(Config{Store: s, Remote: client, Identity: maya})
	c.does(err)
	return e
}

// A server took what the person entered and does not show it yet. What the clinic has
// comes all the same, and what else was entered is sent.
func TestWhatAServerDoesNotShowYetHoldsUpNothingElse(t *testing.T) {
	t.Parallel()
	c := newClinic(t, modelKind{forgets: true})
	s := &stranger{model: c.model, quirk: quirk{mute: true, late: 5}, lose: map[string]int{}, pages: map[string]string{}}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	s.url = server.URL
	e := c.meets(server.URL + "/fhir")
	c.syncs(e)
	c.does(e.RecordCheckIn(t.Context(), phq9(t, e, checkInID, 0)))
	c.does(e.AnswerSession(t.Context(), care.SessionAnswer{Session: "Appointment/a1", Answer: care.AnswerComing}))
	s.mu.Lock()
	c.has("Goal/new", goal("new", "from the clinic"))
	s.mu.Unlock()
	_, err := e.Sync(t.Context())
	if !errors.Is(err, errOverlooked) || !strings.Contains(goalTexts(e.Chart()), "from the clinic") {
		t.Errorf("%v, goals %q", err, goalTexts(e.Chart()))
	}
	if problem := e.Chart().Sync.Problem; problem == nil || problem.Say != errOverlooked.Say {
		t.Errorf("the person is told %+v", problem)
	}
	made := map[string]bool{}
	for _, ref := range c.model.live() {
		typ, _, _ := strings.Cut(ref, "/")
		made[typ] = true
	}
	if !made["QuestionnaireResponse"] || !made["AppointmentResponse"] {
		t.Errorf("the server has %v", made)
	}
}
