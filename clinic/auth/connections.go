package auth

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"time"
)

// Connection is one patient's record to which a loved one's account leads, with who they are there: each patient
// names them and shares with them apart from the others.
type Connection struct {
	FHIRUser    string
	PatientID   string
	DisplayName string // as that patient calls them
}

// ConnectionStore keeps the connections of an account beside the one that it was made for.
type ConnectionStore interface {
	// Connections gives them, the oldest first.
	Connections(ctx context.Context, userID string) ([]Connection, error)
	// Connect ends an open invitation and adds what it is for, both or neither. ErrNotFound where it is
	// not open, or somebody signs in as this person already.
	Connect(ctx context.Context, invitationID, userID string, c Connection, at time.Time) error
}

func (u User) connection() Connection { return Connection{u.FHIRUser, u.PatientID, u.DisplayName} }

func (u User) as(c Connection) User {
	u.FHIRUser, u.PatientID, u.DisplayName = c.FHIRUser, c.PatientID, c.DisplayName
	return u
}

// connections gives those of an account that somebody still shares by; where none does, the one that it was made for.
func (s *Server) connections(ctx context.Context, u User) ([]Connection, error) {
	if u.Role != RoleRelatedPerson {
		return []Connection{u.connection()}, nil
	}
	more, err := s.store.Connections(ctx, u.ID)
	if err != nil {
		return nil, unavailable(err)
	}
	if len(more) == 0 {
		return []Connection{u.connection()}, nil
	}
	own, err := s.store.User(ctx, u.ID) // u may be as another
	if err != nil {
		return nil, unavailable(err)
	}
	var open []Connection
	for _, c := range append([]Connection{own.connection()}, more...) {
		stands := s.cfg.Family == nil
		if !stands {
			if stands, err = s.cfg.Family.Expected(ctx, c.FHIRUser); err != nil {
				return nil, unavailable(err)
			}
		}
		if stands {
			open = append(open, c)
		}
	}
	if len(open) == 0 {
		open = []Connection{own.connection()}
	}
	return open, nil
}

// whomParam says in the address of a page which connection was chosen.
const whomParam = "connection"

// whom gives a user as who they come as (SMART App Launch 2.2, launch/patient: who has several patients chooses one).
// Where that is not chosen yet it sends the browser to the page that asks, and gives false.
func (s *Server) whom(w http.ResponseWriter, r *http.Request, query url.Values, u User) (User, bool) {
	all, err := s.connections(r.Context(), u)
	if err != nil {
		s.errorPage(w, r, err)
		return u, false
	}
	if len(all) == 1 {
		return u.as(all[0]), true
	}
	if i := slices.IndexFunc(all, func(c Connection) bool { return c.FHIRUser == query.Get(whomParam) }); i >= 0 {
		return u.as(all[i]), true
	}
	s.goOn(w, r, "/choose", query)
	return u, false
}

// nameOf is how the patient of a connection is called.
func (s *Server) nameOf(ctx context.Context, c Connection) (string, error) {
	p, err := s.cfg.Directory.Person(ctx, "Patient/"+c.PatientID)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return "", unavailable(err)
	}
	return p.Name, nil
}

// connectionBody is a connection as the app reads it.
type connectionBody struct {
	FHIRUser string `json:"fhirUser"`
	Name     string `json:"name,omitempty"` // of the patient
	Current  bool   `json:"current"`
}

// serveConnections lists those of whoever asks.
func (s *Server) serveConnections(w http.ResponseWriter, r *http.Request) {
	list, err := s.ownConnections(r)
	if err != nil {
		s.writeError(w, r, err)
		return
	}
	noStore(w)
	writeJSON(w, http.StatusOK, map[string][]connectionBody{"connections": list})
}

func (s *Server) ownConnections(r *http.Request) ([]connectionBody, error) {
	p, all, err := s.connectionsOf(r)
	if err != nil {
		return nil, err
	}
	list := make([]connectionBody, 0, len(all))
	for _, c := range all {
		name, err := s.nameOf(r.Context(), c)
		if err != nil {
			return nil, err
		}
		list = append(list, connectionBody{c.FHIRUser, name, c.FHIRUser == p.FHIRUser})
	}
	return list, nil
}

// connectionsOf gives what the principal's account leads to, in the clinic's own app: what a person has with another
// patient is no stranger's app's to learn.
func (s *Server) connectionsOf(r *http.Request) (Principal, []Connection, error) {
	p, err := s.Authenticate(r)
	if err != nil {
		return p, nil, err
	}
	client, err := s.store.Client(r.Context(), p.ClientID)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return p, nil, unavailable(err)
	}
	if !client.Trusted || p.Role != RoleRelatedPerson {
		return p, nil, &Error{Status: http.StatusForbidden, Code: "access_denied", Say: "This sign-in leads to one person alone."}
	}
	all, err := s.connections(r.Context(), User{ID: p.UserID, Role: p.Role, FHIRUser: p.FHIRUser, PatientID: p.PatientID})
	return p, all, err
}

// serveConnection gives another of a person's connections a sign-in of its own, which lasts no longer than this one.
func (s *Server) serveConnection(w http.ResponseWriter, r *http.Request) {
	answer, err := s.turn(w, r)
	if err != nil {
		s.writeError(w, r, err)
		return
	}
	noStore(w)
	writeJSON(w, http.StatusCreated, answer)
}

func (s *Server) turn(w http.ResponseWriter, r *http.Request) (tokenResponse, error) {
	p, all, err := s.connectionsOf(r)
	if err != nil {
		return tokenResponse{}, err
	}
	var asked struct {
		FHIRUser string `json:"fhirUser"`
	}
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxFormBytes)).Decode(&asked); err != nil {
		return tokenResponse{}, &Error{Status: http.StatusBadRequest, Code: "invalid_request", Say: "The body must be JSON with a fhirUser.", Cause: err}
	}
	i := slices.IndexFunc(all, func(c Connection) bool { return c.FHIRUser == asked.FHIRUser })
	if i < 0 {
		return tokenResponse{}, &Error{Status: http.StatusNotFound, Code: "not_found", Say: "No connection of yours is with this person."}
	}
	ctx := r.Context()
	before, user, err := s.standing(ctx, p.GrantID)
	if err != nil {
		return tokenResponse{}, err
	}
	client, err := s.store.Client(ctx, before.ClientID)
	if err != nil {
		return tokenResponse{}, unavailable(err)
	}
	user = user.as(all[i])
	next := s.newGrant(user, client, ParseScopes(before.Scopes), before.Device)
	if before.ExpiresAt.Before(next.ExpiresAt) {
		next.ExpiresAt = before.ExpiresAt
	}
	event := Event{Kind: EventConnectionChosen, ClientID: client.ID, GrantID: next.ID, About: user.FHIRUser}.byPrincipal(p)
	if err := s.record(r, event); err != nil {
		return tokenResponse{}, err
	}
	if err := s.store.AddGrant(ctx, next); err != nil {
		return tokenResponse{}, unavailable(err)
	}
	return s.firstTokens(r, next, user, "")
}
