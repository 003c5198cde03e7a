package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"throughline/clinic/clinictest"
)

// step is one request of a day.
type step struct {
	method, path, body string
	condition          string
	want               int
}

// day is what a phone asks and sends on a day of the programme.
func day(patient string) []step {
	answers, score, coming := uuid.NewString(), uuid.NewString(), uuid.NewString()
	since := time.Now().UTC().Add(-time.Minute).Format(time.RFC3339)
	response := func(status string) string {
		return fmt.Sprintf(`{"resourceType":"QuestionnaireResponse","id":"%s","status":"%s","questionnaire":"http://loinc.org/q/44249-1",
			"subject":{"reference":"Patient/%s"},"source":{"reference":"Patient/%s"},"author":{"reference":"Patient/%s"},
			"item":[{"linkId":"/44250-9","answer":[{"valueCoding":{"system":"http://loinc.org","code":"LA6569-3"}}]}]}`,
			answers, status, patient, patient, patient)
	}
	const ok, created, never = http.StatusOK, http.StatusCreated, "If-None-Match: *"
	return []step{
		{http.MethodGet, "_history?_since=" + since, "", "", ok},
		{http.MethodGet, "Appointment?patient=" + patient + "&date=ge2027-01-01&_sort=date&_count=20", "", "", ok},
		{http.MethodGet, "Task?patient=" + patient + "&status=requested", "", "", ok},
		{http.MethodGet, "CarePlan?patient=" + patient, "", "", ok},
		{http.MethodGet, "Goal?patient=" + patient + "&lifecycle-status=active", "", "", ok},
		{http.MethodPut, "QuestionnaireResponse/" + answers, response("in-progress"), never, created},
		{http.MethodPut, "QuestionnaireResponse/" + answers, response("completed"), `If-Match: W/"1"`, ok},
		{http.MethodPut, "Observation/" + score, observation(score, patient, 7), never, created},
		{http.MethodPut, "AppointmentResponse/" + coming, fmt.Sprintf(`{"resourceType":"AppointmentResponse","id":"%s",
			"appointment":{"reference":"Appointment/%s-a0"},"actor":{"reference":"Patient/%s"},"participantStatus":"accepted"}`,
			coming, patient, patient), never, created},
		{http.MethodGet, "Observation?patient=" + patient + "&_sort=-date&_count=20", "", "", ok},
		{http.MethodGet, "Patient/" + patient, "", "", ok},
		{http.MethodGet, "_history?_since=" + since + "&_count=50", "", "", ok},
	}
}

// live goes through one day and gives how long each request took.
func live(ctx context.Context, p *clinictest.Phone) ([]time.Duration, error) {
	var took []time.Duration
	for _, s := range day(p.Patient) {
		var headers []string
		if s.condition != "" {
			headers = append(headers, s.condition)
		}
		start := time.Now()
		got, err := p.Do(ctx, s.method, s.path, s.body, headers...)
		if err != nil {
			return took, err
		}
		if got.Status != s.want {
			return took, fmt.Errorf("%s %s: %d %s", s.method, s.path, got.Status, got.Body)
		}
		took = append(took, time.Since(start))
	}
	return took, nil
}

// grow lives the same days in clinics of different sizes by turns, so that
// whatever else the machine does slows all of them.
func grow(ctx context.Context, engine string, sizes []int, days int) (err error) {
	var places []*place
	defer func() {
		for _, p := range places {
			err = errors.Join(err, p.close())
		}
	}()
	for _, size := range sizes {
		p, err := newPlace(ctx, engine, size, accounts)
		if err != nil {
			return err
		}
		places = append(places, p)
	}
	took, whole := make([][]time.Duration, len(places)), make([][]time.Duration, len(places))
	for d := range days + 1 {
		for i := range places[0].phones {
			for at, p := range places {
				one, err := live(ctx, p.phones[i])
				if err != nil {
					return fmt.Errorf("%d patients: %w", p.size, err)
				}
				if d == 0 {
					continue // the first day fills caches
				}
				var sum time.Duration
				for _, t := range one {
					sum += t
				}
				took[at], whole[at] = append(took[at], one...), append(whole[at], sum)
			}
		}
	}
	for at, p := range places {
		fmt.Printf("%-8s %7d patients: a request p50 %s p99 %s, a day of %d requests p50 %s p99 %s\n", engine, p.size,
			ms(rank(took[at], 50)), ms(rank(took[at], 99)), len(took[at])/len(whole[at]), ms(rank(whole[at], 50)), ms(rank(whole[at], 99)))
	}
	last := len(places) - 1
	fmt.Printf("%-8s p50 of a request grows %.2f times, of a day %.2f times, from %d to %d patients\n", engine,
		ratio(took[last], took[0]), ratio(whole[last], whole[0]), sizes[0], sizes[last])
	return nil
}

func ratio(a, b []time.Duration) float64 { return float64(rank(a, 50)) / float64(rank(b, 50)) }

func rank(all []time.Duration, percent int) time.Duration {
	sorted := slices.Sorted(slices.Values(all))
	return sorted[min(len(sorted)-1, len(sorted)*percent/100)]
}

func ms(d time.Duration) string { return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000) }

// times collects from many phones.
type times struct {
	mu  sync.Mutex
	all []time.Duration
}

func (t *times) add(more []time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.all = append(t.all, more...)
}
