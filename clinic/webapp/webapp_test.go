package webapp_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"throughline/clinic/webapp"
)

// folder is one that make web could have made.
func folder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range map[string]string{
		"index.html":                       `<p>Your clinic: <!--clinic-->on your papers<!--/clinic--></p>`,
		"callback.html":                    `<p>back</p>`,
		"throughline.0123456789ab.wasm":    "the app",
		"throughline.0123456789ab.wasm.gz": "packed by gzip",
		"throughline.0123456789ab.wasm.br": "packed by Brotli",
		"boot.0123456789ab.js":             "run()",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func site(t *testing.T, c webapp.Clinic, secure bool) http.Handler {
	t.Helper()
	files, err := webapp.Open(folder(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = files.Close() })
	h, err := files.Handler(c, secure)
	if err != nil {
		t.Fatal(err)
	}
	return http.StripPrefix(webapp.Path, h)
}

func get(h http.Handler, path string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// Whoever cannot load the app still reads how to reach this clinic.
func TestTheFirstPageSaysHowToReachTheClinic(t *testing.T) {
	t.Parallel()
	h := site(t, webapp.Clinic{Name: "Lake & Sons", Phone: "+1 (312) 555-0100"}, true)
	if got, want := get(h, "/app/").Body.String(), `<p>Your clinic: Lake &amp; Sons: <a href="tel:+13125550100">+1 (312) 555-0100</a></p>`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := get(site(t, webapp.Clinic{}, true), "/app/").Body.String(); !strings.Contains(got, "on your papers") {
		t.Errorf("without a number it says %s", got)
	}
}

func TestABrowserGetsThePackedFileThatItCanUnpack(t *testing.T) {
	t.Parallel()
	h := site(t, webapp.Clinic{}, true)
	for accept, want := range map[string][2]string{
		"gzip, deflate, br, zstd": {"packed by Brotli", "br"},
		"gzip":                    {"packed by gzip", "gzip"},
		"br;q=0, gzip;q=0.5":      {"packed by gzip", "gzip"},
		"":                        {"the app", ""},
	} {
		w := get(h, "/app/throughline.0123456789ab.wasm", "Accept-Encoding", accept)
		if w.Body.String() != want[0] || w.Header().Get("Content-Encoding") != want[1] {
			t.Errorf("%q gets %q as %q", accept, w.Body, w.Header().Get("Content-Encoding"))
		}
		if got := w.Header().Get("Content-Type"); got != "application/wasm" {
			t.Errorf("%q gets it as %s, which no browser compiles while it comes", accept, got)
		}
	}
}

// A file named by its content is kept for good, a page is asked for anew, and both answer
// that nothing has changed.
func TestWhatIsNamedByItsContentIsKeptForGood(t *testing.T) {
	t.Parallel()
	h := site(t, webapp.Clinic{}, true)
	for path, want := range map[string]string{
		"/app/":                     "no-cache",
		"/app/callback":             "no-cache",
		"/app/boot.0123456789ab.js": "public, max-age=31536000, immutable",
	} {
		w := get(h, path)
		if got := w.Header().Get("Cache-Control"); w.Code != http.StatusOK || got != want {
			t.Errorf("%s: %d, %s", path, w.Code, got)
		}
		if again := get(h, path, "If-None-Match", w.Header().Get("ETag")); again.Code != http.StatusNotModified {
			t.Errorf("%s again: %d", path, again.Code)
		}
	}
}

func TestThePageMayRunItsOwnFilesAndTalkToItsOwnServerAlone(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/app/", "/app/callback", "/app/boot.0123456789ab.js", "/app/nowhere", "/app/gone.js"} {
		head := get(site(t, webapp.Clinic{}, true), path).Header()
		policy := head.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "connect-src 'self'", "frame-ancestors 'none'"} {
			if !strings.Contains(policy, want) {
				t.Errorf("%s: %q lacks %s", path, policy, want)
			}
		}
		if strings.Contains(policy, "unsafe-inline") || strings.Contains(policy, " 'unsafe-eval'") || strings.Contains(policy, "http") {
			t.Errorf("%s: %q", path, policy)
		}
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY",
			"Cross-Origin-Opener-Policy": "same-origin", "Strict-Transport-Security": "max-age=31536000",
		} {
			if got := head.Get(name); got != want {
				t.Errorf("%s: %s is %q", path, name, got)
			}
		}
	}
	if got := get(site(t, webapp.Clinic{}, false), "/app/").Header().Get("Strict-Transport-Security"); got != "" {
		t.Errorf("plain http promises TLS: %s", got)
	}
}

// What people typed or were sent leads to the app; a file of an older page is said to be
// gone, and nothing outside of the folder is reached.
func TestOtherAddressesLeadToTheApp(t *testing.T) {
	t.Parallel()
	h := site(t, webapp.Clinic{}, true)
	for path, want := range map[string]string{"/app/sessions": "./", "/app/a/b": "../", "/app/index.html": "./", "/app/..%2f..%2fsecret": "../../"} {
		if w := get(h, path); w.Code != http.StatusSeeOther || w.Header().Get("Location") != want {
			t.Errorf("%s: %d to %q", path, w.Code, w.Header().Get("Location"))
		}
	}
	if w := get(h, "/app/throughline.ba9876543210.wasm"); w.Code != http.StatusNotFound {
		t.Errorf("an old file: %d", w.Code)
	}
	r := httptest.NewRequest(http.MethodPost, "/app/", nil)
	w := httptest.NewRecorder()
	if h.ServeHTTP(w, r); w.Code != http.StatusMethodNotAllowed {
		t.Errorf("a POST: %d", w.Code)
	}
}

func TestAFolderThatIsNotTheAppIsRefused(t *testing.T) {
	t.Parallel()
	if _, err := webapp.Open(t.TempDir()); err == nil || !strings.Contains(err.Error(), "make web") {
		t.Errorf("an empty folder: %v", err)
	}
	if _, err := webapp.Open(filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("no folder at all is accepted")
	}
}
