package patient

import (
	"io/fs"
	"os"
	"strings"
	"testing"

	"throughline/assets/skills"
	"throughline/care"
)

func TestEachLanguageHasTheWholeCatalogue(t *testing.T) {
	t.Parallel()
	files, err := fs.Glob(skills.Words, "*.json")
	if err != nil || len(files) < 3 {
		t.Fatalf("got %v, %v, want English and Spanish", files, err)
	}
	for _, name := range files {
		if name == "catalogue.json" {
			continue
		}
		words, err := fs.ReadFile(skills.Words, name)
		if err != nil {
			t.Fatal(err)
		}
		all, err := care.ParseSkills(skills.Catalogue, words)
		if err != nil || len(all) != 22 {
			t.Errorf("%s: %d skills, %v, want 22", name, len(all), err)
		}
		helped := map[care.Challenge]int{}
		for _, k := range all {
			if _, err := os.Stat("../../assets/icons/" + k.Icon + ".svg"); err != nil {
				t.Errorf("%s: %s: there is no icon %q", name, k.Key, k.Icon)
			}
			for _, c := range k.Challenges {
				helped[c]++
			}
			if strings.Contains(strings.Join(k.How, " "), "!") {
				t.Errorf("%s: %s: an exclamation mark", name, k.Key)
			}
		}
		for _, c := range care.Challenges() {
			if helped[c] == 0 {
				t.Errorf("%s: nothing helps with %s", name, c)
			}
		}
	}
}

// What a safety note says was decided by clinicians: it is checked word for
// word where leaving it out could hurt.
func TestTheSafetyNotesThatCannotBeLeftOut(t *testing.T) {
	t.Parallel()
	words, err := fs.ReadFile(skills.Words, "en.json")
	if err != nil {
		t.Fatal(err)
	}
	all, err := care.ParseSkills(skills.Catalogue, words)
	if err != nil {
		t.Fatal(err)
	}
	must := map[string][]string{
		"paced-breathing": {"dizzy", "driving"}, "box-breathing": {"heart", "lung", "pregnan", "panic"}, "four-seven-eight": {"heart", "lung", "pregnan", "panic"},
		"muscle-relaxation": {"hurt"}, "grounding": {"eyes open"}, "opposite-action": {"danger is real"}, "urge-surfing": {"Withdrawal", "medical care"},
		"activity-planning": {"up", "tell your team"}, "thought-record": {"crisis", "trauma"}, "worry-time": {"bedtime", "suicide"},
		"radical-acceptance": {"abuse"}, "self-compassion": {"Stop if"}, "body-scan": {"trauma", "eyes open", "any time"},
		"leaves-on-a-stream": {"unreal"}, "sleep-routine": {"bipolar", "regular"}, "gratitude": {"grief"}, "reaching-out": {"988", "911"},
		"asking-for-what-you-need": {"violent"}, "tipp": {"suicide"},
	}
	for _, k := range all {
		for _, part := range must[k.Key] {
			if !strings.Contains(k.Safety, part) {
				t.Errorf("%s: the safety note does not say %q", k.Key, part)
			}
		}
		if k.Key == "tipp" {
			for _, part := range []string{"Heart disease", "slow pulse", "beta-blockers", "eating disorder", "cold", "pregnancy"} {
				if !strings.Contains(k.Screen.List, part) {
					t.Errorf("tipp does not ask for %q", part)
				}
			}
			if !k.Steps[0].Strenuous || !k.Steps[1].Strenuous || k.Steps[2].Strenuous {
				t.Error("tipp: cold water and hard exercise alone are strenuous")
			}
		}
		if (k.Key == "box-breathing" || k.Key == "four-seven-eight") && !k.Breath.Holds() {
			t.Errorf("%s has no holds to leave out", k.Key)
		}
	}
}
