package auth

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"slices"
)

// choice is one of the page's buttons.
type choice struct{ Value, Name string }

// serveChoose asks whom somebody comes for, and takes the answer.
func (s *Server) serveChoose(w http.ResponseWriter, r *http.Request) {
	e, err := s.errandOf(r)
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	user, ok, err := s.signedIn(r)
	if err != nil {
		s.errorPage(w, r, err)
		return
	}
	var formErr error
	if r.Method == http.MethodPost {
		formErr = s.readOwnForm(w, r)
	}
	switch {
	case errors.Is(formErr, errForged):
		s.signInPage(w, r, e, signInForm{Notice: "signin.stale"})
		return
	case formErr != nil:
		s.errorPage(w, r, formErr)
		return
	case !ok:
		s.signInPage(w, r, e, signInForm{})
		return
	}
	all, err := s.connections(r.Context(), user)
	if err != nil {
		s.errorPage(w, r, err)
		return
	}
	chosen := r.PostForm.Get(whomParam)
	if r.Method != http.MethodPost || !slices.ContainsFunc(all, func(c Connection) bool { return c.FHIRUser == chosen }) {
		s.choosePage(w, r, e, user, all)
		return
	}
	query := r.URL.Query()
	query.Set(whomParam, chosen)
	onward := r.Clone(r.Context())
	onward.URL.RawQuery = query.Encode()
	if e, err = s.errandOf(onward); err != nil {
		s.refuse(w, r, err)
		return
	}
	e.afterwards(w, onward, user)
}

func (s *Server) choosePage(w http.ResponseWriter, r *http.Request, e errand, user User, all []Connection) {
	v := s.view(r, "choose.title")
	v.Person = cmp.Or(user.DisplayName, user.Username)
	v.App, v.Action, v.CSRF = e.client.Name, s.path+"/choose?"+e.query.Encode(), s.formToken(w, r)
	for _, c := range all {
		name, err := s.nameOf(r.Context(), c)
		if err != nil {
			s.errorPage(w, r, err)
			return
		}
		v.Choices = append(v.Choices, choice{c.FHIRUser, cmp.Or(name, v.T("choose.unnamed"))})
	}
	s.show(w, r, http.StatusOK, "choose", v, e.redirect)
}

// forJoin is the errand of who has an account already and adds what a code is for.
const forJoin = "join"

// errOtherAccount says that an account is of somebody whom no code of a loved one's is for.
var errOtherAccount = errors.New("auth: a loved one's code, and another kind of account")

func (s *Server) accountErrand(r *http.Request) (errand, error) {
	onward, err := s.joinErrand(r)
	if err != nil {
		return errand{}, err
	}
	query, code := url.Values{"for": {forJoin}}, r.URL.Query().Get("code")
	for name, values := range onward.query {
		query[name] = values
	}
	query.Set("code", code)
	if lang := r.URL.Query().Get("lang"); lang != "" {
		query.Set("lang", lang)
	}
	return errand{client: onward.client, query: query, redirect: onward.redirect, afterwards: func(w http.ResponseWriter, r *http.Request, user User) {
		added, err := s.connect(r, user, code)
		switch {
		case err != nil:
			s.joinFailed(w, r, onward, joinForm{Code: code}, err)
		case onward.afterwards != nil:
			onward.afterwards(w, r, added)
		default:
			s.connectedPage(w, r, added)
		}
	}}, nil
}

// getJoinAccount asks who has a code, and an account, to sign in.
func (s *Server) getJoinAccount(w http.ResponseWriter, r *http.Request) {
	e, err := s.accountErrand(r)
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	s.signInPage(w, r, e, signInForm{})
}

// connect adds what a code is for to an account.
func (s *Server) connect(r *http.Request, user User, code string) (User, error) {
	ctx := r.Context()
	i, err := s.invitationOf(r, code)
	if err != nil {
		return user, err
	}
	if user.Role != RoleRelatedPerson || i.Role != RoleRelatedPerson {
		return user, errOtherAccount
	}
	c := Connection{i.FHIRUser, i.PatientID, i.DisplayName}
	user = user.as(c)
	// Recorded before it is done: nobody joins unseen.
	if err := s.record(r, Event{Kind: EventInvitationRedeemed, About: c.FHIRUser}.by(user)); err != nil {
		return user, err
	}
	if err := s.store.Connect(ctx, i.ID, user.ID, c, s.now()); err != nil {
		return user, err
	}
	s.joined(ctx, user)
	return user, s.forgetGuesses(ctx, network(remote(r)), normalUserCode(code))
}

func (s *Server) connectedPage(w http.ResponseWriter, r *http.Request, user User) {
	name, err := s.nameOf(r.Context(), user.connection())
	if err == nil {
		err = s.endSession(w, r)
	}
	if err != nil {
		s.errorPage(w, r, err)
		return
	}
	v := s.view(r, "connected.title")
	v.Person = cmp.Or(name, v.T("choose.unnamed"))
	s.show(w, r, http.StatusOK, "connected", v, "")
}
