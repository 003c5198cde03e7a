package gate

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5/middleware"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics counts what a server does, for Prometheus. No label holds an address, an id, a name or
// anything else that somebody sends: each has a few values that are written down here.
type Metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	duration *prometheus.HistogramVec
	running  prometheus.Gauge
	limited  *prometheus.CounterVec
	signIns  *prometheus.CounterVec
}

// NewMetrics makes the metrics of one server.
func NewMetrics(version string) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "clinicd_http_requests_total", Help: "Requests answered.",
		}, []string{"area", "method", "status"}),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "clinicd_http_request_duration_seconds", Help: "Time from a request's first byte to the end of its answer.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
		}, []string{"area"}),
		running: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "clinicd_http_requests_running", Help: "Requests that are being answered.",
		}),
		limited: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "clinicd_http_requests_limited_total", Help: "Requests turned away with 429, by the limit that was reached.",
		}, []string{"limit"}),
		signIns: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "clinicd_auth_events_total", Help: "What happened at the authorization server, by the kind of its audit event.",
		}, []string{"kind"}),
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "clinicd_build_info", Help: "1, with the version.", ConstLabels: prometheus.Labels{"version": version},
	})
	build.Set(1)
	m.registry.MustRegister(
		m.requests, m.duration, m.running, m.limited, m.signIns, build,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	return m
}

// Limited counts a request that was turned away.
func (m *Metrics) Limited(limit string) { m.limited.WithLabelValues(limit).Inc() }

// AuthEvent counts an event of the authorization server.
func (m *Metrics) AuthEvent(kind string) { m.signIns.WithLabelValues(kind).Inc() }

// Observe counts requests and their time.
func (m *Metrics) Observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		m.running.Inc()
		ww := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
		defer func() {
			m.running.Dec()
			area := area(r.URL.Path)
			m.requests.WithLabelValues(area, method(r.Method), status(ww.Status())).Inc()
			m.duration.WithLabelValues(area).Observe(time.Since(start).Seconds())
		}()
		next.ServeHTTP(ww, r)
	})
}

// Handler answers Prometheus.
func (m *Metrics) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}))
	return mux
}

func area(path string) string {
	for _, segment := range strings.SplitN(path, "/", 5) {
		if slices.Contains([]string{"fhir", "auth", "healthz", "readyz"}, segment) {
			return segment
		}
	}
	return "other"
}

func method(m string) string {
	if slices.Contains([]string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}, m) {
		return m
	}
	return "other"
}

func status(code int) string {
	if code == 0 {
		code = http.StatusOK
	}
	return strconv.Itoa(code)
}
