package gate

import (
	"net/http"
	"time"
)

// Dated says in every answer what time it is by the server's own clock (RFC 9110,
// section 6.6.1), the one that stamps what is stored: clients compare theirs with it.
func Dated(now func() time.Time, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", now().UTC().Format(http.TimeFormat))
		next.ServeHTTP(w, r)
	})
}
