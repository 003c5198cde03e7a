//go:build !js

package smart

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http/httptest"
	"strings"
	"testing"
)

// The page's own style must pass its own policy, in both languages.
func TestThePageMayUseItsStyleAndNothingElse(t *testing.T) {
	t.Parallel()
	for _, words := range []pageWords{wordsFor(""), wordsFor("ES-mx")} {
		for _, say := range [][2]string{words.Done, words.Failed, words.Stray} {
			w := httptest.NewRecorder()
			writePage(w, 200, words.page(say))
			body := w.Body.String()
			_, rest, _ := strings.Cut(body, "<style>")
			style, _, _ := strings.Cut(rest, "</style>")
			sum := sha256.Sum256([]byte(style))
			policy := w.Header().Get("Content-Security-Policy")
			if !strings.Contains(policy, "'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'") || !strings.HasPrefix(policy, "default-src 'none';") {
				t.Errorf("the policy is %s", policy)
			}
			if w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("Referrer-Policy") != "no-referrer" {
				t.Errorf("the code could stay around: %v", w.Header())
			}
			if !strings.Contains(body, `lang="`+words.Language+`"`) || !strings.Contains(body, say[1]) {
				t.Errorf("the page is %s", body)
			}
		}
	}
}
