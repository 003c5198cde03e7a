package auth

import (
	"bytes"
	"fmt"
	"io/fs"
	"math"
	"net/http/httptest"
	"os"
	"path"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// Each text is there in each language, speaks of the same things, and every text that a page asks
// for is there.
func TestTexts(t *testing.T) {
	t.Parallel()
	named := regexp.MustCompile(`\{[a-z]+\}`)
	for key, english := range texts["en"] {
		spanish := texts["es"][key]
		if spanish == "" {
			t.Errorf("es lacks %s", key)
		}
		for _, name := range named.FindAllString(english, -1) {
			if !strings.Contains(spanish, name) {
				t.Errorf("es %s lacks %s", key, name)
			}
		}
		if strings.Contains(english, "!") {
			t.Errorf("%s exclaims", key)
		}
	}
	if len(texts["es"]) != len(texts["en"]) {
		t.Errorf("es has %d texts, en %d", len(texts["es"]), len(texts["en"]))
	}
	files, err := fs.Glob(pageFiles, "pages/*.html")
	if err != nil {
		t.Fatal(err)
	}
	asked := regexp.MustCompile(`\.T "([a-z.]+)"`)
	for _, file := range files {
		raw, err := fs.ReadFile(pageFiles, file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range asked.FindAllSubmatch(raw, -1) {
			if texts["en"][string(m[1])] == "" {
				t.Errorf("%s asks for %s, which nobody wrote", file, m[1])
			}
		}
	}
	for _, subject := range subjects {
		if texts["en"][subject.key] == "" {
			t.Errorf("nobody wrote %s", subject.key)
		}
	}
}

func TestLanguageOf(t *testing.T) {
	t.Parallel()
	for _, x := range []struct{ query, header, want string }{
		{"", "", "en"},
		{"", "es-MX,es;q=0.9", "es"},
		{"", "fr", "en"},
		{"lang=es", "en", "es"},
		{"lang=xx", "es", "es"},
		{"ui_locales=es-419+en", "en-US", "es"},
		{"lang=en&ui_locales=es", "es", "en"},
		{"", "de, es;q=0.5", "es"},
	} {
		r := httptest.NewRequest("GET", "/authorize?"+x.query, nil)
		r.Header.Set("Accept-Language", x.header)
		if got := languageOf(r); got != x.want {
			t.Errorf("%+v: %s", x, got)
		}
	}
}

// The pages carry copies of files that the app has too; the copies must not age.
func TestCopiesAreCurrent(t *testing.T) {
	t.Parallel()
	for ours, theirs := range map[string]string{
		"pages/contacts.json": "contacts/us.json", "pages/fonts/regular.ttf": "fonts/regular.ttf",
		"pages/fonts/semibold.ttf": "fonts/semibold.ttf", "pages/icons/mark.svg": "mark.svg",
	} {
		a, err := fs.ReadFile(pageFiles, ours)
		if err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(path.Join("../../assets", theirs))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(a, b) {
			t.Errorf("%s differs from assets/%s", ours, theirs)
		}
	}
}

// Text has a contrast of at least 4.5 and edges of at least 3, in light and in dark (WCAG 2.2).
func TestContrast(t *testing.T) {
	t.Parallel()
	css, err := fs.ReadFile(pageFiles, "pages/style.css")
	if err != nil {
		t.Fatal(err)
	}
	schemes := regexp.MustCompile(`(?s):root \{(.*?)\}`).FindAllSubmatch(css, -1)
	if len(schemes) != 2 {
		t.Fatalf("%d colour schemes", len(schemes))
	}
	colours := regexp.MustCompile(`--([a-z-]+): (#[0-9A-F]{6});`)
	for i, scheme := range schemes {
		is := map[string]float64{}
		for _, m := range colours.FindAllSubmatch(scheme[1], -1) {
			is[string(m[1])] = luminance(t, string(m[2]))
		}
		for _, x := range []struct {
			front, back string
			least       float64
		}{
			{"ink", "ground", 4.5},
			{"ink", "surface", 4.5},
			{"ink", "thread-soft", 4.5},
			{"ink-soft", "ground", 4.5},
			{"ink-soft", "surface", 4.5},
			{"primary", "ground", 4.5},
			{"primary", "surface", 4.5},
			{"on-primary", "primary", 4.5},
			{"on-primary-soft", "primary-soft", 4.5},
			{"help", "surface", 4.5},
			{"on-help", "help", 4.5},
			{"on-thread-soft", "thread-soft", 4.5},
			{"control", "ground", 3},
			{"control", "surface", 3},
			{"thread", "ground", 3},
			{"thread", "surface", 3},
		} {
			front, ok := is[x.front]
			back, ok2 := is[x.back]
			if !ok || !ok2 {
				t.Fatalf("scheme %d lacks %s or %s", i, x.front, x.back)
			}
			if got := (math.Max(front, back) + .05) / (math.Min(front, back) + .05); got < x.least {
				t.Errorf("scheme %d: %s on %s is %.2f, want %.1f", i, x.front, x.back, got, x.least)
			}
		}
	}
}

func luminance(t *testing.T, colour string) float64 {
	t.Helper()
	n, err := strconv.ParseUint(colour[1:], 16, 32)
	if err != nil {
		t.Fatal(err)
	}
	linear := func(shift int) float64 {
		c := float64(n>>shift&0xff) / 255
		if c <= .04045 {
			return c / 12.92
		}
		return math.Pow((c+.055)/1.055, 2.4)
	}
	return .2126*linear(16) + .7152*linear(8) + .0722*linear(0)
}

// The consent page says in words what each scope means, and leaves none out.
func TestAsks(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		scopes string
		role   Role
		want   string
	}{
		{"patient/*.rs", RolePatient, "ask.everything.patient how.see"},
		{"user/*.cruds", RoleTherapist, "ask.everything.staff how.change"},
		{"patient/*.rs patient/AppointmentResponse.cruds", RoleRelatedPerson, "ask.everything.related how.see, ask.schedule how.change"},
		{"patient/Goal.rs patient/Observation.c openid", RolePatient, "ask.checkins how.add, ask.plan how.see, ask.identity ask.identity.how"},
		{"patient/Goal.rs patient/Observation.rs?category=a:b|vital-signs", RolePatient, "ask.plan how.see, ask.category(vital signs) how.see"},
		{"patient/*.rs patient/Observation.rs?category=a:b|vital-signs", RolePatient, "ask.everything.patient how.see"},
		{"patient/Binary.r patient/Account.d offline_access", RolePatient, "ask.other(Account, Binary) how.change, ask.offline ask.offline.how"},
	} {
		var lines []string
		for _, a := range asksOf(ParseScopes(x.scopes), x.role, func(key, n string) string {
			if n != "" {
				return fmt.Sprintf("%s(%s)", key, n)
			}
			return key
		}) {
			lines = append(lines, a.What+" "+a.How)
		}
		if got := strings.Join(lines, ", "); got != x.want {
			t.Errorf("%s: %s", x.scopes, got)
		}
	}
}
