// Command web makes the static folder that is the app for browsers: the compiled app,
// its pages in each language, and every large file packed for the wire as well. Files
// are named by their content, so that they can be cached for good; the pages, whose
// names stay, are small.
package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"html/template"
	"log/slog"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	textemplate "text/template"
)

//go:embed page text
var sources embed.FS

// packer writes one folder.
type packer struct {
	out   string
	files map[string]string // short name to the name that has the content's hash in it
	size  int               // of the app, not packed
	pack  bool              // for the wire as well
	best  bool              // take the time that Brotli's best needs
}

func main() {
	wasm := flag.String("wasm", "", "the compiled app")
	runtime := flag.String("runtime", "", "Go's wasm_exec.js")
	icons := flag.String("icons", "", "a `FOLDER` with icons by their size: 32.png, 180.png, 192.png, 512.png")
	out := flag.String("out", "", "the `FOLDER` to make")
	pack := flag.Bool("pack", true, "pack each file for the wire as well")
	best := flag.Bool("best", false, "pack as small as can be; takes minutes")
	flag.Parse()
	if *wasm == "" || *runtime == "" || *icons == "" || *out == "" {
		flag.Usage()
		os.Exit(2)
	}
	p := packer{out: *out, files: map[string]string{}, pack: *pack, best: *best}
	if err := p.make(*wasm, *runtime, *icons); err != nil {
		slog.Error("the folder for browsers could not be made", "cause", err)
		os.Exit(1)
	}
}

func (p *packer) make(wasm, runtime, icons string) error {
	if err := os.RemoveAll(p.out); err != nil {
		return err
	}
	if err := os.MkdirAll(p.out, 0o755); err != nil {
		return err
	}
	for _, f := range []struct{ short, name, from string }{
		{"app", "throughline.wasm", wasm},
		{"runtime", "runtime.js", runtime},
		{"icon", "icon-32.png", filepath.Join(icons, "32.png")},
		{"touch", "icon-180.png", filepath.Join(icons, "180.png")},
		{"icon192", "icon-192.png", filepath.Join(icons, "192.png")},
		{"icon512", "icon-512.png", filepath.Join(icons, "512.png")},
	} {
		content, err := os.ReadFile(f.from)
		if err != nil {
			return err
		}
		if f.short == "app" {
			p.size = len(content)
		}
		if err := p.hashed(f.short, f.name, content); err != nil {
			return err
		}
	}
	for short, name := range map[string]string{"page": "page.css", "boot": "boot.js", "callback": "callback.js"} {
		content, err := sources.ReadFile("page/" + name)
		if err != nil {
			return err
		}
		if err := p.hashed(short, name, content); err != nil {
			return err
		}
	}
	manifest, err := p.manifest()
	if err != nil {
		return err
	}
	if err := p.hashed("manifest", "manifest.webmanifest", manifest); err != nil {
		return err
	}
	for _, name := range []string{"index.html", "callback.html"} {
		page, err := p.page(name)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if err := os.WriteFile(filepath.Join(p.out, name), page, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// hashed writes a file under a name that has part of its content's hash in it.
func (p *packer) hashed(short, name string, content []byte) error {
	sum := sha256.Sum256(content)
	ext := path.Ext(name)
	named := strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:6]) + ext
	p.files[short] = named
	to := filepath.Join(p.out, named)
	if err := os.WriteFile(to, content, 0o644); err != nil {
		return err
	}
	if !p.pack || len(content) < 2<<10 || ext == ".png" {
		return nil
	}
	return errors.Join(zip(to, content), p.brotli(to))
}

func zip(to string, content []byte) error {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return err
	}
	_, err = w.Write(content)
	if err = errors.Join(err, w.Close()); err != nil {
		return err
	}
	return os.WriteFile(to+".gz", b.Bytes(), 0o644)
}

// brotli packs a file with Debian's brotli; without that program browsers get gzip.
func (p *packer) brotli(file string) error {
	program, err := exec.LookPath("brotli")
	if err != nil {
		return nil //nolint:nilerr // it is smaller by a fifth, and not needed
	}
	level := "7"
	if p.best {
		level = "11"
	}
	if text, err := exec.Command(program, "--quality="+level, "--lgwin=24", "--no-copy-stat", "--output="+file+".br", file).CombinedOutput(); err != nil { //nolint:noctx // it ends by itself
		return fmt.Errorf("brotli: %w: %s", err, text)
	}
	return os.Chmod(file+".br", 0o644)
}

func (p *packer) manifest() ([]byte, error) {
	raw, err := sources.ReadFile("page/manifest.webmanifest")
	if err != nil {
		return nil, err
	}
	t, err := textemplate.New("manifest").Option("missingkey=error").Parse(string(raw))
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = t.Execute(&b, map[string]any{"Files": p.files})
	return b.Bytes(), err
}

// language is the words of the pages in one language.
type language struct {
	Tag   string
	words map[string]string
}

// T gives a text.
func (l language) T(key string) (string, error) {
	text, ok := l.words[key]
	if !ok {
		return "", fmt.Errorf("%s has no %q", l.Tag, key)
	}
	return text, nil
}

// Progress is what boot.js says while the app loads, by short names.
func (l language) Progress() (string, error) {
	short := map[string]string{"link": l.words["link"]}
	for key, text := range l.words {
		if name, ok := strings.CutPrefix(key, "progress."); ok {
			short[name] = text
		}
	}
	raw, err := json.Marshal(short)
	return string(raw), err
}

func languages() ([]language, error) {
	var all []language
	for _, tag := range []string{"en", "es"} {
		raw, err := sources.ReadFile("text/" + tag + ".json")
		if err != nil {
			return nil, err
		}
		l := language{Tag: tag}
		if err := json.Unmarshal(raw, &l.words); err != nil {
			return nil, err
		}
		all = append(all, l)
	}
	return all, nil
}

// page fills in one of the pages. The clinic's server knows the clinic, and puts its
// number between two comments (clinic/webapp).
func (p *packer) page(name string) ([]byte, error) {
	raw, err := sources.ReadFile("page/" + name)
	if err != nil {
		return nil, err
	}
	// The template drops comments, so these are marks until it is done.
	raw = bytes.ReplaceAll(bytes.ReplaceAll(raw, []byte("<!--clinic-->"), []byte("[[clinic]]")), []byte("<!--/clinic-->"), []byte("[[/clinic]]"))
	t, err := template.New(name).Parse(string(raw))
	if err != nil {
		return nil, err
	}
	all, err := languages()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = t.Execute(&b, map[string]any{"Files": p.files, "Size": strconv.Itoa(p.size), "Languages": all})
	text := strings.NewReplacer("[[clinic]]", "<!--clinic-->", "[[/clinic]]", "<!--/clinic-->").Replace(b.String())
	return []byte(text), err
}
