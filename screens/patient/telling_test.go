package patient

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"throughline/assets/translations"
	"throughline/care"
	"throughline/screens/say"
)

// untranslated finds words of the interface that are told in English to who reads Spanish.
func untranslated(t *testing.T, name string, words []string) {
	t.Helper()
	english, spanish := messages(t, "en"), messages(t, "es")
	only := map[string]string{}
	for key, text := range english {
		if spanish[key] != text && !strings.Contains(text, "{{") {
			only[text] = key
		}
	}
	for key := range spanish {
		delete(only, spanish[key])
	}
	for _, line := range words {
		at, text, _ := strings.Cut(line, ": ")
		if key, english := only[text]; english {
			t.Errorf("%s%s says %q (%s) in Spanish too", name, at, text, key)
		}
	}
}

// messages are a language's words by key, without those with several forms.
func messages(t *testing.T, language string) map[string]string {
	t.Helper()
	raw, err := translations.FS.ReadFile(language + ".json")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]any{}
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for key, x := range all {
		if text, ok := x.(string); ok {
			out[key] = text
		}
	}
	return out
}

// wordsOf are all strings that a model holds, by where they stand.
func wordsOf(model any) []string {
	var out []string
	var walk func(path string, v reflect.Value)
	walk = func(path string, v reflect.Value) {
		switch v.Kind() {
		case reflect.String:
			if v.String() != "" {
				out = append(out, path+": "+v.String())
			}
		case reflect.Struct:
			if v.Type() == reflect.TypeFor[time.Time]() || v.Type() == reflect.TypeFor[time.Location]() || v.Type() == reflect.TypeFor[say.Printer]() || v.Type() == reflect.TypeFor[care.Form]() {
				return
			}
			for i := range v.NumField() {
				walk(path+"."+v.Type().Field(i).Name, v.Field(i))
			}
		case reflect.Slice, reflect.Array:
			for i := range v.Len() {
				walk(fmt.Sprintf("%s[%d]", path, i), v.Index(i))
			}
		case reflect.Map:
			keys := v.MapKeys()
			slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
			for _, k := range keys {
				walk(fmt.Sprintf("%s[%v]", path, k), v.MapIndex(k))
			}
		case reflect.Pointer, reflect.Interface:
			if !v.IsNil() {
				walk(path, v.Elem())
			}
		default:
		}
	}
	walk("", reflect.ValueOf(model))
	return out
}
