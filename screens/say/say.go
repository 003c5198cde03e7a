// Package say puts the interface's words, dates and times into the person's
// language. Fyne's own lang package cannot change the language at run time, so
// the product asks go-i18n (which Fyne uses too) itself.
package say

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"throughline/assets/translations"
	"throughline/care"
)

// Printer says things in one language. It is safe for use by many goroutines.
type Printer struct {
	tag       language.Tag
	localizer *i18n.Localizer
}

// Languages lists the languages that the interface has, English first: one file each,
// no list anywhere.
var Languages = sync.OnceValue(func() []language.Tag {
	names, err := fs.Glob(translations.FS, "*.json")
	if err != nil {
		panic(err) // the pattern is well-formed
	}
	tags := []language.Tag{language.English}
	for _, name := range names {
		if tag := language.Make(strings.TrimSuffix(name, ".json")); tag != language.English {
			tags = append(tags, tag)
		}
	}
	return tags
})

// bundles are the words of each language that somebody asked for, by its tag. The
// others are not read: reading one takes longer than laying out a page.
var bundles sync.Map

func bundle(tag language.Tag) *i18n.Bundle {
	once, _ := bundles.LoadOrStore(tag, sync.OnceValue(func() *i18n.Bundle {
		b, err := load(translations.FS, tag)
		if err != nil {
			panic(err) // the files are embedded, and the package's test loads them
		}
		return b
	}))
	return once.(func() *i18n.Bundle)()
}

// load reads one language, and English for what it lacks.
func load(folder fs.FS, tag language.Tag) (*i18n.Bundle, error) {
	b := i18n.NewBundle(language.English)
	b.RegisterUnmarshalFunc("json", json.Unmarshal)
	for _, t := range slices.Compact([]language.Tag{language.English, tag}) {
		if _, err := b.LoadMessageFileFS(folder, t.String()+".json"); err != nil {
			return nil, fmt.Errorf("translation %s: %w", t, err)
		}
	}
	return b, nil
}

// New gives a Printer for the best match of the wanted BCP 47 tags, English
// where none matches.
func New(wanted ...string) *Printer {
	matched, _ := language.MatchStrings(language.NewMatcher(Languages()), wanted...)
	base, _ := matched.Base()
	tag := language.Make(base.String())
	return &Printer{tag: tag, localizer: i18n.NewLocalizer(bundle(tag), tag.String())}
}

// Language is the BCP 47 tag of the language spoken.
func (p *Printer) Language() string { return p.tag.String() }

// T says a message. Pairs fill its template: T("today.hello", "Name", "Maya").
func (p *Printer) T(key string, pairs ...any) string {
	return p.say(&i18n.LocalizeConfig{MessageID: key, TemplateData: data(pairs)})
}

// N says a message in the plural form that n asks for; {{.N}} is n.
func (p *Printer) N(key string, n int, pairs ...any) string {
	d := data(pairs)
	d["N"] = n
	return p.say(&i18n.LocalizeConfig{MessageID: key, TemplateData: d, PluralCount: n})
}

// Has says whether the language has the message.
func (p *Printer) Has(key string) bool {
	text, tag, err := p.localizer.LocalizeWithTag(&i18n.LocalizeConfig{MessageID: key, PluralCount: 2})
	return err == nil && text != "" && tag == p.tag
}

// Fault says what went wrong, by its code where the language has a sentence
// for it.
func (p *Printer) Fault(f *care.Fault) string {
	if f == nil {
		return ""
	}
	if key := "fault." + f.Code; p.Has(key) {
		return p.T(key)
	}
	return f.Say
}

func (p *Printer) say(c *i18n.LocalizeConfig) string {
	text, err := p.localizer.Localize(c)
	if err != nil {
		// A test keeps every key present, so this is a programming error; the
		// key is better on the screen than nothing.
		slog.Error("missing message", "key", c.MessageID, "language", p.Language())
		if text == "" {
			return c.MessageID
		}
	}
	return oneStop(text)
}

// oneStop takes away the second full stop of a sentence that ends in "p. m.".
func oneStop(text string) string {
	if before, twice := strings.CutSuffix(text, ".."); twice && !strings.HasSuffix(before, ".") {
		return before + "."
	}
	return text
}

func data(pairs []any) map[string]any {
	m := make(map[string]any, len(pairs)/2+1)
	for i := 0; i+1 < len(pairs); i += 2 {
		m[fmt.Sprint(pairs[i])] = pairs[i+1]
	}
	return m
}

// Capital gives s with its first letter as a capital, for languages that write
// days and months small inside a sentence.
func Capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

func list(s string) []string { return strings.Split(s, "|") }

// Name is the language's own name: "Español".
func (p *Printer) Name() string { return p.T("language.name") }
