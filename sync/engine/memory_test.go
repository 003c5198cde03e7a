package engine

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"runtime/metrics"
	"strconv"
	"strings"
	"testing"
	"time"

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
	client, err := fhirhttp.New(base, &http.Client{Transport: serve})
	if err != nil {
		t.Fatal(err)
	}
	e, err := New(Config{Store: s, Remote: client, Identity: maya})
	if err != nil {
		t.Fatal(err)
	}
	runtime.GC()
	before := heap()
	peak, stop, done := before, make(chan struct{}), make(chan struct{})
	go func() { // the chart is made after the last request
		defer close(done)
		tick := time.NewTicker(time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-stop:
				return
			case <-tick.C:
				peak = max(peak, heap())
			}
		}
	}()
	r, err := e.Sync(t.Context())
	close(stop)
	<-done
	if err != nil || r.Pulled != 10000 {
		t.Fatal(r, err)
	}
	after := heap()
	runtime.GC()
	left := heap()
	t.Logf("%.1f MiB before, +%.1f at most, +%.1f in the end, +%.1f kept", mib(before), mib(peak)-mib(before), mib(after)-mib(before), mib(left)-mib(before))
	if peak > before+most || after > before+most {
		t.Errorf("grew by %.1f MiB, want 32 at most", max(mib(peak), mib(after))-mib(before))
	}
	if c := e.Chart(); len(c.Sessions) != 2500 || len(c.CheckIns) != 2500 {
		t.Errorf("the chart has %d sessions and %d check-ins", len(c.Sessions), len(c.CheckIns))
	}
}

func mib(n uint64) float64 { return float64(n) / (1 << 20) }

// thousands is a server of n resources that makes each page when it is asked for, so
// that what is measured is the app.
type thousands struct{ n int }

const perPage = 200

// ofADay are the kinds of a patient's day, as large as they are.
var ofADay = [][2]string{
	{"Task", `"status":"completed","intent":"order","code":{"coding":[{"system":"http://hl7.org/fhir/uv/sdc/CodeSystem/temp","code":"complete-questionnaire"}]},
		"description":"A check-in that was due","for":{"reference":"Patient/p1"},"authoredOn":"2026-11-23T12:00:00Z","restriction":{"period":{"end":"2026-11-24"}},
		"note":[{"text":"a note of the usual length, as staff write them"}]`},
	{"Appointment", `"status":"booked","serviceType":[{"coding":[{"system":"http://snomed.info/sct","code":"76168009","display":"Group psychotherapy"}],"text":"Coping skills: riding out an urge"}],
		"start":"2027-03-01T18:00:00Z","end":"2027-03-01T21:00:00Z","comment":"Bring your workbook.",
		"participant":[{"actor":{"reference":"Patient/p1","display":"Maya Rivera"},"required":"required","status":"needs-action"}]`},
	{"Observation", `"status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"survey","display":"Survey"}]}],
		"code":{"coding":[{"system":"http://loinc.org","code":"44261-6","display":"PHQ-9 total score"}]},"subject":{"reference":"Patient/p1"},
		"effectiveDateTime":"2026-11-23T12:00:00Z","valueInteger":7`},
	{"QuestionnaireResponse", `"questionnaire":"https://throughline.app/fhir/Questionnaire/phq-9","status":"completed","subject":{"reference":"Patient/p1"},
		"authored":"2026-11-23T12:00:00Z","author":{"reference":"Patient/p1"},"source":{"reference":"Patient/p1"},"item":[` + nineAnswers + `]`},
}

var nineAnswers = strings.TrimSuffix(strings.Repeat(`{"linkId":"44250-9","answer":[{"valueCoding":{"system":"http://loinc.org","code":"LA6568-5"}}]},`, 9), ",")

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
			of := ofADay[i%len(ofADay)]
			fmt.Fprintf(&body, `{"fullUrl":"%[1]s/%[2]s/r%06[3]d","request":{"method":"PUT","url":"%[2]s/r%06[3]d"},"resource":{"resourceType":"%[2]s","id":"r%06[3]d",
				"meta":{"versionId":"1","lastUpdated":"2026-11-23T12:00:00.000Z","security":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"MH"}]},%[4]s}}`, base, of[0], i, of[1])
		}
		body.WriteString(`]}`)
	}
	return &http.Response{
		StatusCode: http.StatusOK, Request: r, Body: io.NopCloser(&body),
		Header: http.Header{"Content-Type": {"application/fhir+json"}, "Date": {"Mon, 23 Nov 2026 12:00:00 GMT"}},
	}, nil
}
