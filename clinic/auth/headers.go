package auth

import (
	"net/http"
	"net/url"
	"path"

	"github.com/go-chi/chi/v5"
)

// contentPolicy allows no script and no frame. A browser holds form-action against the redirect
// that follows a form too, so the app's own place is named where one may follow.
func contentPolicy(redirect string) string {
	action := "'self'"
	if u, err := url.Parse(redirect); err == nil && u.Scheme != "" {
		action += " " + u.Scheme + ":"
		if u.Host != "" {
			action += "//" + u.Host
		}
	}
	return "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; form-action " + action +
		"; frame-ancestors 'none'; base-uri 'none'"
}

// secureHeaders are on every answer of the authorization server.
func (s *Server) secureHeaders(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", contentPolicy(""))
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		if s.secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}

var assetFiles = map[string]string{
	"style.css":    "pages/style.css",
	"regular.ttf":  "pages/fonts/regular.ttf",
	"semibold.ttf": "pages/fonts/semibold.ttf",
}

func (s *Server) serveAsset(w http.ResponseWriter, r *http.Request) {
	file, ok := assetFiles[chi.URLParam(r, "name")]
	if !ok {
		s.notFoundPage(w, r)
		return
	}
	w.Header().Set("Cache-Control", "public, max-age=3600")
	if path.Ext(file) == ".ttf" {
		w.Header().Set("Content-Type", "font/ttf")
	}
	http.ServeFileFS(w, r, pageFiles, file)
}
