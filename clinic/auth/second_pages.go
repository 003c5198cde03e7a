package auth

import (
	"encoding/base32"
	"errors"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

func base32Secret(s Secret) ([]byte, error) {
	return base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(s.Reveal())
}

// admit goes on once the password was right: to the second step where there is one, to set one
// up where the clinic asks for it, else in.
func (s *Server) admit(w http.ResponseWriter, r *http.Request, e errand, user User) {
	_, has, err := s.confirmed(r.Context(), user.ID)
	if err != nil {
		s.errorPage(w, r, err)
		return
	}
	page := ""
	switch {
	case has:
		page = "/second"
	case s.needsSecond(user.Role):
		page = "/second/setup"
	default:
		s.letIn(w, r, e, user)
		return
	}
	if err := s.startSession(w, r, user, true); err != nil {
		s.errorPage(w, r, err)
		return
	}
	s.goOn(w, r, page, e.query)
}

// letIn signs the browser in and goes on with what the person came for.
func (s *Server) letIn(w http.ResponseWriter, r *http.Request, e errand, user User) {
	if err := s.record(r, Event{Kind: EventSignIn, ClientID: e.client.ID}.by(user)); err != nil {
		s.errorPage(w, r, err)
		return
	}
	if err := s.startSession(w, r, user, false); err != nil {
		s.errorPage(w, r, err)
		return
	}
	e.afterwards(w, r, user)
}

// atSecond gives what the pages of the second step need, or sends the browser back to the sign-in.
func (s *Server) atSecond(w http.ResponseWriter, r *http.Request) (e errand, user User, ok bool) {
	e, err := s.errandOf(r)
	if err != nil {
		s.refuse(w, r, err)
		return e, user, false
	}
	user, pending, err := s.visitor(r)
	switch {
	case err != nil:
		s.errorPage(w, r, err)
		return e, user, false
	case user.ID == "" || !pending && !strings.HasSuffix(r.URL.Path, "/setup"):
		s.signInPage(w, r, e, signInForm{})
		return e, user, false
	}
	if r.Method == http.MethodPost {
		if err := s.readOwnForm(w, r); err != nil {
			if errors.Is(err, errForged) {
				s.signInPage(w, r, e, signInForm{Notice: "signin.stale"})
			} else {
				s.errorPage(w, r, err)
			}
			return e, user, false
		}
	}
	return e, user, true
}

// serveSecond asks for the code, and takes it.
func (s *Server) serveSecond(w http.ResponseWriter, r *http.Request) {
	e, user, ok := s.atSecond(w, r)
	if !ok {
		return
	}
	factor, has, err := s.confirmed(r.Context(), user.ID)
	if err != nil || !has {
		s.errorPage(w, r, errors.Join(err, badRequest("invalid_request", "There is no second step for this sign-in.")))
		return
	}
	if r.Method != http.MethodPost {
		s.secondPage(w, r, e, signInForm{})
		return
	}
	recovery, err := s.checkSecond(r.Context(), factor, r.PostForm.Get("code"), true)
	if err != nil {
		s.secondFailed(w, r, e, user, err, s.secondPage)
		return
	}
	if recovery {
		if err := s.record(r, Event{Kind: EventRecoveryCodeUsed, ClientID: e.client.ID}.by(user)); err != nil {
			s.errorPage(w, r, err)
			return
		}
	}
	s.letIn(w, r, e, user)
}

// secondFailed records a wrong code and shows the page again.
func (s *Server) secondFailed(w http.ResponseWriter, r *http.Request, e errand, user User, err error, page func(http.ResponseWriter, *http.Request, errand, signInForm)) {
	event := Event{Kind: EventSecondFactorFailed, ClientID: e.client.ID}.by(user)
	form := signInForm{}
	locked := (*lockedError)(nil)
	switch {
	case errors.As(err, &locked):
		event.Kind = EventSignInLocked
		form.lock(locked)
	case errors.Is(err, errWrongCode):
		form.PasswordError = "second.mismatch"
	default:
		s.errorPage(w, r, err)
		return
	}
	if err := s.record(r, event); err != nil {
		s.errorPage(w, r, err)
		return
	}
	page(w, r, e, form)
}

// lock says how long to wait.
func (f *signInForm) lock(l *lockedError) {
	f.Notice, f.Minutes = "signin.locked", int(math.Ceil(l.wait.Minutes()))
	if f.Minutes == 1 {
		f.Notice = "signin.locked.one"
	}
}

// serveSetup shows a new secret and takes the first code made with it.
func (s *Server) serveSetup(w http.ResponseWriter, r *http.Request) {
	e, user, ok := s.atSecond(w, r)
	if !ok {
		return
	}
	_, has, err := s.confirmed(r.Context(), user.ID)
	if err == nil && has {
		// Who knows the password alone must not put another phone in place of the person's own.
		err = badRequest("invalid_request", "The second step is set up already.")
	}
	if err != nil {
		s.errorPage(w, r, err)
		return
	}
	if r.Method != http.MethodPost {
		s.setupPage(w, r, e, signInForm{})
		return
	}
	factor, err := s.startSecond(r.Context(), user.ID)
	if err != nil {
		s.errorPage(w, r, err)
		return
	}
	if _, err := s.checkSecond(r.Context(), factor, r.PostForm.Get("code"), false); err != nil {
		s.secondFailed(w, r, e, user, err, s.setupPage)
		return
	}
	for _, kind := range []EventKind{EventSecondFactorAdded, EventSignIn} {
		if err := s.record(r, Event{Kind: kind, ClientID: e.client.ID}.by(user)); err != nil {
			s.errorPage(w, r, err)
			return
		}
	}
	if err := s.startSession(w, r, user, false); err != nil {
		s.errorPage(w, r, err)
		return
	}
	s.recoveryPage(w, r, e, user)
}

// recoveryPage puts the second step in force and shows the recovery codes, once.
func (s *Server) recoveryPage(w http.ResponseWriter, r *http.Request, e errand, user User) {
	codes, err := s.confirmSecond(r.Context(), user.ID)
	if err != nil {
		s.errorPage(w, r, err)
		return
	}
	v := s.view(r, "recovery.title")
	v.App, v.Recovery = e.client.Name, codes
	v.Action = s.path + e.page() + "?" + e.query.Encode()
	s.show(w, r, http.StatusOK, "recovery", v, "")
}

// page is where an errand goes on for somebody who is signed in.
func (e errand) page() string {
	switch {
	case e.query.Has("user_code"):
		return "/device"
	case e.query.Has("for"):
		return "/security"
	default:
		return "/authorize"
	}
}

func (s *Server) secondPage(w http.ResponseWriter, r *http.Request, e errand, form signInForm) {
	v := s.secondView(w, r, e, form, "second.title")
	v.Action = s.path + "/second?" + e.query.Encode()
	s.show(w, r, v.status(), "second", v, e.redirect)
}

func (s *Server) setupPage(w http.ResponseWriter, r *http.Request, e errand, form signInForm) {
	user, _, err := s.visitor(r)
	if err != nil {
		s.errorPage(w, r, err)
		return
	}
	factor, err := s.startSecond(r.Context(), user.ID)
	if err != nil {
		s.errorPage(w, r, err)
		return
	}
	v := s.secondView(w, r, e, form, "setup.title")
	if v.Enrol, err = s.enrolment(factor, user, v.Clinic); err != nil {
		s.errorPage(w, r, err)
		return
	}
	v.Required = s.needsSecond(user.Role)
	v.Action = s.path + "/second/setup?" + e.query.Encode()
	s.show(w, r, v.status(), "setup", v, e.redirect)
}

func (s *Server) secondView(w http.ResponseWriter, r *http.Request, e errand, form signInForm, title string) view {
	v := s.view(r, title)
	v.App, v.Form, v.N, v.CSRF = e.client.Name, form, strconv.Itoa(form.Minutes), s.formToken(w, r)
	v.Failed = form.PasswordError != "" || form.Notice != ""
	return v
}

// status is that of a page with a form: as it was asked for, or with what is wrong.
func (v view) status() int {
	if v.Failed {
		return http.StatusUnprocessableEntity
	}
	return http.StatusOK
}

// securityErrand is signing in to change the second step.
func (s *Server) securityErrand(r *http.Request) errand {
	query := url.Values{"for": {"security"}}
	if lang := r.URL.Query().Get("lang"); lang != "" {
		query.Set("lang", lang)
	}
	return errand{query: query, afterwards: func(w http.ResponseWriter, r *http.Request, _ User) {
		s.goOn(w, r, "/security", query)
	}}
}

// getSecurity shows whether there is a second step, to set one up or to end it.
func (s *Server) getSecurity(w http.ResponseWriter, r *http.Request) {
	e := s.securityErrand(r)
	user, ok, err := s.signedIn(r)
	switch {
	case err != nil:
		s.errorPage(w, r, err)
		return
	case !ok:
		s.signInPage(w, r, e, signInForm{})
		return
	}
	_, has, err := s.confirmed(r.Context(), user.ID)
	if err != nil {
		s.errorPage(w, r, err)
		return
	}
	v := s.view(r, "security.title")
	v.CSRF, v.HasSecond, v.Required, v.Person = s.formToken(w, r), has, s.needsSecond(user.Role), user.Username
	v.Action, v.SetupLink = s.path+"/security?"+e.query.Encode(), s.path+"/second/setup?"+e.query.Encode()
	s.show(w, r, http.StatusOK, "security", v, "")
}

// postSecurity makes new recovery codes, ends the second step, or signs the browser out.
func (s *Server) postSecurity(w http.ResponseWriter, r *http.Request) {
	e := s.securityErrand(r)
	user, ok, err := s.signedIn(r)
	if err != nil {
		s.errorPage(w, r, err)
		return
	}
	formErr := s.readOwnForm(w, r)
	if !ok || errors.Is(formErr, errForged) {
		s.signInPage(w, r, e, signInForm{Notice: "signin.stale"})
		return
	}
	if formErr != nil {
		s.errorPage(w, r, formErr)
		return
	}
	_, has, err := s.confirmed(r.Context(), user.ID)
	switch action := r.PostForm.Get("action"); {
	case err != nil:
	case action == "codes" && has:
		s.recoveryPage(w, r, e, user)
		return
	case action == "remove" && has && !s.needsSecond(user.Role):
		if err = s.record(r, Event{Kind: EventSecondFactorRemoved}.by(user)); err == nil {
			err = s.store.RemoveSecondFactor(r.Context(), user.ID)
		}
	case action == "leave":
		if err = s.endSession(w, r); err == nil {
			s.show(w, r, http.StatusOK, "left", s.view(r, "left.title"), "")
			return
		}
	default:
		err = badRequest("invalid_request", "This cannot be done here.")
	}
	if err != nil {
		s.errorPage(w, r, err)
		return
	}
	s.goOn(w, r, "/security", e.query)
}
