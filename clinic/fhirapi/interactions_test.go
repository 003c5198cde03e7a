package fhirapi_test

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestAResourceLivesThroughCreateUpdateDelete(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	in := strings.Replace(goal("x", "maya", `,"x_unknown":{"n":1.500}`), `"id":"x",`, "", 1)

	made := s.do("therapist", "POST", "Goal", in).want(t, http.StatusCreated)
	id, _ := made.json["id"].(string)
	if made.version() != "1" || made.Header.Get("Location") != s.url+"/Goal/"+id+"/_history/1" || made.Header.Get("Last-Modified") == "" {
		t.Errorf("headers are %v", made.Header)
	}
	if !strings.Contains(string(made.body), `"x_unknown":{"n":1.500}`) {
		t.Errorf("what it does not know is lost: %s", made.body)
	}
	path := "Goal/" + id
	read := s.do("therapist", "GET", path, "").want(t, http.StatusOK)
	if string(read.body) != string(made.body) || read.Header.Get("Content-Type") != "application/fhir+json; charset=utf-8" {
		t.Errorf("read %s", read.body)
	}
	if got := s.do("therapist", "HEAD", path, ""); got.StatusCode != http.StatusOK || got.version() != "1" {
		t.Errorf("HEAD: %d %v", got.StatusCode, got.Header)
	}
	s.do("therapist", "GET", path, "", `If-None-Match: W/"1"`).want(t, http.StatusNotModified)
	s.do("therapist", "GET", path, "", "If-Modified-Since: "+made.Header.Get("Last-Modified")).want(t, http.StatusNotModified)

	next := strings.Replace(string(read.body), "sleep", "sleep well", 1)
	s.do("therapist", "PUT", path, next, `If-Match: W/"9"`).want(t, http.StatusPreconditionFailed)
	up := s.do("therapist", "PUT", path, next, `If-Match: W/"1"`).want(t, http.StatusOK)
	if up.version() != "2" || !strings.Contains(string(up.body), "sleep well") {
		t.Errorf("got %s", up.body)
	}
	s.do("therapist", "PUT", path, next, `If-Match: W/"1"`).want(t, http.StatusPreconditionFailed)
	s.do("therapist", "PUT", path, next, `If-None-Match: *`).want(t, http.StatusPreconditionFailed)
	if got := s.do("therapist", "GET", path+"/_history/1", "").want(t, http.StatusOK); string(got.body) != string(made.body) {
		t.Errorf("version 1 is %s", got.body)
	}
	s.do("therapist", "GET", path+"/_history/3", "").want(t, http.StatusNotFound)
	s.do("therapist", "GET", path+"/_history/one", "").want(t, http.StatusNotFound)

	s.do("therapist", "DELETE", path, "", `If-Match: W/"1"`).want(t, http.StatusPreconditionFailed)
	s.do("therapist", "DELETE", path, "").want(t, http.StatusNoContent)
	s.do("therapist", "DELETE", path, "").want(t, http.StatusNoContent)
	s.do("therapist", "GET", path, "").want(t, http.StatusGone)
	s.do("therapist", "GET", path+"/_history/3", "").want(t, http.StatusGone)
	if got := s.do("therapist", "GET", "Goal?patient=maya", ""); got.ids() != "" {
		t.Errorf("a deleted resource is found: %s", got.ids())
	}
	if got := s.do("therapist", "GET", path+"/_history", "").ids(); got != path+".3 "+path+".2 "+path+".1" {
		t.Errorf("its history is %s", got)
	}
	// A create that is tried again does not bring back what was deleted.
	s.do("therapist", "PUT", path, next, `If-None-Match: *`).want(t, http.StatusPreconditionFailed)
	if got := s.do("therapist", "PUT", path, next).want(t, http.StatusCreated); got.version() != "4" {
		t.Errorf("it came back as %s", got.version())
	}
}

func TestUpdateAsCreateIsSafeToRepeat(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	s.do("maya", "PUT", "Goal/g-1", goal("g-1", "maya", ""), "If-None-Match: *").want(t, http.StatusCreated)
	s.do("maya", "PUT", "Goal/g-1", goal("g-1", "maya", ""), "If-None-Match: *").want(t, http.StatusPreconditionFailed)
	s.do("maya", "PUT", "Goal/g-2", goal("g-2", "maya", ""), `If-Match: W/"1"`).want(t, http.StatusPreconditionFailed)
}

func TestConditionalCreateAndUpdate(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	task := func(code string) string {
		return `{"resourceType":"Task","status":"requested","intent":"order","identifier":[{"system":"urn:op","value":"7"}],"code":{"text":"` + code + `"}}`
	}
	first := s.do("therapist", "POST", "Task", task("a"), "If-None-Exist: identifier=urn:op|7").want(t, http.StatusCreated)
	again := s.do("therapist", "POST", "Task", task("a"), "If-None-Exist: identifier=urn:op|7").want(t, http.StatusOK)
	if string(first.body) != string(again.body) {
		t.Errorf("got %s and %s", first.body, again.body)
	}
	s.do("therapist", "POST", "Task", task("a"), "If-None-Exist: nonsense=7").want(t, http.StatusPreconditionFailed)
	if got := s.do("therapist", "PUT", "Task?identifier=urn:op|7", task("b")).want(t, http.StatusOK); got.json["id"] != first.json["id"] || got.version() != "2" {
		t.Errorf("got %s", got.body)
	}
	s.do("therapist", "PUT", "Task?identifier=urn:op|8", strings.ReplaceAll(task("c"), `"7"`, `"8"`)).want(t, http.StatusCreated)
	s.do("therapist", "POST", "Task", task("d")).want(t, http.StatusCreated)
	s.do("therapist", "POST", "Task", task("a"), "If-None-Exist: identifier=urn:op|7").want(t, http.StatusPreconditionFailed)
	s.do("therapist", "PUT", "Task?identifier=urn:op|7", task("a")).want(t, http.StatusPreconditionFailed)
}

func TestPreferSaysHowMuchComesBack(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	if got := s.do("maya", "PUT", "Goal/a", goal("a", "maya", ""), "Prefer: return=minimal").want(t, http.StatusCreated); len(got.body) != 0 || got.version() != "1" {
		t.Errorf("minimal: %s", got.body)
	}
	if got := s.do("maya", "PUT", "Goal/a", goal("a", "maya", ""), "Prefer: return=OperationOutcome").want(t, http.StatusOK); got.json["resourceType"] != "OperationOutcome" {
		t.Errorf("OperationOutcome: %s", got.body)
	}
	if got := s.do("maya", "PUT", "Goal/a", goal("a", "maya", ""), "Prefer: return=representation").want(t, http.StatusOK); got.json["id"] != "a" {
		t.Errorf("representation: %s", got.body)
	}
	s.do("maya", "GET", "Goal?nonsense=1", "").want(t, http.StatusOK)
	s.do("maya", "GET", "Goal?nonsense=1", "", "Prefer: handling=strict").want(t, http.StatusBadRequest)
}

func TestPatch(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	s.load(goal("a", "maya", `,"x_unknown":1.500`), goal("b", "noah", ""))
	patch := `[{"op":"test","path":"/lifecycleStatus","value":"active"},{"op":"replace","path":"/lifecycleStatus","value":"completed"}]`
	got := s.do("maya", "PATCH", "Goal/a", patch, "Content-Type: application/json-patch+json", `If-Match: W/"1"`).want(t, http.StatusOK)
	if got.json["lifecycleStatus"] != "completed" || got.version() != "2" || !strings.Contains(string(got.body), `"x_unknown":1.500`) {
		t.Errorf("got %s", got.body)
	}
	kind := "Content-Type: application/json-patch+json"
	s.do("maya", "PATCH", "Goal/a", patch, kind).want(t, http.StatusUnprocessableEntity)
	s.do("maya", "PATCH", "Goal/a", `[{"op":"replace","path":"/id","value":"z"}]`, kind).want(t, http.StatusBadRequest)
	s.do("maya", "PATCH", "Goal/a", `{}`, kind).want(t, http.StatusBadRequest)
	s.do("maya", "PATCH", "Goal/b", patch, kind).want(t, http.StatusNotFound)
	s.do("maya", "PATCH", "Goal/c", patch, kind).want(t, http.StatusNotFound)
	s.do("maya", "PATCH", "Goal/a", patch).want(t, http.StatusUnsupportedMediaType)
	theft := `[{"op":"replace","path":"/subject/reference","value":"Patient/noah"}]`
	s.do("maya", "PATCH", "Goal/a", theft, kind).want(t, http.StatusForbidden)
}

func TestEveryErrorIsAnOperationOutcome(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	s.load(goal("a", "maya", ""))
	for name, c := range map[string]struct {
		method, path, body string
		headers            []string
		want               int
	}{
		"no such route":           {"GET", "a/b/c/d/e", "", nil, 404},
		"no such type":            {"GET", "Nothing/1", "", nil, 404},
		"no such operation":       {"GET", "Goal/a/$everything", "", nil, 404},
		"bad id":                  {"GET", "Goal/a_b", "", nil, 400},
		"bad method":              {"DELETE", "metadata", "", nil, 405},
		"bad method on a history": {"POST", "Goal/a/_history", "{}", nil, 405},
		"no such resource":        {"GET", "Goal/b", "", nil, 404},
		"no JSON":                 {"POST", "Goal", "{", nil, 400},
		"an array":                {"POST", "Goal", "[]", nil, 400},
		"twice":                   {"POST", "Goal", `{"resourceType":"Goal","status":"a","status":"b"}`, nil, 400},
		"not UTF-8":               {"POST", "Goal", "{\"resourceType\":\"Goal\",\"a\":\"\xff\"}", nil, 400},
		"another type":            {"POST", "Goal", `{"resourceType":"Task"}`, nil, 400},
		"no type":                 {"POST", "Goal", `{"a":1}`, nil, 422},
		"empty element":           {"POST", "Goal", `{"resourceType":"Goal","note":[]}`, nil, 422},
		"bad meta":                {"POST", "Goal", `{"resourceType":"Goal","meta":"x"}`, nil, 422},
		"id of another":           {"PUT", "Goal/a", goal("b", "maya", ""), nil, 400},
		"no id":                   {"PUT", "Goal/a", `{"resourceType":"Goal"}`, nil, 400},
		"too deep":                {"POST", "Goal", `{"resourceType":"Goal","a":` + strings.Repeat("[", 200) + "1" + strings.Repeat("]", 200) + "}", nil, 400},
		"a huge number":           {"POST", "Goal", `{"resourceType":"Goal","a":` + strings.Repeat("9", 100) + "}", nil, 400},
		"too large":               {"POST", "Goal", `{"resourceType":"Goal","a":"` + strings.Repeat("x", 1<<20) + `"}`, nil, 413},
		"XML in":                  {"POST", "Goal", "<Goal/>", []string{"Content-Type: application/fhir+xml"}, 415},
		"FHIR 5 in":               {"POST", "Goal", "{}", []string{"Content-Type: application/fhir+json; fhirVersion=5.0"}, 415},
		"Latin-1 in":              {"POST", "Goal", "{}", []string{"Content-Type: application/fhir+json; charset=iso-8859-1"}, 415},
		"search by JSON":          {"POST", "Goal/_search", "{}", nil, 415},
		"XML out":                 {"GET", "Goal/a", "", []string{"Accept: application/fhir+xml"}, 406},
		"XML out by _format":      {"GET", "Goal/a?_format=xml", "", nil, 406},
		"FHIR 5 out":              {"GET", "Goal/a", "", []string{"Accept: application/fhir+json; fhirVersion=5.0"}, 406},
		"bad date":                {"GET", "Goal?start-date=soon", "", nil, 400},
		"bad modifier":            {"GET", "Goal?lifecycle-status:text=x", "", nil, 400},
		"bad query":               {"GET", "Goal?%zz", "", nil, 400},
		"bad page":                {"GET", "Goal?_page=zz", "", nil, 400},
		"bad page of a history":   {"GET", "_history?_page=WyJhIl0", "", nil, 400},
		"bad _since":              {"GET", "_history?_since=soon", "", nil, 400},
		"bad _count":              {"GET", "_history?_count=0", "", nil, 400},
		"a Goal to the base":      {"POST", "", goal("a", "maya", ""), nil, 400},
		"a Bundle of what":        {"POST", "", `{"resourceType":"Bundle","type":"searchset"}`, nil, 422},
		"a Bundle too long":       {"POST", "", `{"resourceType":"Bundle","type":"batch","entry":[` + strings.Repeat(`{"fullUrl":"urn:x"},`, 200) + `{"fullUrl":"urn:x"}]}`, nil, 422},
		"a write of the audit":    {"POST", "AuditEvent", `{"resourceType":"AuditEvent"}`, nil, 405},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := s.do("therapist", c.method, c.path, c.body, c.headers...).want(t, c.want)
			if c.path == "metadata" && !strings.HasPrefix(got.Header.Get("Allow"), "GET") {
				t.Errorf("Allow is %q", got.Header.Get("Allow"))
			}
		})
	}
}

func TestWithoutATokenThereIsNothingButMetadata(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	for _, c := range [][2]string{
		{"GET", "Goal/a"},
		{"GET", "Goal"},
		{"POST", "Goal"},
		{"PUT", "Goal/a"},
		{"DELETE", "Goal/a"},
		{"PATCH", "Goal/a"},
		{"GET", "_history"},
		{"GET", "Goal/_history"},
		{"GET", "Goal/a/_history"},
		{"GET", "Goal/a/_history/1"},
		{"POST", ""},
		{"POST", "Goal/_search"},
		{"GET", "Nothing/1"},
		{"PUT", "Goal"},
	} {
		got := s.do("nobody", c[0], c[1], "").want(t, http.StatusUnauthorized)
		if !strings.HasPrefix(got.Header.Get("WWW-Authenticate"), "Bearer ") {
			t.Errorf("%v: WWW-Authenticate is %q", c, got.Header.Get("WWW-Authenticate"))
		}
	}
	s.do("nobody", "GET", "metadata", "").want(t, http.StatusOK)
	pre := s.do("nobody", "OPTIONS", "Goal", "", "Origin: https://app.example", "Access-Control-Request-Method: PUT").want(t, http.StatusNoContent)
	if pre.Header.Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("CORS: %v", pre.Header)
	}
}

func TestLogsHoldNoHealthData(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	s.load(goal("goal-of-maya", "maya", ""))
	s.do("maya", "GET", "Goal/goal-of-maya", "").want(t, http.StatusOK)
	s.do("maya", "GET", "Goal?patient=maya", "").want(t, http.StatusOK)
	s.do("maya", "PUT", "Goal/goal-of-maya", goal("goal-of-maya", "noah", "")).want(t, http.StatusForbidden)
	got := s.logs.text()
	for _, secret := range []string{"goal-of-maya", "sleep", "Patient/", "patient=", "Bearer"} {
		if strings.Contains(got, secret) {
			t.Errorf("the log holds %q: %s", secret, got)
		}
	}
	if !strings.Contains(got, `"route":"/{type}/{id}/"`) && !strings.Contains(got, `"route":"/{type}/{id}"`) {
		t.Errorf("the log does not name the route: %s", got)
	}
}

func TestLastUpdatedNeverGoesBack(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	var last string
	for i := range 5 {
		s.clock.Advance(-time.Hour * time.Duration(i%2))
		got := s.do("maya", "PUT", "Goal/a", goal("a", "maya", "")).json["meta"].(map[string]any)["lastUpdated"].(string)
		if got <= last {
			t.Errorf("%s after %s", got, last)
		}
		last = got
	}
}

func TestAPanicIsNotedAndNotTold(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	got := s.do("bug", "GET", "Goal/a", "").want(t, http.StatusInternalServerError)
	for _, told := range []string{"secret-of-the-bug", "goroutine", ".go:"} {
		if strings.Contains(string(got.body), told) {
			t.Errorf("the client is told %q: %s", told, got.body)
		}
	}
	if log := s.logs.text(); !strings.Contains(log, "secret-of-the-bug") || !strings.Contains(log, "authenticate") {
		t.Errorf("the log does not show where: %s", log)
	}
	s.do("maya", "GET", "Goal", "").want(t, http.StatusOK)
}

func TestALostDatabaseIs503AndTellsNothing(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	if err := s.store.Close(); err != nil {
		t.Fatal(err)
	}
	for _, c := range [][3]string{{"GET", "Goal/a", ""}, {"GET", "Goal", ""}, {"PUT", "Goal/a", goal("a", "maya", "")}, {"GET", "_history", ""}} {
		got := s.do("maya", c[0], c[1], c[2]).want(t, http.StatusServiceUnavailable)
		if got.Header.Get("Retry-After") == "" || strings.Contains(string(got.body), "sql") {
			t.Errorf("%v: %v %s", c, got.Header, got.body)
		}
	}
}
