package engine

import (
	"fmt"
	"net/http"
	"runtime"
	"testing"
	"time"

	"throughline/care"
	"throughline/sync/fhirhttp"
	"throughline/sync/store"
)

// onDisk is an engine over an encrypted store on disk and a server in process.
func onDisk(b *testing.B, m *model) *Engine {
	b.Helper()
	s, err := store.Open(b.Context(), store.Config{Dir: b.TempDir(), Key: testKey(), Owner: store.Owner{Subject: maya.FHIRUser, Clinic: base}})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := s.Close(); err != nil {
			b.Error(err)
		}
	})
	client, err := fhirhttp.New(base, &http.Client{Transport: m})
	if err != nil {
		b.Fatal(err)
	}
	e, err := New(Config{Store: s, Remote: client, Identity: maya})
	if err != nil {
		b.Fatal(err)
	}
	return e
}

func filled(n int) *model {
	m := newModel(kinds["our server"])
	m.pageSize = 200
	for i := range n {
		id := fmt.Sprintf("r%06d", i)
		m.commit("Task/"+id, object{
			"resourceType": "Task", "id": id, "status": "completed", "intent": "order", "description": "A check-in that was due",
			"for": object{"reference": "Patient/p1"}, "authoredOn": "2026-11-23T12:00:00Z", "note": []any{object{"text": "a note of the usual length, as staff write them"}},
		}, "PUT", false)
	}
	return m
}

func BenchmarkFirstPull(b *testing.B) {
	for _, n := range []int{1000, 10000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			m := filled(n)
			var before, after runtime.MemStats
			for b.Loop() {
				b.StopTimer()
				e := onDisk(b, m)
				runtime.GC()
				runtime.ReadMemStats(&before)
				b.StartTimer()
				if r, err := e.Sync(b.Context()); err != nil || r.Pulled != n {
					b.Fatal(r, err)
				}
				b.StopTimer()
				runtime.GC()
				runtime.ReadMemStats(&after)
				b.ReportMetric(float64(int64(after.HeapAlloc)-int64(before.HeapAlloc))/(1<<20), "MiB-kept")
				runtime.KeepAlive(e)
				b.StartTimer()
			}
		})
	}
}

func BenchmarkPush1000(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		e := onDisk(b, newModel(kinds["our server"]))
		err := e.intend(b.Context(), func(tx *store.Tx) error {
			for i := range 1000 {
				id := fmt.Sprintf("r%06d", i)
				body := canonical(object{"resourceType": "Task", "id": id, "status": "completed", "description": "entered offline"})
				if _, err := e.file(tx, store.Entry{Kind: store.Create, Type: "Task", ID: id, Body: body}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		if r, err := e.Sync(b.Context()); err != nil || r.Pushed != 1000 {
			b.Fatal(r, err)
		}
	}
}

func BenchmarkNothingNew(b *testing.B) {
	e := onDisk(b, filled(1000))
	if _, err := e.Sync(b.Context()); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := e.Sync(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkEnter1000 is a thousand answers to sessions, entered without a network.
// late/early is how much longer the last hundred take than the first: one where
// entering is linear.
func BenchmarkEnter1000(b *testing.B) {
	const n = 1000
	m := newModel(kinds["our server"])
	m.pageSize = 500
	for i := range n {
		id := fmt.Sprintf("a%04d", i)
		m.commit("Appointment/"+id, object{
			"resourceType": "Appointment", "id": id, "status": "booked", "start": "2027-03-01T18:00:00Z", "end": "2027-03-01T21:00:00Z",
			"participant": []any{object{"actor": object{"reference": "Patient/p1"}, "status": "needs-action"}},
		}, "PUT", false)
	}
	var early, late time.Duration
	for b.Loop() {
		b.StopTimer()
		e := onDisk(b, m)
		if _, err := e.Sync(b.Context()); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		for i := range n {
			began := time.Now()
			if err := e.AnswerSession(b.Context(), care.SessionAnswer{Session: fmt.Sprintf("Appointment/a%04d", i), Answer: care.AnswerCant}); err != nil {
				b.Fatal(err)
			}
			switch took := time.Since(began); {
			case i < n/10:
				early += took
			case i >= n-n/10:
				late += took
			}
		}
	}
	b.ReportMetric(float64(late)/float64(early), "late/early")
	b.ReportMetric(float64(early.Microseconds())/float64(b.N)/(n/10), "µs/early")
}
