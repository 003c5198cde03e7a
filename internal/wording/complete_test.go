package wording

import (
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// languages are those of the interface; everything else has to have them too.
func languages(t *testing.T) []string {
	t.Helper()
	files, err := fs.Glob(source, "assets/translations/*.json")
	if err != nil || len(files) < 2 {
		t.Fatalf("translations: %v, %v", files, err)
	}
	var all []string
	for _, file := range files {
		all = append(all, strings.TrimSuffix(path.Base(file), ".json"))
	}
	return all
}

// The skills and the sign-in pages have the same texts in each language, with
// the same places to fill in, and as many steps, cues and fields.
func TestSkillsAndSignInPagesAreCompleteInEachLanguage(t *testing.T) {
	t.Parallel()
	blank := regexp.MustCompile(`\{[a-z]+\}`)
	for _, folder := range []string{"assets/skills", "clinic/auth/pages/text"} {
		english := texts(t, folder+"/en.json")
		for _, lang := range languages(t) {
			other := texts(t, folder+"/"+lang+".json")
			if a, b := slices.Sorted(maps.Keys(english)), slices.Sorted(maps.Keys(other)); !slices.Equal(a, b) {
				t.Errorf("%s: %s and English differ: %v", folder, lang, difference(a, b))
			}
			for key, text := range english {
				a, b := blank.FindAllString(text, -1), blank.FindAllString(other[key], -1)
				slices.Sort(a)
				slices.Sort(b)
				if !slices.Equal(slices.Compact(a), slices.Compact(b)) {
					t.Errorf("%s: %s has %v in %s, English has %v", folder, key, b, lang, a)
				}
				if strings.TrimSpace(other[key]) == "" {
					t.Errorf("%s: %s is empty in %s", folder, key, lang)
				}
			}
		}
	}
}

func TestEachLanguageHasEveryPageToReadAndEveryFormOfOurOwn(t *testing.T) {
	t.Parallel()
	for _, lang := range languages(t) {
		if got, want := names(t, "assets/education/"+lang), names(t, "assets/education/en"); !slices.Equal(got, want) {
			t.Errorf("%s has the pages %v, English has %v", lang, got, want)
		}
		for _, form := range names(t, "assets/questionnaires") {
			name, ok := strings.CutSuffix(form, ".json")
			if !ok || lang == "en" || slices.Contains(official, name) || slices.ContainsFunc(languages(t), func(l string) bool { return strings.HasSuffix(name, "-"+l) }) {
				continue
			}
			if _, err := fs.Stat(source, "assets/questionnaires/"+name+"-"+lang+".json"); err != nil {
				t.Errorf("the form %s is not there in %s: %v", name, lang, err)
			}
		}
	}
}

// Every text of the sign-in pages is asked for by a page or by the code.
func TestEveryTextOfTheSignInPagesIsUsed(t *testing.T) {
	t.Parallel()
	var code strings.Builder
	err := fs.WalkDir(source, "clinic/auth", func(file string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || strings.HasSuffix(file, "_test.go") || !strings.HasSuffix(file, ".go") && !strings.HasSuffix(file, ".html") {
			return err
		}
		raw, err := fs.ReadFile(source, file)
		code.Write(raw)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	stems := []string{"category.", "end.done.", "end.denied.", "error.", "thread.", "signin.lead", "setup.lead", "signin.locked"} // put together in the code
	for key := range texts(t, "clinic/auth/pages/text/en.json") {
		family := slices.ContainsFunc(stems, func(s string) bool { return strings.HasPrefix(key, s) })
		if !family && !strings.Contains(code.String(), `"`+key+`"`) {
			t.Errorf("no page says %q", key)
		}
	}
}

func texts(t *testing.T, file string) map[string]string {
	t.Helper()
	raw, err := fs.ReadFile(source, file)
	if err != nil {
		t.Fatal(err)
	}
	var tree any
	if err := json.Unmarshal(raw, &tree); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	all := map[string]string{}
	flatten(tree, "", func(key, text string) { all[key] = text })
	return all
}

func names(t *testing.T, folder string) []string {
	t.Helper()
	entries, err := os.ReadDir("../../" + folder)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

func difference(a, b []string) []string {
	var only []string
	for _, x := range a {
		if !slices.Contains(b, x) {
			only = append(only, "lacks "+x)
		}
	}
	for _, x := range b {
		if !slices.Contains(a, x) {
			only = append(only, "has besides "+x)
		}
	}
	return only
}

// A password manager fills in what it knows (WCAG 2.2, 1.3.5 and 3.3.8): fields
// say what they are for, and nothing stands against pasting. The pages run no
// script, so only markup could.
func TestPasswordsCanBePastedAndFieldsSayTheirPurpose(t *testing.T) {
	t.Parallel()
	files, err := fs.Glob(source, "clinic/auth/pages/*.html")
	if err != nil || len(files) < 8 {
		t.Fatalf("pages: %v, %v", files, err)
	}
	input := regexp.MustCompile(`(?s)<input[^>]*>`)
	passwords := 0
	for _, file := range files {
		raw, err := fs.ReadFile(source, file)
		if err != nil {
			t.Fatal(err)
		}
		for _, bad := range []string{"onpaste", "oncopy", "<script", "captcha"} {
			if strings.Contains(strings.ToLower(string(raw)), bad) {
				t.Errorf("%s has %s", file, bad)
			}
		}
		for _, field := range input.FindAllString(string(raw), -1) {
			if strings.Contains(field, `type="hidden"`) {
				continue
			}
			if !strings.Contains(field, "autocomplete=") {
				t.Errorf("%s does not say what a field is for: %s", file, field)
			}
			if strings.Contains(field, `type="password"`) {
				passwords++
				if !strings.Contains(field, `"current-password"`) && !strings.Contains(field, `"new-password"`) {
					t.Errorf("%s: a password manager cannot know %s", file, field)
				}
			}
		}
	}
	if passwords < 3 {
		t.Errorf("only %d password fields were looked at", passwords)
	}
}
