package smart

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"throughline/care"
)

// Faults of an invitation.
var (
	ErrNoInvitations = &care.Fault{Code: "no-invitations", Say: "Your clinic does not offer this yet. Ask your team to invite the person."}
	ErrNotInvited    = &care.Fault{Code: "not-invited", Say: "Your clinic did not make a code. Nothing is shared. Check the name and try again, or ask your clinic."}
	ErrNotWithdrawn  = &care.Fault{Code: "not-withdrawn", Say: "The code could not be taken back. It may still work. Try again."}
	ErrCodeOver      = &care.Fault{Code: "code-over", Say: "This code was used already, or it has ended. If it was not the right person, ask who runs your sign-ins."}
	ErrHasJoined     = &care.Fault{Code: "has-joined", Say: "This person has joined already. They need no code."}
)

// OffersInvitations says whether patients can invite loved ones here.
func (s *Session) OffersInvitations(ctx context.Context) (bool, error) {
	clinic, err := s.discovered(ctx)
	if err != nil {
		return false, err
	}
	return clinic.trusts(clinic.Invitations), nil
}

// Invite asks for a one-time code for a loved one: for somebody new with the person
// and the consent as FHIR resources, for somebody who is known with their reference.
func (s *Session) Invite(ctx context.Context, known string, person, consent json.RawMessage) (care.Invited, error) {
	clinic, err := s.discovered(ctx)
	if err != nil {
		return care.Invited{}, err
	}
	if !clinic.trusts(clinic.Invitations) {
		return care.Invited{}, ErrNoInvitations
	}
	body, err := json.Marshal(struct {
		FHIRUser string          `json:"fhirUser,omitempty"`
		Person   json.RawMessage `json:"relatedPerson,omitempty"`
		Consent  json.RawMessage `json:"consent,omitempty"`
	}{known, person, consent})
	if err != nil {
		return care.Invited{}, because(ErrFailed, err)
	}
	token, err := s.AccessToken(ctx)
	if err != nil {
		return care.Invited{}, err
	}
	made, err := s.postInvitation(ctx, clinic.Invitations, token, body)
	var status badStatus
	if errors.As(err, &status) && status == http.StatusUnauthorized {
		if token, err = s.token(ctx, token); err == nil {
			made, err = s.postInvitation(ctx, clinic.Invitations, token, body)
		}
	}
	return made, err
}

// Withdraw takes a code back that was made: nobody can use it any more. Of one
// that was used, or has ended, ErrCodeOver says so.
func (s *Session) Withdraw(ctx context.Context, code string) error {
	clinic, err := s.discovered(ctx)
	if err != nil {
		return err
	}
	if !clinic.trusts(clinic.Invitations) {
		return ErrNoInvitations
	}
	token, err := s.AccessToken(ctx)
	if err != nil {
		return err
	}
	address := strings.TrimSuffix(clinic.Invitations, "/") + "/" + url.PathEscape(code)
	err = s.deleteInvitation(ctx, address, token)
	var status badStatus
	if errors.As(err, &status) && status == http.StatusUnauthorized {
		if token, err = s.token(ctx, token); err == nil {
			err = s.deleteInvitation(ctx, address, token)
		}
	}
	return err
}

func (s *Session) deleteInvitation(ctx context.Context, address string, token Secret) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodDelete, address, http.NoBody)
	if err != nil {
		return because(ErrFailed, err)
	}
	resp, err := s.client.http().Do(withToken(req, token))
	if err != nil {
		if errors.Is(err, context.Canceled) {
			return err
		}
		return because(ErrUnreachable, err)
	}
	defer func() { _ = resp.Body.Close() }()
	switch {
	case resp.StatusCode == http.StatusNotFound:
		return because(ErrCodeOver, badStatus(resp.StatusCode))
	case resp.StatusCode < 300:
		return nil
	case resp.StatusCode >= 500 || resp.StatusCode == http.StatusTooManyRequests:
		return because(ErrBusy, badStatus(resp.StatusCode))
	}
	return because(ErrNotWithdrawn, badStatus(resp.StatusCode))
}

func (s *Session) postInvitation(ctx context.Context, address string, token Secret, body []byte) (care.Invited, error) {
	answer, status, err := s.post(ctx, address, token, body)
	switch {
	case err != nil:
		return care.Invited{}, err
	case status == http.StatusConflict:
		return care.Invited{}, because(ErrHasJoined, badStatus(status))
	case status != http.StatusCreated:
		return care.Invited{}, because(ErrNotInvited, badStatus(status))
	}
	return parseInvited(answer)
}

func parseInvited(answer []byte) (out care.Invited, err error) {
	var made struct {
		FHIRUser string `json:"fhirUser"`
		Code     string `json:"code"`
		URL      string `json:"url"`
		Expires  string `json:"expires_at"`
	}
	if err := json.Unmarshal(answer, &made); err != nil {
		return out, because(ErrFailed, errors.New("the invitation cannot be read"))
	}
	page, err := url.Parse(made.URL)
	if err != nil || !isSecure(page) || strings.TrimSpace(made.Code) == "" || line(made.Code) != made.Code {
		return out, because(ErrFailed, errors.New("the invitation is none"))
	}
	out = care.Invited{Ref: made.FHIRUser, Code: made.Code, Address: page.String()}
	out.Expires, _ = time.Parse(time.RFC3339, made.Expires) // zero where the server says none
	return out, nil
}
