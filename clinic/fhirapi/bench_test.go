package fhirapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
)

// The benchmarks go over HTTP to a database on the disk: a create that is
// counted is durable, and a read is audited.

func BenchmarkCreate(b *testing.B) {
	s := newServer(b)
	n := 0
	for b.Loop() {
		n++
		id := fmt.Sprintf("o%d", n)
		s.do("maya", "PUT", "Observation/"+id, observation(id, "maya", n)).want(b, http.StatusCreated)
	}
}

func BenchmarkRead(b *testing.B) {
	s := newServer(b)
	s.load(goal("g", "maya", ""))
	for b.Loop() {
		s.do("maya", "GET", "Goal/g", "").want(b, http.StatusOK)
	}
}

func thousand(b *testing.B) *server {
	s := newServer(b)
	bodies := make([]string, 1000)
	for i := range bodies {
		bodies[i] = observation(fmt.Sprintf("o%d", i), "maya", i)
	}
	s.load(bodies...)
	return s
}

func BenchmarkSearchSorted20Of1000(b *testing.B) {
	s := thousand(b)
	for b.Loop() {
		s.do("maya", "GET", "Observation?patient=maya&_sort=-date&_count=20", "").want(b, http.StatusOK)
	}
}

// BenchmarkPollNothingNew is what a phone asks most of the time.
func BenchmarkPollNothingNew(b *testing.B) {
	s := thousand(b)
	for b.Loop() {
		s.do("maya", "GET", "_history?_since=2027-01-01T00:00:00Z", "").want(b, http.StatusOK)
	}
}

// BenchmarkCreateByMany is many clients at a time, as in `make bench-clinic`.
func BenchmarkCreateByMany(b *testing.B) {
	s := newServer(b)
	var n atomic.Int64
	b.SetParallelism(8)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			id := fmt.Sprintf("o%d", n.Add(1))
			s.do("maya", "PUT", "Observation/"+id, observation(id, "maya", 1)).want(b, http.StatusCreated)
		}
	})
}

// BenchmarkBatchOf100 is what a phone sends that was offline for weeks.
func BenchmarkBatchOf100(b *testing.B) {
	s := newServer(b)
	n := 0
	for b.Loop() {
		s.do("maya", "POST", "", batchOf(100, &n)).want(b, http.StatusOK)
	}
}

// batchOf makes a batch of new observations.
func batchOf(size int, n *int) string {
	var entries []string
	for range size {
		*n++
		id := fmt.Sprintf("o%d", *n)
		entries = append(entries, `{"resource":`+observation(id, "maya", *n)+`,"request":{"method":"PUT","url":"Observation/`+id+`","ifNoneMatch":"*"}}`)
	}
	return `{"resourceType":"Bundle","type":"batch","entry":[` + strings.Join(entries, ",") + `]}`
}
