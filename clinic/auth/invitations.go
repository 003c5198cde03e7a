package auth

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"
)

// invitationBody is an invitation as the app reads it. Code and URL are there once, when it is made.
type invitationBody struct {
	ID        string `json:"id"`
	FHIRUser  string `json:"fhirUser"`
	Name      string `json:"name,omitempty"`
	Code      string `json:"code,omitempty"`
	URL       string `json:"url,omitempty"`
	CreatedAt string `json:"created_at"`
	ExpiresAt string `json:"expires_at"`
}

func bodyOf(i Invitation) invitationBody {
	return invitationBody{
		ID: i.ID, FHIRUser: i.FHIRUser, Name: i.DisplayName,
		CreatedAt: i.CreatedAt.Format(time.RFC3339), ExpiresAt: i.ExpiresAt.Format(time.RFC3339),
	}
}

// clinicians may invite patients and those patients' loved ones.
var clinicians = []Role{RoleTherapist, RolePsychiatrist, RoleCareCoordinator}

// inviter gives the principal of a request if invitations are theirs to make: a patient's, clinical
// staff's or an administrator's, in the clinic's own app. What a stranger's app may do for a
// person does not include giving others a way in.
func (s *Server) inviter(r *http.Request) (Principal, error) {
	p, err := s.Authenticate(r)
	if err != nil {
		return p, err
	}
	client, err := s.store.Client(r.Context(), p.ClientID)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return p, unavailable(err)
	}
	if !client.Trusted || (p.Role != RolePatient && p.Role != RoleAdmin && !slices.Contains(clinicians, p.Role)) {
		return p, mayNotInvite
	}
	return p, nil
}

var mayNotInvite = &Error{Status: http.StatusForbidden, Code: "access_denied", Say: "You cannot invite this person."}

// mayInvite is who invites whom.
func mayInvite(p Principal, fhirUser string, person Person) bool {
	kind, _, _ := strings.Cut(fhirUser, "/")
	switch {
	case p.Role == RolePatient:
		return kind == "RelatedPerson" && p.PatientID != "" && person.PatientID == p.PatientID
	case p.Role == RoleAdmin:
		return kind == "Patient" || kind == "Practitioner"
	default:
		return slices.Contains(clinicians, p.Role) && (kind == "Patient" || kind == "RelatedPerson")
	}
}

// servePostInvitation makes a code for a person who is in the clinic's records.
func (s *Server) servePostInvitation(w http.ResponseWriter, r *http.Request) {
	made, err := s.postInvitation(w, r)
	if err != nil {
		s.writeError(w, r, err)
		return
	}
	body := bodyOf(made.Invitation)
	body.Code, body.URL = made.Code, made.URL
	noStore(w)
	writeJSON(w, http.StatusCreated, body)
}

func (s *Server) postInvitation(w http.ResponseWriter, r *http.Request) (Invited, error) {
	p, err := s.inviter(r)
	if err != nil {
		return Invited{}, err
	}
	var asked struct {
		FHIRUser string          `json:"fhirUser"`
		Role     Role            `json:"role"`
		Person   json.RawMessage `json:"relatedPerson"` // by a patient, of somebody who is not in the records yet
		Consent  json.RawMessage `json:"consent"`       // with it: what they open to this person
	}
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxFormBytes)).Decode(&asked); err != nil {
		return Invited{}, &Error{Status: http.StatusBadRequest, Code: "invalid_request", Say: "The body must be JSON with a fhirUser.", Cause: err}
	}
	if len(asked.Person) > 0 {
		if s.cfg.Family == nil || p.Role != RolePatient {
			return Invited{}, mayNotInvite
		}
		if asked.FHIRUser, err = s.cfg.Family.Name(r, p, asked.Person, asked.Consent); err != nil {
			return Invited{}, err
		}
	}
	// Of somebody who is not there and somebody whom one may not invite the same is said.
	person, err := s.cfg.Directory.Person(r.Context(), asked.FHIRUser)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return Invited{}, unavailable(err)
	}
	if err != nil || !mayInvite(p, asked.FHIRUser, person) {
		return Invited{}, mayNotInvite
	}
	made, err := s.Invite(r.Context(), NewInvitation{FHIRUser: asked.FHIRUser, Role: asked.Role, CreatedBy: p.UserID})
	switch {
	case errors.Is(err, ErrHasAccount):
		return Invited{}, &Error{Status: http.StatusConflict, Code: "has_account", Say: "This person has an account already."}
	case errors.Is(err, errRole):
		return Invited{}, badRequest("invalid_request", "The role does not fit this person.")
	case err != nil:
		return Invited{}, unavailable(err)
	}
	if err := s.invitedLovedOne(r.Context(), made.Invitation); err != nil {
		return Invited{}, unavailable(err)
	}
	return made, s.record(r, Event{Kind: EventInvited, About: made.FHIRUser, PatientID: made.PatientID}.byPrincipal(p))
}

// serveInvitations lists what is open of those that the person made or that open their own record.
func (s *Server) serveInvitations(w http.ResponseWriter, r *http.Request) {
	open, err := s.openInvitations(r)
	if err != nil {
		s.writeError(w, r, err)
		return
	}
	list := make([]invitationBody, 0, len(open))
	for _, i := range open {
		list = append(list, bodyOf(i))
	}
	noStore(w)
	writeJSON(w, http.StatusOK, map[string][]invitationBody{"invitations": list})
}

func (s *Server) openInvitations(r *http.Request) ([]Invitation, error) {
	p, err := s.inviter(r)
	if err != nil {
		return nil, err
	}
	open, err := s.store.OpenInvitations(r.Context(), p.UserID, p.PatientID, s.now())
	if err != nil {
		return nil, unavailable(err)
	}
	return open, nil
}

// serveWithdraw takes an invitation back, by its id or its code.
func (s *Server) serveWithdraw(w http.ResponseWriter, r *http.Request) {
	if err := s.withdraw(r); err != nil {
		s.writeError(w, r, err)
		return
	}
	noStore(w)
	w.WriteHeader(http.StatusNoContent)
}

func (s *Server) withdraw(r *http.Request) error {
	p, err := s.inviter(r)
	if err != nil {
		return err
	}
	open, err := s.store.OpenInvitations(r.Context(), p.UserID, p.PatientID, s.now())
	if err != nil {
		return unavailable(err)
	}
	id := chi.URLParam(r, "id")
	hash := s.invitationHash(normalUserCode(id))
	at := slices.IndexFunc(open, func(i Invitation) bool { return i.ID == id || i.CodeHash == hash })
	notThere := &Error{Status: http.StatusNotFound, Code: "not_found", Say: "No invitation of yours that is still open has this id."}
	if at < 0 {
		return notThere
	}
	switch err := s.store.EndInvitation(r.Context(), open[at].ID, s.now()); {
	case errors.Is(err, ErrNotFound):
		return notThere
	case err != nil:
		return unavailable(err)
	}
	return s.record(r, Event{
		Kind: EventInvitationWithdrawn, About: open[at].FHIRUser, PatientID: open[at].PatientID,
	}.byPrincipal(p))
}
