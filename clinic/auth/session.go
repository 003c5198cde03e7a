package auth

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"time"
)

// sessionTTL is how long a browser stays signed in on the clinic's pages: long enough to read the
// consent page slowly. The session ends sooner, when the app has its answer, because the tablet
// may be somebody else's next.
const sessionTTL = 15 * time.Minute

// cookieName has the prefix that lets a browser take it only over https and from this host.
func (s *Server) cookieName() string {
	if s.secure {
		return "__Host-throughline"
	}
	return "throughline"
}

// browser gives the cookie of this browser, or "". Before sign-in it stands for nothing but
// the form's CSRF token.
func (s *Server) browser(r *http.Request) string {
	cookie, err := r.Cookie(s.cookieName())
	if err != nil || len(cookie.Value) != len(randomToken()) {
		return ""
	}
	return cookie.Value
}

// newBrowser gives the browser a fresh cookie: at the first page, and at each sign-in, so that a
// cookie planted before it is worth nothing.
func (s *Server) newBrowser(w http.ResponseWriter) string {
	value := randomToken()
	s.setCookie(w, value, 0)
	return value
}

func (s *Server) setCookie(w http.ResponseWriter, value string, maxAge int) {
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // Secure wherever the issuer is https; plain http is for loopback
		Name: s.cookieName(), Value: value, Path: "/", MaxAge: maxAge,
		HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteLaxMode,
	})
}

// csrfToken ties a form to the browser that it was sent to.
func csrfToken(browser string) string {
	mac := hmac.New(sha256.New, []byte(browser))
	mac.Write([]byte("csrf"))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// errForged says that a form did not come from a page of ours in the same browser.
var errForged = &Error{Status: http.StatusForbidden, Code: "stale-form", Say: "The form did not come from this browser's page."}

// readOwnForm reads a form that one of our own pages sent. Besides the token in the form, the
// browser's own word on where the request comes from is heeded (Sec-Fetch-Site, Origin).
func (s *Server) readOwnForm(w http.ResponseWriter, r *http.Request) error {
	if err := http.NewCrossOriginProtection().Check(r); err != nil {
		return errForged
	}
	if err := readForm(w, r); err != nil {
		return err
	}
	browser := s.browser(r)
	if browser == "" || !sameText(r.PostForm.Get("csrf"), csrfToken(browser)) {
		return errForged
	}
	return nil
}

// signedIn gives the user of this browser's session, all steps of the sign-in done.
func (s *Server) signedIn(r *http.Request) (User, bool, error) {
	user, pending, err := s.visitor(r)
	if err != nil || pending || user.ID == "" {
		return User{}, false, err
	}
	return user, true, nil
}

// visitor gives whose password was right in this browser, and whether the second step is still to
// come; nobody is the zero User.
func (s *Server) visitor(r *http.Request) (user User, pending bool, err error) {
	browser := s.browser(r)
	if browser == "" {
		return User{}, false, nil
	}
	session, err := s.store.Session(r.Context(), hashToken(browser))
	if errors.Is(err, ErrNotFound) || (err == nil && !s.now().Before(session.ExpiresAt)) {
		return User{}, false, nil
	}
	if err != nil {
		return User{}, false, unavailable(err)
	}
	user, err = s.store.User(r.Context(), session.UserID)
	if errors.Is(err, ErrNotFound) || user.Disabled {
		return User{}, false, nil
	}
	if err != nil {
		return User{}, false, unavailable(err)
	}
	return user, session.Pending, nil
}

func (s *Server) startSession(w http.ResponseWriter, r *http.Request, user User, pending bool) error {
	value := s.newBrowser(w)
	err := s.store.AddSession(r.Context(), Session{
		Hash: hashToken(value), UserID: user.ID, Pending: pending, ExpiresAt: s.now().Add(sessionTTL),
	})
	if err != nil {
		return unavailable(err)
	}
	return nil
}

func (s *Server) endSession(w http.ResponseWriter, r *http.Request) error {
	s.setCookie(w, "", -1)
	if err := s.store.EndSession(r.Context(), hashToken(s.browser(r))); err != nil {
		return unavailable(err)
	}
	return nil
}
