package smart

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"golang.org/x/oauth2"

	"throughline/care"
)

// maxConnections bounds a list that a person is to read.
const maxConnections = 50

// Connections lists the patients who share with a loved one, where the clinic lets one account lead to several
// (throughline_connections_endpoint of its SMART configuration); elsewhere, and for everybody else, none.
func (s *Session) Connections(ctx context.Context) ([]care.Connection, error) {
	clinic, err := s.discovered(ctx)
	if err != nil || !clinic.trusts(clinic.Connections) {
		return nil, err
	}
	body, err := s.askOwn(ctx, http.MethodGet, clinic.Connections)
	var status badStatus
	if errors.As(err, &status) && (status == http.StatusForbidden || status == http.StatusNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return parseConnections(body)
}

func parseConnections(body []byte) ([]care.Connection, error) {
	var answer struct {
		Connections []struct {
			FHIRUser string `json:"fhirUser"`
			Name     string `json:"name"`
			Current  bool   `json:"current"`
		} `json:"connections"`
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return nil, because(ErrFailed, errors.New("the list of connections cannot be read"))
	}
	var out []care.Connection
	for _, x := range answer.Connections {
		if x.FHIRUser != "" && len(out) < maxConnections {
			out = append(out, care.Connection{Ref: x.FHIRUser, Name: line(x.Name), Current: x.Current})
		}
	}
	return out, nil
}

// Turned is a sign-in for another of a person's connections, of which nothing is kept yet.
type Turned struct {
	client *Client
	clinic *Clinic
	grant  grant
}

// Turn asks for a sign-in for another connection. This one goes on.
func (s *Session) Turn(ctx context.Context, ref string) (*Turned, error) {
	clinic, err := s.discovered(ctx)
	if err != nil {
		return nil, err
	}
	if !clinic.trusts(clinic.Connections) {
		return nil, because(ErrFailed, errors.New("the clinic has one connection for each account"))
	}
	body, err := json.Marshal(map[string]string{"fhirUser": ref})
	if err != nil {
		return nil, because(ErrFailed, err)
	}
	token, err := s.AccessToken(ctx)
	if err != nil {
		return nil, err
	}
	answer, err := s.postTurn(ctx, clinic.Connections, token, body)
	var status badStatus
	if errors.As(err, &status) && status == http.StatusUnauthorized {
		if token, err = s.token(ctx, token); err == nil {
			answer, err = s.postTurn(ctx, clinic.Connections, token, body)
		}
	}
	if err != nil {
		return nil, err
	}
	tok, extra := new(oauth2.Token), map[string]any{}
	if errors.Join(json.Unmarshal(answer, tok), json.Unmarshal(answer, &extra)) != nil {
		return nil, because(ErrFailed, errors.New("the answer is no token"))
	}
	g, err := s.client.grant(tok.WithExtra(extra))
	if err != nil {
		return nil, err
	}
	return &Turned{s.client, clinic, g}, nil
}

// Begin makes a session of it. The refresh token is with the keeper before it returns.
func (t *Turned) Begin(ctx context.Context, keeper TokenKeeper) (*Session, error) {
	return t.client.begin(ctx, t.clinic, keeper, t.grant, "")
}

func (s *Session) postTurn(ctx context.Context, address string, token Secret, body []byte) ([]byte, error) {
	answer, status, err := s.post(ctx, address, token, body)
	if err == nil && status != http.StatusCreated {
		err = because(ErrFailed, badStatus(status))
	}
	return answer, err
}

// post sends a document with a token. An answer that does not come, or says that the server is busy, is an error.
func (s *Session) post(ctx context.Context, address string, token Secret, body []byte) (answer []byte, status int, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return nil, 0, because(ErrFailed, err)
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("Content-Type", "application/json")
	resp, err := s.client.http().Do(withToken(req, token))
	if err != nil {
		if errors.Is(err, context.Canceled) {
			return nil, 0, err
		}
		return nil, 0, because(ErrUnreachable, err)
	}
	defer func() { _ = resp.Body.Close() }()
	answer, err = io.ReadAll(io.LimitReader(resp.Body, maxBody))
	switch {
	case resp.StatusCode >= 500 || resp.StatusCode == http.StatusTooManyRequests:
		return nil, resp.StatusCode, because(ErrBusy, badStatus(resp.StatusCode))
	case resp.StatusCode < 300 && err != nil:
		return nil, resp.StatusCode, because(ErrUnreachable, err)
	}
	return answer, resp.StatusCode, nil
}
