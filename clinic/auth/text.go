package auth

import (
	"embed"
	"encoding/json"
	"maps"
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

// languages are those that the pages speak, the default first: a file in pages/text each.
var (
	texts           = loadTexts()
	languages       = languagesOf(texts)
	languageMatcher = language.NewMatcher(tagsOf(languages))
)

func loadTexts() map[string]map[string]string {
	files, err := pageFiles.ReadDir("pages/text")
	if err != nil {
		panic(err) // go:embed proved that it is there
	}
	all := map[string]map[string]string{}
	for _, file := range files {
		raw, err := pageFiles.ReadFile("pages/text/" + file.Name())
		if err != nil {
			panic(err) // go:embed proved that it is there
		}
		var t map[string]string
		if err := json.Unmarshal(raw, &t); err != nil {
			panic("auth: pages/text/" + file.Name() + ": " + err.Error())
		}
		all[strings.TrimSuffix(file.Name(), ".json")] = t
	}
	return all
}

func languagesOf(texts map[string]map[string]string) []string {
	all := []string{"en"}
	for _, lang := range slices.Sorted(maps.Keys(texts)) {
		if lang != "en" {
			all = append(all, lang)
		}
	}
	return all
}

func tagsOf(languages []string) []language.Tag {
	tags := make([]language.Tag, len(languages))
	for i, lang := range languages {
		tags[i] = language.Make(lang)
	}
	return tags
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
