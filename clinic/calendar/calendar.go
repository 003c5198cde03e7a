// Package calendar serves a patient's appointments to their own calendar, under
// an address that cannot be guessed and that they make and take back themselves.
// Who has the address sees when there are appointments, and nothing else.
package calendar

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"throughline/care"
	"throughline/clinic/auth"
	"throughline/clinic/records"
	"throughline/clinic/search"
	"throughline/clinic/store"
	"throughline/ical"
	"throughline/profile"
)

// Feeds keeps the addresses' tokens.
type Feeds interface {
	Feed(ctx context.Context, clinic, patient string) (token string, err error)
	FeedOf(ctx context.Context, clinic, token string) (patient string, err error)
	PutFeed(ctx context.Context, clinic, patient, token string, now time.Time) error
	DropFeed(ctx context.Context, clinic, patient string) error
}

// Config is what a clinic's calendar is made of. All is required.
type Config struct {
	ClinicID     string
	Base         string // where Handler is mounted, such as https://clinic.example/calendar
	Feeds        Feeds
	Records      *records.Service
	Authenticate func(*http.Request) (auth.Principal, error)
	Now          func() time.Time
	Logger       *slog.Logger
}

// words are those of every calendar: the same for all, in the language of the
// clinic's server.
var words = ical.Words{Title: "Appointment", Name: "Appointments"}

// kept is how long a session stays in the calendar after it began.
const kept = 7 * 24 * time.Hour

type server struct{ Config }

// Handler answers below Base: GET, POST and DELETE of Base itself for the
// patient who is signed in, and GET of TOKEN.ics for whoever has the address.
func Handler(cfg Config) http.Handler {
	s := &server{cfg}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /calendar", s.own(s.tell))
	mux.HandleFunc("POST /calendar", s.own(s.make))
	mux.HandleFunc("DELETE /calendar", s.own(s.drop))
	mux.HandleFunc("GET /calendar/{file}", s.serve)
	return mux
}

// own lets a patient in who may read their own appointments.
func (s *server) own(do func(context.Context, string) (string, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		p, err := s.Authenticate(r)
		switch {
		case err != nil:
			w.Header().Set("WWW-Authenticate", `Bearer realm="fhir"`)
			http.Error(w, "sign in first", http.StatusUnauthorized)
			return
		case p.Role != auth.RolePatient || p.PatientID == "":
			http.Error(w, "only a patient has a calendar address", http.StatusForbidden)
			return
		case !p.Scopes.Allows("Appointment", 'r') || !p.Scopes.Allows("Appointment", 's'):
			// An address opens what the token must open too.
			http.Error(w, "the token does not reach appointments", http.StatusForbidden)
			return
		}
		token, err := do(r.Context(), p.PatientID)
		if err != nil {
			s.Logger.ErrorContext(r.Context(), "calendar address", "error", err)
			http.Error(w, "the clinic's data cannot be read; try again in a moment", http.StatusServiceUnavailable)
			return
		}
		var answer struct {
			Address string `json:"address"`
		}
		if token != "" {
			answer.Address = s.Base + "/" + token + ".ics"
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(answer) // the caller has gone; there is nobody to tell
	}
}

func (s *server) tell(ctx context.Context, patient string) (string, error) {
	token, err := s.Feeds.Feed(ctx, s.ClinicID, patient)
	if errors.Is(err, store.ErrNotFound) {
		return "", nil
	}
	return token, err
}

func (s *server) make(ctx context.Context, patient string) (string, error) {
	raw := make([]byte, 32)
	_, _ = rand.Read(raw) // never fails: crypto/rand
	token := base64.RawURLEncoding.EncodeToString(raw)
	return token, s.Feeds.PutFeed(ctx, s.ClinicID, patient, token, s.Now())
}

func (s *server) drop(ctx context.Context, patient string) (string, error) {
	return "", s.Feeds.DropFeed(ctx, s.ClinicID, patient)
}

// serve gives the calendar. An address that was taken back looks like one that
// never was.
func (s *server) serve(w http.ResponseWriter, r *http.Request) {
	token, ok := strings.CutSuffix(r.PathValue("file"), ".ics")
	if !ok || len(token) != base64.RawURLEncoding.EncodedLen(32) {
		http.NotFound(w, r)
		return
	}
	patient, err := s.Feeds.FeedOf(r.Context(), s.ClinicID, token)
	if errors.Is(err, store.ErrNotFound) {
		http.NotFound(w, r)
		return
	}
	var sessions []care.Session
	if err == nil {
		sessions, err = s.sessions(r, patient)
	}
	if err != nil {
		s.Logger.ErrorContext(r.Context(), "calendar", "error", err)
		w.Header().Set("Retry-After", "60")
		http.Error(w, "try again in a moment", http.StatusServiceUnavailable)
		return
	}
	body := ical.Write(sessions, words)
	sum := sha256.Sum256(body)
	h := w.Header()
	h.Set("Content-Type", ical.ContentType)
	h.Set("ETag", `"`+hex.EncodeToString(sum[:16])+`"`)
	h.Set("Cache-Control", "private, max-age=900")
	h.Set("X-Robots-Tag", "noindex")
	h.Set("Referrer-Policy", "no-referrer")
	http.ServeContent(w, r, "", time.Time{}, strings.NewReader(string(body)))
}

// sessions reads the patient's appointments with the patient's own rights, so
// that access and audit are those of every other read.
func (s *server) sessions(r *http.Request, patient string) ([]care.Session, error) {
	address, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		address = r.RemoteAddr
	}
	call := records.Call{Address: address, Principal: auth.Principal{
		ClinicID: s.ClinicID, ClientID: "calendar-address", Role: auth.RolePatient,
		FHIRUser: "Patient/" + patient, PatientID: patient, Scopes: auth.ParseScopes("patient/Appointment.rs patient/EpisodeOfCare.rs"),
	}}
	of := "Patient/" + patient
	since := s.Now().Add(-kept).UTC().Format(time.RFC3339)
	raw, err := s.all(r.Context(), call, "Appointment", url.Values{"patient": {of}, "date": {"ge" + since}, "_count": {"200"}})
	if err != nil {
		return nil, err
	}
	stays, err := s.all(r.Context(), call, "EpisodeOfCare", url.Values{"patient": {of}, "_count": {"200"}})
	if err != nil {
		return nil, err
	}
	set, _ := profile.Of(append(raw, stays...)) // what cannot be read is left out
	chart, _ := profile.Chart(set, profile.Viewer{FHIRUser: of})
	return chart.Sessions, nil
}

// all reads every page of a search.
func (s *server) all(ctx context.Context, call records.Call, typ string, asked url.Values) ([][]byte, error) {
	q, err := search.Parse(typ, asked)
	if err != nil {
		return nil, err
	}
	var raw [][]byte
	for {
		found, err := s.Records.Search(ctx, call, q, asked.Encode())
		if err != nil {
			return nil, err
		}
		for _, hit := range found.Hits {
			raw = append(raw, hit.Body)
		}
		if q.After = found.Next; q.After == nil {
			return raw, nil
		}
	}
}
