package app

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"strings"
	"syscall/js"
	"time"

	"fyne.io/fyne/v2"

	"throughline/care"
	"throughline/sync/vault"
)

// InBrowser opens the app in a page that the clinic's own server gives, and keeps
// nothing: the tokens and the copy of the record are in this tab's memory. A page at
// ADDRESS/app/ belongs to the clinic at ADDRESS/fhir, and the content security policy
// lets it talk to no other.
func InBrowser(ui func() fyne.App) *Window {
	useBrowserZone()
	sys := System{
		Stdout: os.Stdout, Stderr: os.Stderr, Now: time.Now, NewUI: ui, Browser: true,
		Env:     func(name string) string { return map[string]string{"LANG": browserLanguage()}[name] },
		OpenURL: openInBrowser, SaveFile: saveInBrowser,
	}
	client := NewClient(InMemory(), ClientOptions{
		Now: sys.Now, HTTP: &http.Client{Transport: fetchTransport{}},
		Logger: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: logLevel(sys)})),
	})
	client.Point(clinicOfPage(js.Global().Get("location").Get("href").String()))
	w, err := NewWindow(context.Background(), client, sys, ui(), fyne.Do)
	if err != nil {
		panic(err) // the embedded crisis contacts cannot be read: a broken build
	}
	warnBeforeLeaving(w)
	typeThroughPage(w.win.Canvas())
	drawThroughPage(w.shell)
	return w
}

// ShowAndRun shows the window and runs the app until the page is gone.
func (w *Window) ShowAndRun() {
	w.Start()
	w.win.ShowAndRun()
}

// clinicOfPage gives the FHIR base that belongs to the app's page.
func clinicOfPage(page string) string {
	u, err := url.Parse(page)
	if err != nil {
		return ""
	}
	u.RawQuery, u.Fragment = "", ""
	return strings.TrimSuffix(u.ResolveReference(&url.URL{Path: ".."}).String(), "/") + "/fhir"
}

// useBrowserZone takes the zone by its name: of itself, Go knows a browser's present
// offset alone, and would be an hour off across a change of the clocks.
func useBrowserZone() {
	name := js.Global().Get("Intl").Get("DateTimeFormat").New().Call("resolvedOptions").Get("timeZone")
	if name.Type() != js.TypeString {
		return
	}
	if zone, err := time.LoadLocation(name.String()); err == nil {
		time.Local = zone
	}
}

func browserLanguage() string { return js.Global().Get("navigator").Get("language").String() }

// fetchTransport is the browser's fetch, held to this origin: no cookie goes with a
// request, none is kept from an answer, and a redirect is an error.
type fetchTransport struct{}

// RoundTrip implements http.RoundTripper.
func (fetchTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("js.fetch:mode", "same-origin")
	r.Header.Set("js.fetch:credentials", "omit")
	r.Header.Set("js.fetch:redirect", "error")
	return http.DefaultTransport.RoundTrip(r)
}

// openInBrowser opens a page in another tab, or the telephone's own app for a number.
// Where the browser holds a new tab back it shows a link, which is a tap on the page
// and so always opens.
func openInBrowser(address string) error {
	u, err := url.Parse(address)
	if err != nil {
		return err
	}
	js.Global().Get("throughline").Call("open", address, u.Scheme == "http" || u.Scheme == "https")
	return nil
}

// saveInBrowser hands a file to the browser, which puts it among the downloads.
func saveInBrowser(name string, content []byte) error {
	bytes := js.Global().Get("Uint8Array").New(len(content))
	js.CopyBytesToJS(bytes, content)
	js.Global().Get("throughline").Call("save", name, bytes)
	return nil
}

// warnBeforeLeaving has the browser ask before it closes a page whose entries are not
// with the clinic yet, and ends the sign-in when the page is closed.
func warnBeforeLeaving(w *Window) {
	page := js.Global().Get("throughline")
	shown := w.presenter.after
	w.presenter.after = func(c care.Chart) {
		shown(c)
		page.Set("unsent", c.Sync.Pending)
	}
	js.Global().Call("addEventListener", "pagehide", js.FuncOf(func(js.Value, []js.Value) any {
		if to, form := w.client.farewell(); to != "" {
			js.Global().Get("navigator").Call("sendBeacon", to, js.Global().Get("URLSearchParams").New(form.Encode()))
		}
		return nil
	}))
}

// farewell is the request that ends the sign-in (RFC 7009). The page sends it as it
// goes and waits for no answer; where it does not arrive, the tokens run out.
func (c *Client) farewell() (to string, form url.Values) {
	c.mu.Lock()
	clinic, v, session := c.clinic, c.secrets, c.session
	c.mu.Unlock()
	if clinic == nil || v == nil || session == nil || clinic.Revocation == "" {
		return "", nil
	}
	token, err := v.Load(context.Background(), vault.RefreshToken) // in memory: waits for nothing
	if err != nil {
		return "", nil
	}
	return clinic.Revocation, url.Values{
		"token": {string(token.Reveal())}, "token_type_hint": {"refresh_token"}, "client_id": {clientID()},
	}
}
