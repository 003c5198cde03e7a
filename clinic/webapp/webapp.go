// Package webapp serves the app for browsers: the folder that `make web` makes, below
// /app/ of each clinic's address. The files are the same for all clinics; the first page
// says how to reach this one, before and without the app.
package webapp

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"html"
	"io/fs"
	"mime"
	"net/http"
	"os"
	"path"
	"regexp"
	"strings"
	"time"
)

// Path is where the app is, below a clinic's address.
const Path = "/app/"

// slowest is how long a file may take: 15 MB at 10 kB a second.
const slowest = 30 * time.Minute

// policy lets the page run its own files and talk to its own server, and nothing else.
// WebAssembly is what the app is compiled to.
const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; " +
	"connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// hashed is a file whose name has part of its content's hash in it.
var hashed = regexp.MustCompile(`\.[0-9a-f]{12}\.[a-z0-9]+$`)

// types are those that systems do not agree on.
var types = map[string]string{
	".wasm": "application/wasm", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
	".webmanifest": "application/manifest+json", ".html": "text/html; charset=utf-8", ".png": "image/png",
}

// Files is the folder, open.
type Files struct {
	root *os.Root
	tags map[string]string // name to entity tag
}

// Open reads what is in the folder. It fails where that is not one that `make web` made.
func Open(dir string) (*Files, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	f := &Files{root: root, tags: map[string]string{}}
	err = fs.WalkDir(root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := root.ReadFile(name)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(content)
		f.tags[name] = `"` + hex.EncodeToString(sum[:12]) + `"`
		return nil
	})
	for _, name := range []string{"index.html", "callback.html"} {
		if err == nil && f.tags[name] == "" {
			err = fmt.Errorf("%s is missing: make web makes such a folder", name)
		}
	}
	if err != nil {
		return nil, errors.Join(err, root.Close())
	}
	return f, nil
}

// Close closes the folder.
func (f *Files) Close() error {
	if f == nil {
		return nil
	}
	return f.root.Close()
}

// Clinic is what the first page says of a clinic.
type Clinic struct {
	Name  string // may be empty
	Phone string // may be empty
}

// Handler serves the folder for one clinic. Mount it at Path with the prefix stripped.
func (f *Files) Handler(c Clinic, secure bool) (http.Handler, error) {
	pages := map[string]page{}
	for address, name := range map[string]string{"": "index.html", "callback": "callback.html"} {
		raw, err := f.root.ReadFile(name)
		if err != nil {
			return nil, err
		}
		raw = c.in(raw)
		sum := sha256.Sum256(raw)
		pages[address] = page{raw, `"` + hex.EncodeToString(sum[:12]) + `"`}
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		headers(w.Header(), secure)
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "This can only be read.", http.StatusMethodNotAllowed)
			return
		}
		name := strings.TrimPrefix(r.URL.Path, "/")
		if p, ok := pages[name]; ok {
			p.serve(w, r)
			return
		}
		if f.tags[name] == "" || path.Ext(name) == ".html" {
			f.elsewhere(w, r, name)
			return
		}
		f.serve(w, r, name)
	}), nil
}

func headers(h http.Header, secure bool) {
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin") // as on the sign-in pages, so that their tab may be closed
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
	if secure {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// page is one whose name stays and whose content may change.
type page struct {
	content []byte
	tag     string
}

func (p page) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", types[".html"])
	h.Set("Cache-Control", "no-cache") // may be kept, and is asked for anew each time
	h.Set("ETag", p.tag)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(p.content))
}

// elsewhere leads an address without a file to the first page: what people typed or were
// sent. A file that is gone is an old page's, and said so.
func (f *Files) elsewhere(w http.ResponseWriter, r *http.Request, name string) {
	if path.Ext(name) != "" && path.Ext(name) != ".html" {
		http.Error(w, "There is no such file. Load the page again.", http.StatusNotFound)
		return
	}
	up := strings.Repeat("../", strings.Count(name, "/"))
	if up == "" {
		up = "./"
	}
	w.Header().Set("Location", up)
	w.WriteHeader(http.StatusSeeOther)
}

// serve gives a file, packed as the browser can unpack it.
func (f *Files) serve(w http.ResponseWriter, r *http.Request, name string) {
	h := w.Header()
	h.Set("Vary", "Accept-Encoding")
	h.Set("Content-Type", typeOf(name))
	h.Set("Cache-Control", "no-cache")
	if hashed.MatchString(name) {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	packed, encoding := f.packed(name, r.Header.Values("Accept-Encoding"))
	if encoding != "" {
		h.Set("Content-Encoding", encoding)
	}
	h.Set("ETag", f.tags[packed])
	file, err := f.root.Open(packed)
	if err != nil {
		http.Error(w, "The file cannot be read.", http.StatusInternalServerError)
		return
	}
	defer func() { _ = file.Close() }()
	// A phone on a bad line needs longer than the server gives an answer.
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(slowest)) // no deadline: none to move
	http.ServeContent(w, r, "", time.Time{}, file)
}

// packed gives the name of the file that fits what a browser accepts (RFC 9110 section
// 12.5.3), Brotli's first because it is the smallest. Browsers say q=0 of neither.
func (f *Files) packed(name string, accept []string) (packed, encoding string) {
	for _, kind := range []struct{ ext, encoding string }{{".br", "br"}, {".gz", "gzip"}} {
		if f.tags[name+kind.ext] != "" && accepts(accept, kind.encoding) {
			return name + kind.ext, kind.encoding
		}
	}
	return name, ""
}

func accepts(accept []string, encoding string) bool {
	for _, line := range accept {
		for item := range strings.SplitSeq(line, ",") {
			coding, quality, _ := strings.Cut(strings.TrimSpace(item), ";")
			if strings.EqualFold(strings.TrimSpace(coding), encoding) {
				q := strings.ReplaceAll(strings.ToLower(quality), " ", "")
				return q != "q=0" && q != "q=0.0" && q != "q=0.00" && q != "q=0.000"
			}
		}
	}
	return false
}

func typeOf(name string) string {
	if t := types[path.Ext(name)]; t != "" {
		return t
	}
	if t := mime.TypeByExtension(path.Ext(name)); t != "" {
		return t
	}
	return "application/octet-stream"
}

var place = regexp.MustCompile(`(?s)<!--clinic-->.*?<!--/clinic-->`)

// in writes how to reach the clinic into a page.
func (c Clinic) in(raw []byte) []byte {
	if c.Phone == "" {
		return raw
	}
	said := html.EscapeString(c.Phone)
	if number := dial(c.Phone); number != "" {
		said = `<a href="tel:` + number + `">` + said + `</a>`
	}
	if c.Name != "" {
		said = html.EscapeString(c.Name) + ": " + said
	}
	return place.ReplaceAllLiteral(raw, []byte(said))
}

// dial is a number as a telephone takes it (RFC 3966): digits, and a plus in front.
func dial(number string) string {
	var b strings.Builder
	for i, r := range number {
		if r >= '0' && r <= '9' || r == '+' && i == 0 {
			b.WriteRune(r)
		}
	}
	return b.String()
}
