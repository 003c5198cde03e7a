package auth

import (
	"crypto/rand"
	"errors"
	"math/big"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"
)

const (
	deviceTTL      = 15 * time.Minute
	deviceInterval = 5 * time.Second
	// No vowels, so no words; no letters that look like digits (RFC 8628 section 6.1).
	userCodeLetters = "BCDFGHJKLMNPQRSTVWXZ"
	userCodeLength  = 8
)

// newCode gives a code of so many letters that people can type.
func newCode(length int) string {
	code := make([]byte, length)
	for i := range code {
		n, _ := rand.Int(rand.Reader, big.NewInt(int64(len(userCodeLetters)))) // does not fail: see crypto/rand
		code[i] = userCodeLetters[n.Int64()]
	}
	return string(code)
}

// lookalikes are what people read for a letter of a code, none of which is ever in one.
var lookalikes = map[rune]rune{'8': 'B', '6': 'G', '5': 'S', '2': 'Z', '1': 'L', 'I': 'L', '0': 'Q', 'O': 'Q', 'U': 'V'}

// normalUserCode makes of what people type the code that they were given: without the case, spaces and dashes that they
// add, in the letters of any keyboard, and with its letters for what they took them for.
func normalUserCode(typed string) string {
	return strings.Map(func(c rune) rune {
		if meant, ok := lookalikes[c]; ok {
			c = meant
		}
		if strings.ContainsRune(userCodeLetters, c) {
			return c
		}
		return -1
	}, strings.ToUpper(norm.NFKC.String(typed)))
}

// shownUserCode is the code as people read it.
func shownUserCode(code string) string {
	if len(code) != userCodeLength {
		return code
	}
	return code[:userCodeLength/2] + "-" + code[userCodeLength/2:]
}

type deviceResponse struct {
	DeviceCode              string `json:"device_code"`
	UserCode                string `json:"user_code"`
	VerificationURI         string `json:"verification_uri"`
	VerificationURIComplete string `json:"verification_uri_complete"`
	ExpiresIn               int64  `json:"expires_in"`
	Interval                int64  `json:"interval"`
}

// serveDeviceAuthorization starts a device authorization (RFC 8628 section 3.1).
func (s *Server) serveDeviceAuthorization(w http.ResponseWriter, r *http.Request) {
	answer, err := s.startDevice(w, r)
	if err != nil {
		s.writeError(w, r, err)
		return
	}
	noStore(w)
	writeJSON(w, http.StatusOK, answer)
}

func (s *Server) startDevice(w http.ResponseWriter, r *http.Request) (deviceResponse, error) {
	if err := readForm(w, r); err != nil {
		return deviceResponse{}, err
	}
	client, err := s.client(r)
	if err != nil {
		return deviceResponse{}, err
	}
	if client.ID == "" {
		return deviceResponse{}, invalidClient("client_id is missing.")
	}
	if !client.Device {
		return deviceResponse{}, badRequest("unauthorized_client", "This client may not use the device grant.")
	}
	scopes := ParseScopes(r.PostForm.Get("scope")).Intersect(ParseScopes(client.Scopes))
	if scopes.Empty() {
		return deviceResponse{}, badRequest("invalid_scope", "None of the scopes can be granted to this client.")
	}
	code := randomToken()
	device := Device{
		Hash: hashToken(code), ClientID: client.ID, Device: deviceName(r.PostForm.Get("device_name")), Scopes: scopes.String(), State: DevicePending,
		Interval: deviceInterval, ExpiresAt: s.now().Add(deviceTTL),
	}
	for {
		device.UserCode = newCode(userCodeLength)
		if err = s.store.AddDevice(r.Context(), device); !errors.Is(err, ErrExists) {
			break
		}
	}
	if err != nil {
		return deviceResponse{}, unavailable(err)
	}
	shown := shownUserCode(device.UserCode)
	return deviceResponse{
		DeviceCode: code, UserCode: shown, VerificationURI: s.cfg.Issuer + "/device",
		VerificationURIComplete: s.cfg.Issuer + "/device?user_code=" + shown,
		ExpiresIn:               int64(deviceTTL / time.Second), Interval: int64(deviceInterval / time.Second),
	}, nil
}

// exchangeDevice answers a device's poll (RFC 8628 section 3.4).
func (s *Server) exchangeDevice(r *http.Request, client Client) (tokenResponse, error) {
	ctx := r.Context()
	if client.ID == "" {
		return tokenResponse{}, invalidClient("client_id is missing.")
	}
	device, err := s.store.Device(ctx, hashToken(r.PostForm.Get("device_code")))
	if errors.Is(err, ErrNotFound) || (err == nil && device.ClientID != client.ID) {
		return tokenResponse{}, invalidGrant("The device code is not known.")
	}
	if err != nil {
		return tokenResponse{}, unavailable(err)
	}
	now := s.now()
	switch {
	case device.State == DeviceDenied:
		return tokenResponse{}, badRequest("access_denied", "The person did not allow it.")
	case !now.Before(device.ExpiresAt):
		return tokenResponse{}, badRequest("expired_token", "The device code has expired. Start again.")
	case device.State == DevicePending:
		return tokenResponse{}, s.pollPending(r, device, now)
	}
	grant, user, err := s.standing(ctx, device.GrantID)
	if err != nil {
		return tokenResponse{}, asGrantError(err)
	}
	first, err := s.store.SetDeviceState(ctx, device.Hash, DeviceApproved, DeviceDone, device.GrantID)
	if err != nil {
		return tokenResponse{}, unavailable(err)
	}
	if !first {
		return tokenResponse{}, invalidGrant("The device code was used before.")
	}
	return s.firstTokens(r, grant, user, "")
}

func (s *Server) pollPending(r *http.Request, device Device, now time.Time) error {
	refusal := badRequest("authorization_pending", "The person has not answered yet.")
	if !device.LastPoll.IsZero() && now.Sub(device.LastPoll) < device.Interval {
		device.Interval += deviceInterval
		refusal = badRequest("slow_down", "Wait five seconds longer between polls.")
	}
	if err := s.store.SetDevicePoll(r.Context(), device.Hash, now, device.Interval); err != nil {
		return unavailable(err)
	}
	return refusal
}

// errNoDevice says that a typed code is not one that waits for an answer.
var errNoDevice = errors.New("auth: no device waits with this code")

// deviceOf gives the device that waits with the user code in the address, and its client.
func (s *Server) deviceOf(r *http.Request) (Device, Client, error) {
	device, err := s.store.DeviceByUserCode(r.Context(), normalUserCode(r.URL.Query().Get("user_code")))
	if errors.Is(err, ErrNotFound) || (err == nil && (device.State != DevicePending || !s.now().Before(device.ExpiresAt))) {
		return Device{}, Client{}, errNoDevice
	}
	if err != nil {
		return Device{}, Client{}, unavailable(err)
	}
	client, err := s.store.Client(r.Context(), device.ClientID)
	if err != nil {
		return Device{}, Client{}, unavailable(err)
	}
	return device, client, nil
}

func (s *Server) deviceQuery(r *http.Request) url.Values {
	query := url.Values{"user_code": {shownUserCode(normalUserCode(r.URL.Query().Get("user_code")))}}
	for _, name := range []string{"lang", whomParam} {
		if value := r.URL.Query().Get(name); value != "" {
			query.Set(name, value)
		}
	}
	return query
}

// deviceErrand is signing in to answer a device. Whether the code is right is told only after the
// sign-in, so that codes cannot be guessed by a stranger.
func (s *Server) deviceErrand(r *http.Request) errand {
	query := s.deviceQuery(r)
	return errand{query: query, afterwards: func(w http.ResponseWriter, r *http.Request, _ User) {
		s.goOn(w, r, "/device", query)
	}}
}

// getDevice asks for the code, then for the sign-in, then for consent (RFC 8628 section 3.3).
func (s *Server) getDevice(w http.ResponseWriter, r *http.Request) {
	if normalUserCode(r.URL.Query().Get("user_code")) == "" {
		s.devicePage(w, r, "")
		return
	}
	user, ok, err := s.signedIn(r)
	if err != nil {
		s.errorPage(w, r, err)
		return
	}
	if !ok {
		s.signInPage(w, r, s.deviceErrand(r), signInForm{})
		return
	}
	device, client, err := s.deviceOf(r)
	switch {
	case errors.Is(err, errNoDevice):
		s.devicePage(w, r, "device.unknown")
	case err != nil:
		s.errorPage(w, r, err)
	default:
		if user, ok = s.whom(w, r, s.deviceQuery(r), user); !ok {
			return
		}
		s.deviceConsentPage(w, r, client, user, ParseScopes(device.Scopes).Intersect(mayAsk[user.Role]))
	}
}

// postDevice takes the person's answer to a device.
func (s *Server) postDevice(w http.ResponseWriter, r *http.Request) {
	user, ok, err := s.signedIn(r)
	if err != nil {
		s.errorPage(w, r, err)
		return
	}
	formErr := s.readOwnForm(w, r)
	if !ok || errors.Is(formErr, errForged) {
		s.signInPage(w, r, s.deviceErrand(r), signInForm{Notice: "signin.stale"})
		return
	}
	if formErr != nil {
		s.errorPage(w, r, formErr)
		return
	}
	if user, ok = s.whom(w, r, s.deviceQuery(r), user); !ok {
		return
	}
	device, client, err := s.deviceOf(r)
	if errors.Is(err, errNoDevice) {
		s.devicePage(w, r, "device.unknown")
		return
	}
	if err == nil {
		err = s.decideDevice(w, r, device, client, user)
	}
	if err != nil {
		s.errorPage(w, r, err)
	}
}

func (s *Server) decideDevice(w http.ResponseWriter, r *http.Request, device Device, client Client, user User) error {
	ctx := r.Context()
	scopes := ParseScopes(device.Scopes).Intersect(mayAsk[user.Role])
	event := Event{Kind: EventConsentRefused, ClientID: client.ID, Detail: scopes.String()}.by(user)
	state, page := DeviceDenied, "denied"
	if r.PostForm.Get("decision") == "allow" && !scopes.Empty() {
		grant, err := s.grant(ctx, user, client, scopes, device.Device)
		if err != nil {
			return unavailable(err)
		}
		event.Kind, event.GrantID = EventConsentGiven, grant.ID
		state, page = DeviceApproved, "done"
	}
	if err := s.record(r, event); err != nil {
		return err
	}
	moved, err := s.store.SetDeviceState(ctx, device.Hash, DevicePending, state, event.GrantID)
	if err != nil {
		return unavailable(err)
	}
	if !moved {
		s.devicePage(w, r, "device.unknown")
		return nil
	}
	if err := s.endSession(w, r); err != nil {
		return err
	}
	s.endPage(w, r, page, client)
	return nil
}
