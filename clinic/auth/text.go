package auth

import (
	"embed"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// The server cannot import the app's assets, so the pages carry copies; a test holds them current.
//
//go:generate cp ../../assets/contacts/us.json pages/contacts.json
//go:generate cp ../../assets/mark.svg pages/icons/mark.svg
//go:generate cp ../../assets/fonts/regular.ttf ../../assets/fonts/semibold.ttf pages/fonts/

//go:embed pages
var pageFiles embed.FS

// languages are those that the pages speak, the default first.
var languages = []string{"en", "es"}

var (
	languageNames   = map[string]string{"en": "English", "es": "Español"}
	texts           = loadTexts()
	languageMatcher = language.NewMatcher([]language.Tag{language.English, language.Spanish})
)

func loadTexts() map[string]map[string]string {
	all := map[string]map[string]string{}
	for _, lang := range languages {
		raw, err := pageFiles.ReadFile("pages/text/" + lang + ".json")
		if err != nil {
			panic(err) // go:embed proved that it is there
		}
		var t map[string]string
		if err := json.Unmarshal(raw, &t); err != nil {
			panic("auth: pages/text/" + lang + ".json: " + err.Error())
		}
		all[lang] = t
	}
	return all
}

// languageOf is the language for a request: what the person chose on the page, else what the app
// asks for, else what the browser prefers.
func languageOf(r *http.Request) string {
	query := r.URL.Query()
	if lang := query.Get("lang"); slices.Contains(languages, lang) {
		return lang
	}
	asked := append(strings.Fields(query.Get("ui_locales")), r.Header.Get("Accept-Language"))
	_, at := language.MatchStrings(languageMatcher, asked...)
	return languages[at]
}
