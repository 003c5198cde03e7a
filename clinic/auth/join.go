package auth

import (
	"errors"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
)

// joinForm is what the page for a code shows of the try before.
type joinForm struct {
	Code, Username string
	// Keys of texts, or empty.
	CodeError, UsernameError, PasswordError, AgainError, Notice string
	Minutes                                                     int // to wait, where the notice speaks of it
}

func (f joinForm) failed() bool {
	return f.CodeError != "" || f.UsernameError != "" || f.PasswordError != "" || f.AgainError != "" || f.Notice != ""
}

// joinErrand is what goes on once the account is made: an app's request that was under way when
// the person chose to use a code, or nothing.
func (s *Server) joinErrand(r *http.Request) (errand, error) {
	query := r.URL.Query()
	if !query.Has("client_id") && !query.Has("user_code") {
		return errand{query: url.Values{}}, nil
	}
	return s.appErrand(r)
}

func (s *Server) getJoin(w http.ResponseWriter, r *http.Request) {
	e, err := s.joinErrand(r)
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	s.joinPage(w, r, e, joinForm{Code: r.URL.Query().Get("code")})
}

func (s *Server) joinPage(w http.ResponseWriter, r *http.Request, e errand, form joinForm) {
	v := s.view(r, "join.title")
	v.App, v.Join, v.N, v.Failed = e.client.Name, form, strconv.Itoa(form.Minutes), form.failed()
	if code := normalUserCode(form.Code); len(code) == invitationLength {
		v.Join.Code = shownInvitation(code)
	}
	query := url.Values{}
	for name, values := range e.query {
		query[name] = values
	}
	if lang := r.URL.Query().Get("lang"); lang != "" {
		query.Set("lang", lang)
	}
	v.Action, v.CSRF = s.path+"/join?"+query.Encode(), s.formToken(w, r)
	if v.Join.Code != "" {
		query.Set("code", v.Join.Code)
	}
	v.AccountLink = s.path + "/join/account?" + query.Encode()
	status := http.StatusOK
	if v.Failed {
		status = http.StatusUnprocessableEntity
	}
	s.show(w, r, status, "join", v, e.redirect)
}

// postJoin makes an account for whoever has a code.
func (s *Server) postJoin(w http.ResponseWriter, r *http.Request) {
	e, err := s.joinErrand(r)
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	if err := s.readOwnForm(w, r); err != nil {
		if errors.Is(err, errForged) {
			s.joinPage(w, r, e, joinForm{Notice: "join.stale"})
			return
		}
		s.errorPage(w, r, err)
		return
	}
	form := joinForm{Code: r.PostForm.Get("code"), Username: r.PostForm.Get("username")}
	password := Secret(r.PostForm.Get("password"))
	form.check(password, Secret(r.PostForm.Get("again")), s.cfg.ClinicName)
	if form.failed() {
		s.joinPage(w, r, e, form)
		return
	}
	user, err := s.join(r, form, password)
	if err != nil {
		s.joinFailed(w, r, e, form, err)
		return
	}
	if e.afterwards == nil {
		s.joinedPage(w, r, user)
		return
	}
	s.admit(w, r, e, user)
}

// check says what is wrong with the fields before the code is looked at.
func (f *joinForm) check(password, again Secret, clinicName string) {
	if len(normalUserCode(f.Code)) != invitationLength {
		f.CodeError = "join.code.empty"
	}
	if name := normalName(f.Username); name == "" || len(name) > maxName {
		f.UsernameError = "join.username.empty"
	}
	switch err := CheckPassword(password, f.Username, clinicName, "throughline"); {
	case errors.Is(err, ErrPasswordShort):
		f.PasswordError = "join.password.short"
	case errors.Is(err, ErrPasswordOwn):
		f.PasswordError = "join.password.own"
	case err != nil:
		f.PasswordError = "join.password.common"
	case normalPassword(password) != normalPassword(again):
		f.AgainError = "join.again.differs"
	}
}

// invitationOf looks a code up, slowly for who guesses.
func (s *Server) invitationOf(r *http.Request, code string) (Invitation, error) {
	ctx := r.Context()
	if err := s.countGuess(ctx, network(remote(r)), normalUserCode(code)); err != nil {
		return Invitation{}, err
	}
	i, err := s.openInvitation(ctx, code)
	if err != nil {
		return Invitation{}, err
	}
	switch expected, err := s.expected(ctx, i); {
	case err != nil:
		return Invitation{}, err
	case !expected:
		return Invitation{}, ErrNotFound
	}
	return i, nil
}

// join makes the account of whoever has a code.
func (s *Server) join(r *http.Request, form joinForm, password Secret) (User, error) {
	ctx := r.Context()
	i, err := s.invitationOf(r, form.Code)
	if err != nil {
		return User{}, err
	}
	if _, err := s.store.UserByName(ctx, normalName(form.Username)); !errors.Is(err, ErrNotFound) {
		if err == nil {
			err = ErrExists
		}
		return User{}, err
	}
	user := s.invited(i, form.Username, password)
	// Recorded before the account is made: nobody joins unseen.
	if err := s.record(r, Event{Kind: EventInvitationRedeemed, About: user.FHIRUser}.by(user)); err != nil {
		return User{}, err
	}
	if err := s.store.Redeem(ctx, i.ID, user, s.now()); err != nil {
		return User{}, err
	}
	s.joined(ctx, user)
	return user, s.forgetGuesses(ctx, network(remote(r)), normalUserCode(form.Code))
}

func (s *Server) joinFailed(w http.ResponseWriter, r *http.Request, e errand, form joinForm, err error) {
	locked := (*lockedError)(nil)
	switch {
	case errors.As(err, &locked):
		said := signInForm{}
		said.lock(locked)
		form.Notice, form.Minutes = said.Notice, said.Minutes
	case errors.Is(err, ErrExists):
		form.UsernameError = "join.username.taken"
	case errors.Is(err, ErrNotFound):
		form.CodeError = "join.code.unknown"
	case errors.Is(err, errOtherAccount):
		form.Notice = "join.other-account"
	default:
		s.errorPage(w, r, err)
		return
	}
	if err := s.record(r, Event{Kind: EventInvitationRefused}); err != nil {
		s.errorPage(w, r, err)
		return
	}
	s.joinPage(w, r, e, form)
}

// joinedPage says where to go now: to the app, with the clinic's address.
func (s *Server) joinedPage(w http.ResponseWriter, r *http.Request, user User) {
	v := s.view(r, "joined.title")
	v.Person, v.N = user.Username, s.cfg.FHIRBase
	s.show(w, r, http.StatusOK, "joined", v, "")
}

// network is what of an address counts as one caller: a host by IPv4, a network of 64 bits by IPv6.
func network(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil || ip.Unmap().Is4() {
		return address
	}
	prefix, err := ip.WithZone("").Prefix(64)
	if err != nil {
		return address
	}
	return prefix.String()
}
