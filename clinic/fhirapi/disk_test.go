package fhirapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"throughline/clinic/store/sqlstore"
)

// A disk that is full refuses a write with 503 and a time to come back, loses
// nothing that was acknowledged, lets people read, and takes writes again by
// itself once there is room. The limit is SQLite's own, which fails as the disk
// does (SQLITE_FULL).
func TestAFullDiskIsSaidAndRecovers(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	limit := func(pages int) {
		if err := s.store.Write(t.Context(), "c", func(tx *sqlstore.Tx) error {
			_, err := tx.ExecContext(t.Context(), fmt.Sprintf("PRAGMA max_page_count = %d", pages))
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	s.do("maya", "PUT", "Goal/first", goal("first", "maya", "")).want(t, http.StatusCreated)
	limit(1) // SQLite makes of it what is in use now
	long := strings.Repeat("I sleep six hours. ", 2000)
	full, kept := false, []string{}
	for i := range 50 {
		id := fmt.Sprintf("g%d", i)
		got := s.do("maya", "PUT", "Goal/"+id, strings.Replace(goal(id, "maya", ""), `"sleep"`, `"`+long+`"`, 1))
		if got.StatusCode == http.StatusCreated {
			kept = append(kept, id)
			continue
		}
		full = true
		if got.StatusCode != http.StatusServiceUnavailable || got.Header.Get("Retry-After") == "" || !strings.Contains(string(got.body), "OperationOutcome") {
			t.Fatalf("%d, Retry-After %q: %s", got.StatusCode, got.Header.Get("Retry-After"), got.body)
		}
		break
	}
	if !full {
		t.Fatal("the disk never filled up: the test tests nothing")
	}
	limit(1 << 30)
	s.do("maya", "PUT", "Goal/after", goal("after", "maya", "")).want(t, http.StatusCreated)
	for _, id := range append(kept, "first", "after") {
		s.do("maya", "GET", "Goal/"+id, "").want(t, http.StatusOK)
	}
}
