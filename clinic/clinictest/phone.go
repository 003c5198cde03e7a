// Package clinictest signs in at a running clinic's server as a phone does, page
// by page, and then asks its FHIR API. It is for tests and measurements.
package clinictest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"

	"golang.org/x/oauth2"
)

// Phone is somebody who is signed in. It is safe for concurrent use.
type Phone struct {
	Base    string // of the clinic, without /fhir
	Patient string // whose record it opened, as the token response says
	Token   string
	Client  *http.Client
}

const (
	callback = "http://127.0.0.1:1/callback"
	scopes   = "openid fhirUser offline_access launch/patient patient/*.cruds user/*.cruds"
)

var (
	formAction = regexp.MustCompile(`<form [^>]*action="([^"]+)"`)
	formToken  = regexp.MustCompile(`name="csrf" value="([^"]+)"`)
)

// SignIn goes through the clinic's pages (RFC 6749 section 4.1, with PKCE).
func SignIn(ctx context.Context, base, username, password string) (*Phone, error) {
	return SignInBy(ctx, http.DefaultClient, base, username, password)
}

// SignInBy is SignIn by a client of the caller's.
func SignInBy(ctx context.Context, client *http.Client, base, username, password string) (*Phone, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	b := browser{&http.Client{Transport: client.Transport, Jar: jar, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(r.URL.String(), callback) {
			return http.ErrUseLastResponse
		}
		return nil
	}}}
	verifier := oauth2.GenerateVerifier()
	page, at, err := b.get(ctx, base+"/auth/authorize?"+url.Values{
		"response_type": {"code"}, "client_id": {"throughline"}, "redirect_uri": {callback}, "scope": {scopes},
		"state": {oauth2.GenerateVerifier()}, "nonce": {oauth2.GenerateVerifier()}, "aud": {base + "/fhir"},
		"code_challenge": {oauth2.S256ChallengeFromVerifier(verifier)}, "code_challenge_method": {"S256"},
	}.Encode())
	if err == nil {
		page, at, err = b.submit(ctx, base, page, url.Values{"username": {username}, "password": {password}})
	}
	if err == nil && at == nil {
		page, at, err = b.submit(ctx, base, page, url.Values{"decision": {"allow"}})
	}
	if err != nil {
		return nil, err
	}
	if at == nil || at.Query().Get("code") == "" {
		return nil, fmt.Errorf("no code for %s: %v %s", username, at, page)
	}
	return exchange(ctx, client, base, at.Query().Get("code"), verifier)
}

func exchange(ctx context.Context, client *http.Client, base, code, verifier string) (*Phone, error) {
	body, _, err := browser{client}.post(ctx, base+"/auth/token", url.Values{
		"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {callback},
		"client_id": {"throughline"}, "code_verifier": {verifier},
	})
	if err != nil {
		return nil, err
	}
	var answer struct {
		Token   string `json:"access_token"`
		Patient string `json:"patient"`
	}
	if err := json.Unmarshal([]byte(body), &answer); err != nil || answer.Token == "" {
		return nil, fmt.Errorf("no token: %s", body)
	}
	return &Phone{Base: base, Patient: answer.Patient, Token: answer.Token, Client: client}, nil
}

type browser struct{ *http.Client }

// do gives the page's text, and where it sent the browser if that left the clinic.
func (b browser) do(r *http.Request) (string, *url.URL, error) {
	res, err := b.Client.Do(r)
	if err != nil {
		return "", nil, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return "", nil, err
	}
	if res.StatusCode >= http.StatusBadRequest {
		return "", nil, fmt.Errorf("%s: %s: %s", r.URL.Path, res.Status, body)
	}
	at, err := res.Location()
	if errors.Is(err, http.ErrNoLocation) {
		return string(body), nil, nil
	}
	return string(body), at, err
}

func (b browser) get(ctx context.Context, address string) (string, *url.URL, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return "", nil, err
	}
	return b.do(r)
}

func (b browser) post(ctx context.Context, address string, form url.Values) (string, *url.URL, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		return "", nil, err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.do(r)
}

// submit sends the page's form with what a person filled in.
func (b browser) submit(ctx context.Context, base, page string, form url.Values) (string, *url.URL, error) {
	action, token := formAction.FindStringSubmatch(page), formToken.FindStringSubmatch(page)
	if action == nil || token == nil {
		return "", nil, fmt.Errorf("no form on the page: %s", page)
	}
	form.Set("csrf", html.UnescapeString(token[1]))
	to, err := url.Parse(base)
	if err != nil {
		return "", nil, err
	}
	if to, err = to.Parse(html.UnescapeString(action[1])); err != nil {
		return "", nil, err
	}
	return b.post(ctx, to.String(), form)
}

// Answer is what the FHIR API said.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Do sends a request to the FHIR API. path is below its base; headers are
// "Name: value".
func (p *Phone) Do(ctx context.Context, method, path, body string, headers ...string) (Answer, error) {
	r, err := http.NewRequestWithContext(ctx, method, p.Base+"/fhir/"+path, bytes.NewReader([]byte(body)))
	if err != nil {
		return Answer{}, err
	}
	r.Header.Set("Authorization", "Bearer "+p.Token)
	if body != "" {
		r.Header.Set("Content-Type", "application/fhir+json")
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Set(name, value)
	}
	res, err := p.Client.Do(r)
	if err != nil {
		return Answer{}, err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	return Answer{res.StatusCode, res.Header, raw}, err
}
