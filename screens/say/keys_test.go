package say

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"throughline/assets/translations"
)

// families are the stems of the keys that the code puts together: "band." and
// the name of a band. A new one is added here, so that a stem is never used by chance.
var families = []string{
	"access.kind.",
	"access.role.",
	"app-lock.after.",
	"band.",
	"choices.part.",
	"choices.topic.",
	"help.",
	"help.card.",
	"keys.name.",
	"learn.here.",
	"learn.level.",
	"patient.about.",
	"patient.band.",
	"patient.challenge.",
	"patient.checkin.fault-",
	"patient.checkin.hint-",
	"patient.followup.",
	"patient.goal.close-",
	"patient.language.",
	"patient.leaving.",
	"patient.leaving.label-",
	"patient.model-words.",
	"patient.model.",
	"patient.past.kind-",
	"patient.partone.",
	"patient.plan.for-",
	"patient.plan.part-",
	"patient.plan.part-for-",
	"patient.refusal.",
	"patient.relation.",
	"patient.remind.",
	"patient.result.limit-",
	"patient.safety.ask-",
	"patient.sharing.part-",
	"patient.sharing.purpose-",
	"patient.sharing.small-",
	"patient.today.part-",
	"patient.where.",
	"place.",
	"skill.scale-",
	"you.missing.",
	"you.shared.",
	"staff.concern.",
	"staff.follow-ups.name-",
	"staff.follow-ups.outcome-",
	"staff.programme.",
	"staff.programme.model-",
	"staff.programme.tab-",
	"staff.summary.cut-",
	"staff.review.empty-",
	"staff.review.filter-",
	"staff.code-sheet.",
	"staff.roster.wrong-",
	"staff.sheet.",
	"staff.transition.",
	"staff.transition.add-",
	"staff.work.choose-",
	"staff.work.did-",
	"staff.work.did-escalate-",
	"staff.work.disposition-",
	"staff.work.escalated-",
	"staff.work.form-",
	"staff.work.is-",
	"staff.work.outcome-",
	"staff.work.programme-",
	"staff.work.reason-",
	"staff.work.safe-",
	"staff.work.save-",
	"staff.work.since-",
	"staff.work.state-",
}

// A key that the code says but no file has would show the key on a screen; a
// key that no code says is dead. Keys are string literals, or have one of the
// families' stems.
func TestEveryMessageIsSaidAndEverySaidMessageExists(t *testing.T) {
	t.Parallel()
	english := messages(t, "en.json")
	literals, codes := map[string]bool{}, map[string]bool{}
	for _, dir := range []string{"..", "../../app", "../../internal/gallery", "../../sync", "../../profile", "../../care"} {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			collect(t, path, literals, codes, english)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	used := map[string]bool{}
	for key := range english {
		if code, ok := strings.CutPrefix(key, "fault."); ok && literals[code] || literals[key] {
			continue
		}
		found := false
		for _, stem := range families {
			if strings.HasPrefix(key, stem) {
				found, used[stem] = true, true
			}
		}
		if !found {
			t.Errorf("no code says %q", key)
		}
	}
	for _, stem := range families {
		if !used[stem] || !literals[stem] {
			t.Errorf("the family %q is in no code or has no key: take it off the list", stem)
		}
	}
	for code := range codes {
		if english["fault."+code] == "" && !slices.Contains(unsaid, code) {
			t.Errorf("the fault %q has no sentence in the translations, so it would be said in English everywhere", code)
		}
	}
}

// unsaid are the faults that no screen shows: those of the commands, and the
// reasons for which a form is refused, whose words are patient.refusal.*.
var unsaid = []string{
	"usage", "unsent", "clock-skew", "resource-malformed",
	"no-questions", "no-answers", "loop", "unknown-question", "file", "value-set",
}

// collect notes every string literal of a file and every fault's code, and for
// each call of T or N with a literal key fails if English lacks it.
func collect(t *testing.T, path string, literals, codes map[string]bool, english map[string]string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if sel, ok := n.Fun.(*ast.SelectorExpr); ok && len(n.Args) > 0 && (sel.Sel.Name == "T" || sel.Sel.Name == "N") {
				if key, ok := literal(n.Args[0]); ok && english[key] == "" {
					t.Errorf("%s says %q, which no translation has", path, key)
				}
			}
		case *ast.KeyValueExpr:
			if name, ok := n.Key.(*ast.Ident); ok && name.Name == "Code" && !strings.Contains(path, "gallery") {
				if code, ok := literal(n.Value); ok && strings.ToLower(code) == code && !strings.ContainsAny(code, "0123456789 ") {
					codes[code] = true
				}
			}
		case *ast.BasicLit:
			if s, ok := literal(n); ok {
				literals[s] = true
			}
		}
		return true
	})
}

func literal(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}

// pluralForms are the CLDR forms that a language asks for with whole numbers
// under a thousand. The product never counts higher; Spanish has one more form,
// "many", from a million on.
func pluralForms(lang language.Tag) []string {
	names := map[plural.Form]string{plural.Zero: "zero", plural.One: "one", plural.Two: "two", plural.Few: "few", plural.Many: "many", plural.Other: "other"}
	forms := map[string]bool{"other": true}
	for n := range 1000 {
		forms[names[plural.Cardinal.MatchPlural(lang, n, 0, 0, 0, 0)]] = true
	}
	return slices.Sorted(maps.Keys(forms))
}

func TestPluralFormsAreThoseOfCLDR(t *testing.T) {
	t.Parallel()
	for lang, want := range map[string]string{"en": "one other", "es": "one other", "pl": "few many one other", "ja": "other", "ar": "few many one other two zero"} {
		if got := strings.Join(pluralForms(language.Make(lang)), " "); got != want {
			t.Errorf("%s has %q, want %q", lang, got, want)
		}
	}
}

// A third language is one file. This one is made up: English words with a mark
// before each, under Polish's tag because Polish has four plural forms.
func TestAThirdLanguageIsOneFile(t *testing.T) {
	t.Parallel()
	folder := fstest.MapFS{}
	for _, name := range []string{"en.json", "es.json"} {
		raw, err := fs.ReadFile(translations.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		folder[name] = &fstest.MapFile{Data: raw}
	}
	var tree map[string]any
	if err := json.Unmarshal(folder["en.json"].Data, &tree); err != nil {
		t.Fatal(err)
	}
	for key, v := range tree {
		switch v := v.(type) {
		case string:
			tree[key] = "~" + v
		case map[string]any:
			for _, form := range pluralForms(language.Polish) {
				v[form] = form + " {{.N}}"
			}
		}
	}
	made, err := json.Marshal(tree)
	if err != nil {
		t.Fatal(err)
	}
	folder["pl.json"] = &fstest.MapFile{Data: made}

	b, err := load(folder, language.Polish)
	if err != nil {
		t.Fatal(err)
	}
	if tags := b.LanguageTags(); len(tags) != 2 {
		t.Fatalf("loaded %v", tags)
	}
	p := &Printer{tag: language.Polish, localizer: i18n.NewLocalizer(b, "pl")}
	for got, want := range map[string]string{
		p.T("place.today"):                  "~Today",
		p.N("you.unsent", 1):                "one 1",
		p.N("you.unsent", 3):                "few 3",
		p.N("you.unsent", 5):                "many 5",
		New("es").T("place.today"):          "Hoy",
		New("pl").T("patient.common.close"): "Close", // not part of the product, so English
	} {
		if got != want {
			t.Errorf("said %q, want %q", got, want)
		}
	}
}
