package auth

import (
	"encoding/json"
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
)

func writeJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // nobody is left to tell
}

// noStore keeps an answer with tokens out of every cache (RFC 6749 section 5.1).
func noStore(w http.ResponseWriter) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Pragma", "no-cache")
}

// writeError answers an app with the error form of RFC 6749 section 5.2.
func (s *Server) writeError(w http.ResponseWriter, r *http.Request, err error) {
	e := asError(err)
	s.log(r, e)
	noStore(w)
	if e.Wait > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(e.Wait.Seconds()))))
	}
	switch e.Status {
	case http.StatusServiceUnavailable:
		w.Header().Set("Retry-After", "30")
	case http.StatusUnauthorized:
		if e.Code == "invalid_client" {
			w.Header().Set("WWW-Authenticate", `Basic realm="token"`)
		} else {
			w.Header().Set("WWW-Authenticate", e.Challenge())
		}
	}
	body := map[string]string{"error": e.Code, "error_description": e.Say}
	if e.Reason != "" {
		body["reason"] = e.Reason
	}
	writeJSON(w, e.Status, body)
}

func (s *Server) log(r *http.Request, e *Error) {
	level := slog.LevelInfo
	if e.Status >= http.StatusInternalServerError {
		level = slog.LevelError
	}
	s.cfg.Logger.Log(r.Context(), level, "auth refused", "route", route(r), "code", e.Code, "say", e.Say, "cause", e.Cause)
}

// route is the pattern that a request matched: its address may hold a code or an id.
func route(r *http.Request) string {
	if c := chi.RouteContext(r.Context()); c != nil {
		return c.RoutePattern()
	}
	return ""
}

// observe writes one line for each request, without its address.
func (s *Server) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		ww := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
		next.ServeHTTP(ww, r)
		s.cfg.Logger.InfoContext(r.Context(), "request", "method", r.Method, "route", "auth"+route(r),
			"status", ww.Status(), "took", time.Since(start), "bytes", ww.BytesWritten())
	})
}
