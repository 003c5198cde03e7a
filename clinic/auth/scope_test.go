package auth

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestParseScopes(t *testing.T) {
	t.Parallel()
	for asked, want := range map[string]string{
		"":                                  "",
		"openid  fhirUser\topenid":          "fhirUser openid",
		"patient/Goal.cruds":                "patient/Goal.cruds",
		"patient/Goal.r patient/Goal.s":     "patient/Goal.rs",
		"user/*.rs patient/*.c":             "patient/*.c user/*.rs",
		"patient/Goal.sr":                   "", // letters out of order
		"patient/Goal.rr":                   "",
		"patient/Goal.":                     "",
		"patient/Goal":                      "",
		"patient/goal.rs":                   "",
		"patient/Goal.read":                 "", // SMART v1
		"patient/Goal.*":                    "",
		"patient/Obs_ervation.r":            "",
		"patient/**.r":                      "",
		"group/Goal.r":                      "",
		"launch launch/encounter":           "",
		"OpenID":                            "",
		"patient/Observation.rs?category=x": "", // without its filter it would be wider

		"patient/Observation.rs?category=http://o.example/c|vital-signs":             "patient/Observation.rs?category=http://o.example/c|vital-signs",
		"patient/Observation.cruds?category=http%3A%2F%2Fo.example%2Fc%7Csurvey":     "patient/Observation.rs?category=http://o.example/c|survey",
		"patient/Observation.c?category=http://o.example/c|survey":                   "",
		"patient/Observation.rs?category=http://o.example/c|survey,x":                "",
		"patient/Observation.rs?category=|survey":                                    "",
		"patient/Observation.rs?category=http://o.example/c|":                        "",
		"patient/Observation.rs?category=a:b|c&category=a:b|d":                       "",
		"patient/Observation.rs?category=a:b|c&status=final":                         "",
		"patient/Observation.rs?category:not=a:b|c":                                  "",
		"patient/Observation.rs?code=a:b|c":                                          "",
		"patient/Observation.rs?":                                                    "",
		"patient/*.rs?category=a:b|c":                                                "",
		"patient/Task.rs?category=a:b|c":                                             "",
		"patient/Observation.rs?category=a:b|c patient/Observation.s?category=a:b|c": "patient/Observation.rs?category=a:b|c",
	} {
		if got := ParseScopes(asked).String(); got != want {
			t.Errorf("%q: %q, want %q", asked, got, want)
		}
	}
}

func TestScopesAllow(t *testing.T) {
	t.Parallel()
	set := ParseScopes("patient/Goal.ru user/*.s")
	for ask, want := range map[string]bool{
		"Goal r": true, "Goal u": true, "Goal s": true, "Goal d": false, "Goal c": false, "Task s": true, "Task r": false, "goal r": false, "Goal ?": false,
	} {
		kind, letter, _ := strings.Cut(ask, " ")
		if got := set.Allows(kind, letter[0]); got != want {
			t.Errorf("%s: %v", ask, got)
		}
	}
	narrow := ParseScopes("patient/Observation.rs?category=a:b|c user/Observation.r?category=a:b|d patient/Goal.rs")
	if narrow.Allows("Observation", 'r') || len(narrow.Within("Observation", 'r')) != 2 || len(narrow.Within("Observation", 's')) != 1 ||
		narrow.Within("Observation", 's')[0] != (Category{"a:b", "c"}) || len(narrow.Within("Goal", 'r')) != 0 || len(narrow.Within("Observation", 'u')) != 0 {
		t.Errorf("a narrowed scope allows %v", narrow.Within("Observation", 'r'))
	}
	if (ScopeSet{}).Allows("Goal", 'r') {
		t.Error("no scopes allow something")
	}
}

func TestIntersect(t *testing.T) {
	t.Parallel()
	for _, x := range []struct{ a, b, want string }{
		{"patient/*.cruds", "patient/Goal.rs", "patient/Goal.rs"},
		{"patient/Goal.cru", "patient/*.rs", "patient/Goal.r"},
		{"patient/*.rs patient/Goal.u", "patient/Goal.ru", "patient/Goal.ru"},
		{"patient/*.rs", "user/*.rs", ""},
		{"openid offline_access", "openid fhirUser", "openid"},
		{"patient/Goal.r", "patient/Task.r", ""},
		{"patient/Goal.r", "patient/Goal.u", ""},
		{"patient/*.cruds", "patient/Goal.rs?category=a:b|c", "patient/Goal.rs?category=a:b|c"},
		{"patient/Goal.r", "patient/Goal.rs?category=a:b|c", "patient/Goal.r?category=a:b|c"},
		{"patient/Goal.rs?category=a:b|d", "patient/Goal.rs?category=a:b|c", ""},
		{"patient/Goal.rs?category=a:b|c", "user/Goal.rs?category=a:b|c", ""},
	} {
		a, b := ParseScopes(x.a), ParseScopes(x.b)
		if got := a.Intersect(b).String(); got != x.want {
			t.Errorf("%q and %q: %q, want %q", x.a, x.b, got, x.want)
		}
		if got := b.Intersect(a).String(); got != x.want {
			t.Errorf("%q and %q: %q, want %q", x.b, x.a, got, x.want)
		}
	}
}

func scopeSets() *rapid.Generator[ScopeSet] {
	word := rapid.SampledFrom([]string{
		"openid", "fhirUser", "patient/*.cruds", "patient/*.rs", "patient/Goal.cruds", "patient/Goal.r", "patient/Task.us",
		"user/*.rs", "user/Goal.cu", "system/Goal.d", "patient/Goal.rs?category=a:b|c", "patient/Goal.r?category=a:b|d",
	})
	return rapid.Map(rapid.SliceOf(word), func(words []string) ScopeSet { return ParseScopes(strings.Join(words, " ")) })
}

// What two sets allow together is never more than either allows, for any type and interaction.
func TestIntersectNeverWidens(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := scopeSets().Draw(t, "a"), scopeSets().Draw(t, "b")
		both := a.Intersect(b)
		for _, kind := range []string{"Goal", "Task", "Patient"} {
			for i := range len(letters) {
				each := a.Allows(kind, letters[i]) && b.Allows(kind, letters[i])
				if both.Allows(kind, letters[i]) && !each {
					t.Fatalf("%s and %s give %s", a, b, both)
				}
				for _, c := range both.Within(kind, letters[i]) {
					in := func(s ScopeSet) bool {
						return s.Allows(kind, letters[i]) || slices.Contains(s.Within(kind, letters[i]), c)
					}
					if !in(a) || !in(b) {
						t.Fatalf("%s and %s give %s", a, b, both)
					}
				}
			}
		}
		if !a.Covers(both) || !b.Covers(both) || a.Intersect(a).String() != a.String() {
			t.Fatalf("%s and %s give %s", a, b, both)
		}
	})
}

// Whatever comes over the wire, the canonical form reads back as itself and has no foreign letters.
func FuzzParseScopes(f *testing.F) {
	for _, seed := range []string{"patient/Observation.rs?category=http://o.example/c|vital-signs", "patient/Goal.r?category=a%3ab|c%20", "openid patient/*.cruds", "patient/Goal.rs?x=y", "user/.c", "//..", "patient/Ä.r", "launch/patient\x00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, asked string) {
		set := ParseScopes(asked)
		text := set.String()
		if again := ParseScopes(text); again.String() != text || !again.Covers(set) {
			t.Errorf("%q reads back as %q", text, again)
		}
		if strings.ContainsAny(text, "\"\\\n\x00") {
			t.Errorf("canonical form %q", text)
		}
	})
}
