package engine

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"runtime/metrics"
	"strconv"
	"testing"

	"throughline/sync/fhirhttp"
	"throughline/sync/store"
)

// heap is what the program's objects take, garbage included, in bytes.
func heap() uint64 {
	s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64()
}

// A phone downloads a record of ten thousand resources. At no time does it take
// more than 32 MiB for that.
func TestAFirstDownloadOfTenThousandFitsIntoAPhone(t *testing.T) {
	// Not parallel: it measures the memory of the whole process.
	if testing.Short() {
		t.Skip("downloads ten thousand resources")
	}
	const most = 32 << 20
	serve := &thousands{n: 10000}
	s, err := store.Open(t.Context(), store.Config{Dir: t.TempDir(), Key: testKey(), Owner: store.Owner{Subject: maya.FHIRUser, Clinic: base}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	var peak, pages uint64
	watch := roundTrip(func(r *http.Request) (*http.Response, error) {
		resp, err := serve.RoundTrip(r)
		pages++
		peak = max(peak, heap())
		return resp, err
	})
	client, err := fhirhttp.New(base, &http.Client{Transport: watch})
	if err != nil {
		t.Fatal(err)
	}
	e, err := New(Config{Store: s, Remote: client, Identity: maya})
	if err != nil {
		t.Fatal(err)
	}
	runtime.GC()
	before := heap()
	if r, err := e.Sync(t.Context()); err != nil || r.Pulled != 10000 {
		t.Fatal(r, err)
	}
	after := heap()
	runtime.GC()
	left := heap()
	t.Logf("%.1f MiB before, +%.1f at most, +%.1f in the end, +%.1f kept, over %d requests", mib(before), mib(peak)-mib(before), mib(after)-mib(before), mib(left)-mib(before), pages)
	if peak > before+most || after > before+most {
		t.Errorf("grew by %.1f MiB, want 32 at most", max(mib(peak), mib(after))-mib(before))
	}
	runtime.KeepAlive(e)
}

func mib(n uint64) float64 { return float64(n) / (1 << 20) }

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// thousands is a server of n resources that makes each page when it is asked for, so
// that what is measured is the app.
type thousands struct{ n int }

const perPage = 200

func (s *thousands) RoundTrip(r *http.Request) (*http.Response, error) {
	var body bytes.Buffer
	switch {
	case r.URL.Path == "/fhir/metadata":
		body.WriteString(`{"resourceType":"CapabilityStatement","rest":[{"mode":"server","interaction":[{"code":"history-system"}]}]}`)
	default:
		from, _ := strconv.Atoi(r.URL.Query().Get("from"))
		fmt.Fprintf(&body, `{"resourceType":"Bundle","type":"history","link":[`)
		if from+perPage < s.n {
			fmt.Fprintf(&body, `{"relation":"next","url":"%s/_history?from=%d"}`, base, from+perPage)
		}
		body.WriteString(`],"entry":[`)
		for i := from; i < min(from+perPage, s.n); i++ {
			if i > from {
				body.WriteByte(',')
			}
			fmt.Fprintf(&body, `{"fullUrl":"%[1]s/Task/r%06[2]d","request":{"method":"PUT","url":"Task/r%06[2]d"},"resource":{"resourceType":"Task","id":"r%06[2]d",
				"meta":{"versionId":"1","lastUpdated":"2026-11-23T12:00:00.000Z"},"identifier":[{"system":"urn:ietf:rfc:3986","value":"urn:uuid:r%06[2]d"}],"status":"completed","intent":"order",
				"code":{"coding":[{"system":"http://hl7.org/fhir/uv/sdc/CodeSystem/temp","code":"complete-questionnaire"}]},"description":"A check-in that was due",
				"for":{"reference":"Patient/p1"},"authoredOn":"2026-11-23T12:00:00Z","restriction":{"period":{"end":"2026-11-24"}},
				"note":[{"text":"a note of the usual length, as staff write them"}]}}`, base, i)
		}
		body.WriteString(`]}`)
	}
	return &http.Response{
		StatusCode: http.StatusOK, Request: r, Body: io.NopCloser(&body),
		Header: http.Header{"Content-Type": {"application/fhir+json"}, "Date": {"Mon, 23 Nov 2026 12:00:00 GMT"}},
	}, nil
}
