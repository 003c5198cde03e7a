//go:build !js

package smart

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	_ "embed"
	"encoding/base64"
	"html/template"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// receiver waits on this machine for one redirect (RFC 8252 section 7.3).
type receiver struct {
	redirect string
	server   *http.Server
	back     chan redirected
}

// listen starts on 127.0.0.1 alone: no other machine can reach it, and the
// literal address cannot be made to mean another one.
func listen(ctx context.Context, port int, state, language string) (*receiver, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return nil, err
	}
	host := l.Addr().String()
	lo := &receiver{redirect: "http://" + host + "/callback", back: make(chan redirected, 1)}
	lo.server = &http.Server{Handler: lo.handler(host, state, language), ReadHeaderTimeout: 10 * time.Second, MaxHeaderBytes: 64 << 10}
	go func() { _ = lo.server.Serve(l) }() // ends with close
	return lo, nil
}

// handler takes the first redirect that carries our state. Whatever else comes
// gets a page and changes nothing: any site can send a browser here.
func (lo *receiver) handler(host, state, language string) http.Handler {
	words := wordsFor(language)
	used := make(chan struct{}, 1)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got := r.URL.Query().Get("state")
		switch {
		case r.Host != host || r.URL.Path != "/callback":
			writePage(w, http.StatusNotFound, words.page(words.Stray))
			return
		case r.Method != http.MethodGet || subtle.ConstantTimeCompare([]byte(got), []byte(state)) != 1:
			writePage(w, http.StatusBadRequest, words.page(words.Stray))
			return
		}
		select {
		case used <- struct{}{}:
		default:
			writePage(w, http.StatusBadRequest, words.page(words.Stray))
			return
		}
		outcome := make(chan bool, 1)
		lo.back <- redirected{r.URL.Query(), outcome}
		select {
		case ok := <-outcome:
			if ok {
				writePage(w, http.StatusOK, words.page(words.Done))
			} else {
				writePage(w, http.StatusOK, words.page(words.Failed))
			}
		case <-r.Context().Done():
		}
	})
}

// close lets the last page reach the browser, also when ctx has ended.
func (lo *receiver) close(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	if lo.server.Shutdown(ctx) != nil {
		_ = lo.server.Close()
	}
}

//go:embed loopback.css
var pageStyle string

var pageTemplate = template.Must(template.New("page").Parse(`<!doctype html>
<html lang="{{.Language}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Title}} - Throughline</title>
<style>{{.Style}}</style>
</head>
<body>
<main>
<h1>{{.Title}}</h1>
<p>{{.Text}}</p>
</main>
</body>
</html>
`))

type page struct {
	Language, Title, Text string
	Style                 template.CSS
}

func writePage(w http.ResponseWriter, status int, p page) {
	sum := sha256.Sum256([]byte(pageStyle))
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer") // the address holds the code
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+
		"'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	w.WriteHeader(status)
	_ = pageTemplate.Execute(w, p)
}

// pageWords are the sentences of the closing page: a title, then the text.
type pageWords struct {
	Language            string
	Done, Failed, Stray [2]string
}

func (w pageWords) page(s [2]string) page {
	return page{w.Language, s[0], s[1], template.CSS(pageStyle)} //nolint:gosec // embedded
}

var english = pageWords{
	Language: "en",
	Done:     [2]string{"You're signed in", "You can close this page and go back to Throughline."},
	Failed:   [2]string{"The sign-in did not work", "Close this page and go back to Throughline. It says what to do next."},
	Stray:    [2]string{"Nothing to do here", "This page does not belong to a sign-in that is open. You can close it."},
}

var spanish = pageWords{
	Language: "es",
	Done:     [2]string{"Ya inició sesión", "Puede cerrar esta página y volver a Throughline."},
	Failed:   [2]string{"No se pudo iniciar sesión", "Cierre esta página y vuelva a Throughline. Allí dice qué hacer ahora."},
	Stray:    [2]string{"No hay nada que hacer aquí", "Esta página no es de un inicio de sesión abierto. Puede cerrarla."},
}

func wordsFor(language string) pageWords {
	if tag, _, _ := strings.Cut(strings.ToLower(language), "-"); tag == "es" {
		return spanish
	}
	return english
}
