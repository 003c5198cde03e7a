package clinic

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"throughline/clinic/auth"
	"throughline/clinic/webapp"
)

// webApp is the app as a page at base, which a redirect brings back to that very page.
func webApp(base string) auth.NewClient {
	c := app
	c.ID, c.Native, c.RedirectURIs = WebAppID, false, []string{base + webapp.Path + "callback"}
	return c
}

// Web is the address of the app for browsers.
func (s *Server) Web() string { return s.base + webapp.Path }

// serveWeb adds the app for browsers, where the server has it.
func (d *Data) serveWeb(ctx context.Context, mux *http.ServeMux, s *site, base string) error {
	if d.web == nil {
		return nil
	}
	if err := s.auth.AddClient(ctx, webApp(base)); err != nil {
		return err
	}
	page, err := d.web.Handler(webapp.Clinic{Name: s.Name, Phone: s.Phone}, strings.HasPrefix(base, "https:"))
	if err != nil {
		return err
	}
	mux.Handle(webapp.Path, http.StripPrefix(webapp.Path, page))
	u, err := url.Parse(base)
	if err != nil {
		return err
	}
	toApp := http.RedirectHandler(u.Path+webapp.Path, http.StatusSeeOther)
	mux.Handle("GET /{$}", toApp) // what people type
	mux.Handle("GET "+strings.TrimSuffix(webapp.Path, "/"), toApp)
	return nil
}
