package auth

import (
	"errors"
	"net/http"
	"net/url"
)

// errand is what somebody signs in for: an app's authorization request, or a device's.
type errand struct {
	client     Client
	query      url.Values // brings it back in the address of each page
	redirect   string     // where a form may end up besides here, for the content security policy
	afterwards func(w http.ResponseWriter, r *http.Request, user User)
}

// signInForm is what the sign-in page shows of the try before.
type signInForm struct {
	Username string
	// Keys of texts, or empty.
	UsernameError, PasswordError, Notice string
	Minutes                              int // to wait, where the notice speaks of it
}

func (a authorization) errand(s *Server) errand {
	return errand{client: a.client, query: a.query, redirect: a.redirect, afterwards: func(w http.ResponseWriter, r *http.Request, user User) {
		user, ok := s.whom(w, r, a.query, user)
		if !ok {
			return
		}
		agreed, err := s.store.HasConsent(r.Context(), user.ID, a.client.ID, a.granted(user).String())
		switch {
		case err != nil:
			s.errorPage(w, r, unavailable(err))
		case agreed:
			s.giveCode(w, r, a, user)
		default:
			s.goOn(w, r, "/authorize", a.query)
		}
	}}
}

// postSignIn takes name and password. The address holds the errand, which is checked again.
func (s *Server) postSignIn(w http.ResponseWriter, r *http.Request) {
	e, err := s.errandOf(r)
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	if err := s.readOwnForm(w, r); err != nil {
		if errors.Is(err, errForged) {
			s.signInPage(w, r, e, signInForm{Notice: "signin.stale"})
			return
		}
		s.errorPage(w, r, err)
		return
	}
	form := signInForm{Username: r.PostForm.Get("username")}
	password := Secret(r.PostForm.Get("password"))
	if form.Username == "" || len(form.Username) > maxName {
		form.UsernameError = "signin.username.empty"
	}
	if len(password) == 0 || len(password) > maxPassword {
		form.PasswordError = "signin.password.empty"
	}
	if form.UsernameError != "" || form.PasswordError != "" {
		s.signInPage(w, r, e, form)
		return
	}
	user, err := s.checkPassword(r.Context(), form.Username, password)
	if err != nil {
		s.signInFailed(w, r, e, form, user, err)
		return
	}
	s.admit(w, r, e, user)
}

func (s *Server) signInFailed(w http.ResponseWriter, r *http.Request, e errand, form signInForm, user User, err error) {
	event := Event{Kind: EventSignInFailed, ClientID: e.client.ID}.by(user)
	locked := (*lockedError)(nil)
	switch {
	case errors.As(err, &locked):
		event.Kind = EventSignInLocked
		form.lock(locked)
	case errors.Is(err, errWrongPassword):
		form.PasswordError = "signin.mismatch"
	default:
		s.errorPage(w, r, unavailable(err))
		return
	}
	if err := s.record(r, event); err != nil {
		s.errorPage(w, r, err)
		return
	}
	s.signInPage(w, r, e, form)
}

// errandOf reads what the address says somebody signs in for.
func (s *Server) errandOf(r *http.Request) (errand, error) {
	query := r.URL.Query()
	switch query.Get("for") {
	case "security":
		return s.securityErrand(r), nil
	case forJoin:
		return s.accountErrand(r)
	}
	return s.appErrand(r)
}

// appErrand is an app's or a device's request.
func (s *Server) appErrand(r *http.Request) (errand, error) {
	query := r.URL.Query()
	if query.Has("user_code") {
		return s.deviceErrand(r), nil
	}
	a, err := s.readAuthorization(r, query)
	if err != nil {
		return errand{}, err
	}
	return a.errand(s), nil
}

// postConsent takes the person's answer to what an app asks for.
func (s *Server) postConsent(w http.ResponseWriter, r *http.Request) {
	a, err := s.readAuthorization(r, r.URL.Query())
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	user, ok, err := s.signedIn(r)
	if err != nil {
		s.errorPage(w, r, err)
		return
	}
	formErr := s.readOwnForm(w, r)
	if !ok || errors.Is(formErr, errForged) {
		s.signInPage(w, r, a.errand(s), signInForm{Notice: "signin.stale"})
		return
	}
	if formErr != nil {
		s.errorPage(w, r, formErr)
		return
	}
	if user, ok = s.whom(w, r, a.query, user); !ok {
		return
	}
	event := Event{Kind: EventConsentGiven, ClientID: a.client.ID, Detail: a.granted(user).String()}.by(user)
	if r.PostForm.Get("decision") != "allow" {
		event.Kind = EventConsentRefused
	}
	if err := s.record(r, event); err != nil {
		s.errorPage(w, r, err)
		return
	}
	if event.Kind == EventConsentRefused {
		if err := s.endSession(w, r); err != nil {
			s.errorPage(w, r, err)
			return
		}
		s.refuse(w, r, &redirectError{badRequest("access_denied", "The person did not allow it."), a})
		return
	}
	if err := s.store.AddConsent(r.Context(), user.ID, a.client.ID, event.Detail, s.now()); err != nil {
		s.errorPage(w, r, unavailable(err))
		return
	}
	s.giveCode(w, r, a, user)
}
