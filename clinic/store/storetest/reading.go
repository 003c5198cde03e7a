package storetest

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"throughline/clinic/search"
	"throughline/clinic/store"
)

func parse(t *testing.T, typ, query string) search.Query {
	t.Helper()
	values, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	q, err := search.Parse(typ, values)
	if err != nil {
		t.Fatal(err)
	}
	if len(q.Ignored) > 0 {
		t.Fatalf("%s is no parameter of %s", q.Ignored, typ)
	}
	return q
}

func names(vs []store.Version) string {
	out := make([]string, len(vs))
	for i, v := range vs {
		out[i] = fmt.Sprintf("%s/%s.%d", v.Type, v.ID, v.Version)
	}
	return strings.Join(out, " ")
}

func history(t *testing.T, s store.Store) {
	ctx := context.Background()
	if err := s.Update(ctx, clinic, func(w store.Writer) error {
		for _, ref := range []string{"Goal/a", "Task/a"} {
			if _, err := putIn(w, ref, 1, nil); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	second := put(t, s, "Goal/b", 1, nil)
	put(t, s, "Goal/a", 2, nil, "deleted")
	for name, c := range map[string]struct {
		q    store.HistoryQuery
		want string
	}{
		"everything": {store.HistoryQuery{Limit: 9}, "Goal/a.2 Goal/b.1 Task/a.1 Goal/a.1"},
		"limit":      {store.HistoryQuery{Limit: 2}, "Goal/a.2 Goal/b.1"},
		"type":       {store.HistoryQuery{Type: "Goal", Limit: 9}, "Goal/a.2 Goal/b.1 Goal/a.1"},
		"instance":   {store.HistoryQuery{Type: "Goal", ID: "a", Limit: 9}, "Goal/a.2 Goal/a.1"},
		"since":      {store.HistoryQuery{Since: second.Updated, Limit: 9}, "Goal/a.2 Goal/b.1"},
		"since between": {
			store.HistoryQuery{Since: second.Updated.Add(time.Microsecond), Limit: 9}, "Goal/a.2",
		},
		"before": {store.HistoryQuery{Before: second.At(), Limit: 9}, "Task/a.1 Goal/a.1"},
	} {
		view(t, s, func(r store.Reader) error {
			got, err := r.History(ctx, c.q)
			if names(got) != c.want {
				t.Errorf("%s: got %s, want %s", name, names(got), c.want)
			}
			return err
		})
	}
}

func patientHistory(t *testing.T, s store.Store) {
	ctx := context.Background()
	put(t, s, "Goal/p", 1, []string{"p"})
	put(t, s, "Goal/q", 1, []string{"q"})
	put(t, s, "Task/pq", 1, []string{"p", "q"})
	put(t, s, "Location/all", 1, nil)
	put(t, s, "Goal/p", 2, []string{"p"}, "deleted")
	view(t, s, func(r store.Reader) error {
		for patient, want := range map[string]string{
			"p": "Goal/p.2 Location/all.1 Task/pq.1 Goal/p.1",
			"q": "Location/all.1 Task/pq.1 Goal/q.1",
			"x": "Location/all.1",
		} {
			got, err := r.History(ctx, store.HistoryQuery{Patient: patient, Limit: 9})
			if err != nil || names(got) != want {
				t.Errorf("%s: got %s, %v, want %s", patient, names(got), err, want)
			}
			if len(got) < 3 {
				continue
			}
			rest, err := r.History(ctx, store.HistoryQuery{Patient: patient, Before: got[0].At(), Limit: 9})
			if err != nil || names(got[:1])+" "+names(rest) != want {
				t.Errorf("%s: after the first come %s, %v", patient, names(rest), err)
			}
		}
		return nil
	})
}

func searches(t *testing.T, s store.Store) {
	ctx := context.Background()
	put(t, s, "Observation/a", 1, []string{"p"}, "code=http://loinc.org|1-1", "patient=Patient|p", "subject=Patient|p", "date=2026-03-01", "value-string=Ümit|umit")
	put(t, s, "Observation/b", 1, []string{"q"}, "code=http://loinc.org|2-2", "patient=Patient|q", "subject=Patient|q", "date=2026-03-02T10:00:00Z", "value-string=Una|una")
	put(t, s, "Observation/c", 1, nil, "code=|1-1", "subject=Device|p", "date=2026-04")
	put(t, s, "Observation/d", 1, []string{"p"}, "code=http://loinc.org|1-1", "deleted")
	put(t, s, "Questionnaire/q", 1, nil, "url=|http://x.example/q", "name=PHQ_9|phq_9")
	for query, want := range map[string]string{
		"":                                    "a b c",
		"_id=a,c,zz":                          "a c",
		"code=1-1":                            "a c",
		"code=http://loinc.org|1-1":           "a",
		"code=|1-1":                           "c",
		"code=http://loinc.org|":              "a b",
		"code=1-1,2-2":                        "a b c",
		"code=1-1&code=2-2":                   "",
		"code:not=1-1":                        "b",
		"patient=p":                           "a",
		"patient=Patient/p":                   "a",
		"subject=p":                           "a c",
		"subject:Device=p":                    "c",
		"patient:missing=true":                "c",
		"patient:missing=false":               "a b",
		"date:missing=true":                   "",
		"date=2026-03":                        "a b",
		"date=2026-03-02":                     "b",
		"date=ne2026-03":                      "c",
		"date=gt2026-03-31":                   "c",
		"date=ge2026-03-02":                   "b c",
		"date=lt2026-03-02":                   "a",
		"date=le2026-03-02":                   "a b",
		"date=sa2026-03-02":                   "c",
		"date=eb2026-03-02":                   "a",
		"date=ge2026-03-01&date=lt2026-04-01": "a b",
		"date=ap2026-03-03":                   "b",
		"value-string=U":                      "a b",
		"value-string=um":                     "a",
		"value-string:exact=%C3%9Cmit":        "a",
		"value-string:exact=umit":             "",
		"value-string:contains=n":             "b",
		"value-string:contains=%25":           "",
		"_sort=-date":                         "c b a",
		"_sort=date":                          "a b c",
		"_sort=-_lastUpdated":                 "c b a",
		"_sort=code,-date":                    "c a b",
		"_sort=-_id":                          "c b a",
		"_sort=value-string":                  "a b c",
		"_sort=-value-string":                 "b a c",

		"_lastUpdated=gt2026-03-02T15:04:05.000Z": "b c",
		"_lastUpdated=2026-03-02T15:04:05.001Z":   "b",
		"_lastUpdated=le2026-03-02T15:04:05.001Z": "a b",

		"code=1-1&patient=p&date=2026-03-01&_sort=_id": "a",
	} {
		view(t, s, func(r store.Reader) error {
			q := parse(t, "Observation", query)
			hits, err := r.Search(ctx, q, 10)
			if err != nil {
				return fmt.Errorf("%s: %w", query, err)
			}
			var ids []string
			for _, h := range hits {
				ids = append(ids, h.ID)
			}
			if got := strings.Join(ids, " "); got != want {
				t.Errorf("%s: got %q, want %q", query, got, want)
			}
			n, err := r.Count(ctx, q)
			if n != len(strings.Fields(want)) {
				t.Errorf("%s: counted %d", query, n)
			}
			return err
		})
	}
	view(t, s, func(r store.Reader) error {
		q := parse(t, "Observation", "_sort=_id")
		q.Patient = "p"
		hits, err := r.Search(ctx, q, 10)
		if len(hits) != 2 || hits[0].ID != "a" || hits[1].ID != "c" {
			t.Errorf("the patient's and nobody's: %v", hits)
		}
		if n, err := r.Count(ctx, parse(t, "Questionnaire", "url=http://x.example/q")); err != nil || n != 1 {
			t.Errorf("by url: %d, %v", n, err)
		}
		return err
	})
}

// pages walks in every kind of order while resources are added and changed.
// What was there all the time comes exactly once.
func pages(t *testing.T, s store.Store) {
	ctx := context.Background()
	for i := range 23 {
		indexed := []string{fmt.Sprintf("code=s|%d", i%3)}
		if i%4 > 0 {
			indexed = append(indexed, fmt.Sprintf("date=2026-03-%02d", 1+i%5))
		}
		put(t, s, fmt.Sprintf("Observation/%02d", i), 1, nil, indexed...)
	}
	for n, order := range []string{"", "_sort=date", "_sort=-date", "_sort=-code,date", "_sort=_lastUpdated", "_sort=-_lastUpdated"} {
		q := parse(t, "Observation", order)
		seen := map[string]int{}
		for page := 0; ; page++ {
			var hits []store.Hit
			view(t, s, func(r store.Reader) (err error) {
				hits, err = r.Search(ctx, q, 5)
				return err
			})
			for _, h := range hits {
				seen[h.ID]++
				q.After = h.Keys
			}
			if len(hits) == 0 {
				break
			}
			if page > 5 {
				continue // or an ascending order would have no end
			}
			put(t, s, fmt.Sprintf("Observation/new-%d-%d", n, page), 1, nil, "date=2026-03-03", "code=s|1")
		}
		for i := range 23 {
			if id := fmt.Sprintf("%02d", i); seen[id] != 1 {
				t.Errorf("%s: %s came %d times", order, id, seen[id])
			}
		}
	}
}

func reindex(t *testing.T, s store.Store) {
	ctx := context.Background()
	put(t, s, "Goal/a", 1, []string{"p"}, "lifecycle-status=|active", "start-date=2026-03-01")
	put(t, s, "Goal/a", 2, []string{"q"}, "lifecycle-status=|completed", "start-date=2026-04-01")
	view(t, s, func(r store.Reader) error {
		for query, want := range map[string]int{
			"lifecycle-status=active": 0, "lifecycle-status=completed": 1,
			"start-date=2026-03-01": 0, "start-date=2026-04-01": 1,
		} {
			if n, err := r.Count(ctx, parse(t, "Goal", query)); err != nil || n != want {
				t.Errorf("%s: %d, %v", query, n, err)
			}
		}
		q := parse(t, "Goal", "")
		q.Patient = "p"
		n, err := r.Count(ctx, q)
		if n != 0 {
			t.Error("it is still in the first patient's compartment")
		}
		return err
	})
}

func auditing(t *testing.T, s store.Store) {
	ctx := context.Background()
	if err := s.Update(ctx, clinic, func(w store.Writer) error {
		for i, patient := range []string{"p", "q", "p", ""} {
			row := store.Audit{
				ID: fmt.Sprintf("e%d", i), Recorded: Frozen.Add(time.Duration(i) * time.Hour), Patient: patient,
				Agent: "Practitioner/x", Action: "R", Subtype: "read", Outcome: "0", Body: []byte(`{}`),
			}
			for _, want := range []int64{1, 0} {
				if n, err := w.AppendAudit(ctx, row); err != nil || n != want {
					t.Errorf("appended %d, %v, want %d", n, err, want)
				}
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]string{
		"":                              "e3 e2 e1 e0",
		"_sort=date":                    "e0 e1 e2 e3",
		"patient=p":                     "e2 e0",
		"agent=Practitioner/x":          "e3 e2 e1 e0",
		"agent=Practitioner/y":          "",
		"date=ge2026-03-02T17:00:00Z":   "e3 e2",
		"action=R&outcome=0":            "e3 e2 e1 e0",
		"action:not=R":                  "",
		"subtype=search-type":           "",
		"_id=e1":                        "e1",
		"patient=Patient/p&_sort=-date": "e2 e0",
	} {
		view(t, s, func(r store.Reader) error {
			q := parse(t, "AuditEvent", query)
			var ids []string
			for {
				hits, err := r.Search(ctx, q, 1)
				if err != nil {
					return err
				}
				if len(hits) == 0 {
					break
				}
				ids, q.After = append(ids, hits[0].ID), hits[0].Keys
			}
			if got := strings.Join(ids, " "); got != want {
				t.Errorf("%s: got %q, want %q", query, got, want)
			}
			return nil
		})
	}
}
