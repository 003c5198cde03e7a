package fhirapi

import (
	"context"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"throughline/clinic/auth"
	"throughline/clinic/outcome"
)

type contextKey int

const (
	principalKey contextKey = iota
	noteKey
)

func withPrincipal(ctx context.Context, p auth.Principal) context.Context {
	return context.WithValue(ctx, principalKey, p)
}

func principalOf(ctx context.Context) (auth.Principal, bool) {
	p, ok := ctx.Value(principalKey).(auth.Principal)
	return p, ok
}

// note is what the log line of a request learns on the way.
type note struct {
	client string
	cause  error
}

func remember(ctx context.Context, client string) {
	if n, ok := ctx.Value(noteKey).(*note); ok {
		n.client = client
	}
}

// observe writes one line a request without health data: the route's pattern
// and not the address. A panic becomes a 500, its stack goes to the log.
func (a *API) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := a.Records.Now()
		n := &note{}
		r = r.WithContext(context.WithValue(r.Context(), noteKey, n))
		ww := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
		ww.Header().Set("X-Content-Type-Options", "nosniff")
		ww.Header().Set("Cache-Control", "no-store")
		defer func() {
			a.recovered(ww, r, recover())
			a.line(ww, r, n, a.Records.Now().Sub(start))
		}()
		next.ServeHTTP(ww, r)
	})
}

func (a *API) recovered(w middleware.WrapResponseWriter, r *http.Request, p any) {
	if p == nil {
		return
	}
	a.Logger.ErrorContext(r.Context(), "panic", "panic", p, "stack", string(debug.Stack()))
	if w.Status() == 0 {
		a.fail(w, r, outcome.Of(http.StatusInternalServerError, "exception", "Something went wrong on the server. It has been noted."))
	}
}

func (a *API) line(w middleware.WrapResponseWriter, r *http.Request, n *note, took time.Duration) {
	pattern := ""
	if c := chi.RouteContext(r.Context()); c != nil {
		pattern = c.RoutePattern()
	}
	level := slog.LevelInfo
	attrs := []slog.Attr{
		slog.String("method", r.Method), slog.String("route", pattern), slog.Int("status", w.Status()),
		slog.Duration("took", took), slog.Int("bytes", w.BytesWritten()), slog.String("client", n.client),
	}
	if n.cause != nil {
		level = slog.LevelError
		attrs = append(attrs, slog.String("error", n.cause.Error()))
	}
	a.Logger.LogAttrs(r.Context(), level, "request", attrs...)
}

// cors lets apps that run in a browser call the API. It reads no cookie, so any
// origin may.
func cors(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Access-Control-Allow-Origin", "*")
		h.Set("Access-Control-Expose-Headers", "ETag, Last-Modified, Location, Content-Location, Retry-After, WWW-Authenticate")
		if r.Method == http.MethodOptions && r.Header.Get("Access-Control-Request-Method") != "" {
			h.Set("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE")
			h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type, Accept, If-Match, If-None-Match, If-None-Exist, If-Modified-Since, Prefer")
			h.Set("Access-Control-Max-Age", "3600")
			w.WriteHeader(http.StatusNoContent)
			return
		}
		next.ServeHTTP(w, r)
	})
}
