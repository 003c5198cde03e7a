package archtest

import (
	"slices"
	"strings"
)

// Module is the import path of this module.
const Module = "throughline"

// MaxLines is the most that a file may have which is neither a test nor generated.
const MaxLines = 350

// rule says what some packages may import. The first rule that covers a package holds. The standard
// library and the package's own unit are always allowed. A pattern is a package's folder, or a folder
// with "/..." for it and everything below.
type rule struct {
	of       string   // pattern
	may      []string // patterns in this module
	tests    []string // patterns in this module that tests may import besides
	anywhere bool     // any module of others; what onlyIn says still holds
	modules  []string // otherwise these modules of others, by prefix
	why      string
}

var fyne = []string{"fyne.io/fyne/v2"}

var rules = []rule{
	{
		of:  "care/...",
		why: "care is the domain and imports the standard library only, so that its rules can be read and tested with nothing else in mind.",
	},
	{
		of:  "fhir/...",
		why: "fhir is the wire format and imports the standard library only, so that both sides can share it and neither leaks into it.",
	},
	{
		of: "profile/...", may: []string{"care", "fhir/..."},
		why: "profile is the one mapping between care and fhir; it knows those two and nothing that stores, sends or shows.",
	},
	{
		of: "ical/...", may: []string{"care"}, modules: []string{"github.com/arran4/golang-ical"},
		why: "ical says sessions to other calendars; the app and the clinic share it, so it knows neither.",
	},
	{
		of: "assets/...", modules: fyne,
		why: "assets holds embedded files as Fyne resources; logic belongs to who uses them.",
	},
	{
		of: "screens/...", may: []string{"care", "assets/...", "screens/kit/...", "screens/say/..."},
		tests:   []string{"screens/entry"}, // the frame around every screen
		modules: append([]string{"github.com/fyne-io/oksvg", "github.com/srwiley/rasterx", "github.com/nicksnyder/go-i18n/v2", "golang.org/x/text", "github.com/yuin/goldmark"}, fyne...),
		why:     "A screen shows a care.Chart and declares the intents that it needs; it never sees the wire, the store or the clinic, and audiences share only kit and say.",
	},
	{
		of: "sync/engine/...", may: []string{"care", "fhir/...", "profile/...", "sync/..."}, anywhere: true,
		why: "The engine is where the parts of sync meet; it knows no screen and no clinic, so that any conforming server will do.",
	},
	{
		of: "phone", tests: []string{"internal/jvmtest"},
		why: "phone asks the system and knows nothing of what the answer is for; the vault and the app share it.",
	},
	{
		of: "sync/vault/...", may: []string{"care", "phone"}, anywhere: true,
		tests: []string{"internal/jvmtest"},
		why:   "The vault keeps secrets by what the system offers; it knows nothing of what they open.",
	},
	{
		of: "sync/...", may: []string{"care", "fhir/...", "profile/..."}, anywhere: true,
		why: "The parts of sync do not know each other, so that each can be tested and replaced alone; they meet in sync/engine.",
	},
	{
		of: "app/document", modules: []string{"codeberg.org/go-pdf/fpdf", "golang.org/x/image"},
		why: "A document is words on pages: it knows no screen, no store and no Fyne, so that it can be made anywhere and tested with a program of others.",
	},
	{
		of: "app/...", may: []string{"care", "fhir/...", "profile/...", "ical", "assets/...", "screens/...", "sync/...", "phone"}, anywhere: true,
		why: "app puts the client together and meets the clinic only over the wire.",
	},
	{
		of: "clinic/demo", may: []string{"care", "fhir/...", "profile/...", "clinic/forms"},
		why: "The demo programme is made of records alone, with the forms that the product ships; the server puts them into its store.",
	},
	{
		of: "clinic/forms", may: []string{"fhir/...", "profile", "clinic/...", "assets/questionnaires"},
		why: "A clinic begins with the forms that the product ships; nothing else of the server knows which those are.",
	},
	{
		of: "clinic/...", may: []string{"care", "fhir/...", "profile/...", "ical"}, anywhere: true,
		why: "The clinic's server knows nothing of our client, so that any SMART client will do.",
	},
	{
		of: "cmd/clinicd", may: []string{"clinic/..."},
		why: "The command only starts clinic; what it does belongs there, where tests reach it.",
	},
	{
		of: ".", may: []string{"app/..."}, modules: fyne,
		why: "main only starts app with a driver for the screen; what it does belongs there, where tests reach it.",
	},
	{
		of: "e2e/...", may: []string{"..."}, anywhere: true,
		why: "The end-to-end tests may use both sides.",
	},
	{
		of: "interop/...", may: []string{"internal/testclinic", "profile", "fhir", "sync/...", "care", "ical", "clinic/..."}, anywhere: true,
		why: "The app is tried against programs of others as it is wired to our own, they against our server, and our files by their readers.",
	},
	{
		of: "internal/faults", why: "It only runs the tests that are the long proofs; what they need is theirs.",
	},
	{
		of: "internal/testclinic", may: []string{"clinic/...", "sync/smart"}, anywhere: true,
		why: "It runs the clinic's server as a process for the proofs that kill or measure it, and signs in as a browser does.",
	},
	{
		of: "internal/benchclinic", may: []string{"clinic/...", "sync/smart", "internal/testclinic"}, anywhere: true,
		why: "The measurement asks the clinic's server over HTTP and inserts the rows that it would.",
	},
	{
		of: "internal/benchsync", may: []string{"care", "fhir", "profile", "assets/questionnaires", "clinic/...", "sync/...", "internal/testclinic"}, anywhere: true,
		why: "The race wires the engine to the clinic's server as the app does, without the app.",
	},
	{
		of: "internal/gallery/...", may: []string{"care", "assets/...", "screens/...", "clinic/demo", "profile"}, anywhere: true,
		why: "The gallery draws every screen from the demo programme's own records, without a store or a server.",
	},
	{
		of: "internal/benchday", may: []string{"clinic/...", "internal/testclinic"}, anywhere: true,
		why: "It fills a clinic past its API, which would take hours, and then asks it as phones do.",
	},
	{
		of: "internal/clinicfaults", may: []string{"clinic/..."}, anywhere: true,
		why: "It breaks the clinic's server from outside, and knows it as its operator and its phones do.",
	},
	{
		of: "internal/archtest", why: "The rules stand beside the code that they judge, not on it.",
	},
	{
		of: "internal/manifests", why: "It reads the files that systems and stores read, as they are.",
	},
	{
		of: "internal/logtest", why: "It takes what any program logs, and knows none of them.",
	},
	{
		of: "internal/typecheck", why: "It checks what is compiled for others and imports nothing of it.",
	},
	{
		of: "internal/jvmtest", why: "It runs C code for Android on this machine's Java and knows nothing of what the code is for.",
	},
	{
		of: "internal/fhirtables", may: []string{"clinic/document"},
		why: "Turns HL7's definitions into the clinic's table; it runs by hand and knows only the types' names.",
	},
	{
		of: "internal/wording", modules: []string{"golang.org/x/text"},
		why: "It reads what the product says from the files as they are, so that no code stands between the words and their rules.",
	},
	{
		of: "internal/demobrowser", anywhere: true,
		why: "The demo's browser knows the pages as a person does, and imports nothing of the product.",
	},
	{
		of: "scripts/...", may: []string{"internal/demobrowser"}, anywhere: true,
		why: "A helper of make uses the built binaries from outside and imports nothing of the product.",
	},
}

// onlyIn names packages that few may import, in tests too.
var onlyIn = []struct {
	target string // pattern, in this module or another
	of     []string
	why    string
}{
	{
		"fyne.io/fyne/v2/app",
		[]string{"app/...", ".", "e2e/..."},
		"fyne.io/fyne/v2/app needs OpenGL and cgo; kept to app and main, everything else is tested without a display.",
	},
	{
		"fyne.io/fyne/v2/...",
		[]string{"assets/...", "screens/...", "app/...", ".", "e2e/...", "internal/gallery/...", "scripts/icon", "scripts/phoneicons"},
		"Only what is shown may know Fyne; the store, the wire and the clinic run without it.",
	},
	{
		Module + "/app/...",
		[]string{".", "e2e/...", "app/..."},
		"Nothing stands above app but main and the end-to-end tests.",
	},
}

// bannedCalls are names that must not be used.
var bannedCalls = []struct {
	Name      string
	In        []string // patterns; nil is everywhere
	TestsOnly bool     // in tests; otherwise in what is not a test
	Unless    string   // a file that imports this may
	Why       string
}{
	{
		Name: "time.Sleep", TestsOnly: true, Unless: "testing/synctest", // whose time is not real
		Why: "A test that sleeps is slow or fails by chance: wait for the event, use testing/synctest, or set the clock.",
	},
	{
		Name: "time.Now", In: []string{"care/...", "fhir/...", "profile/...", "screens/..."},
		Why: "The time is an argument here, so that a model is the same for the same chart and time.",
	},
	{
		Name: "os.Exit", In: []string{"care/...", "fhir/...", "profile/...", "screens/...", "sync/..."},
		Why: "A library returns an error; only a command ends the process.",
	},
}

func ruleFor(pkg string) (rule, bool) {
	for _, r := range rules {
		if matches(r.of, pkg) {
			return r, true
		}
	}
	return rule{}, false
}

// refuses returns why the file must not import target, or "" where it may.
func (r rule) refuses(file File, target string) string {
	for _, only := range onlyIn {
		if matches(only.target, target) && !slices.ContainsFunc(only.of, func(p string) bool { return matches(p, file.Package()) }) {
			return only.why
		}
	}
	if forTests(target) && makesTheProduct(file) {
		return "Fakes and suites are for tests and are not shipped."
	}
	within, ours := strings.CutPrefix(target, Module+"/")
	switch {
	case target == Module:
		return "The root is a command and cannot be imported."
	case ours:
		if r.mayUse(file, within) {
			return ""
		}
		return r.why
	case standard(target) || r.anywhere:
		return ""
	}
	for _, prefix := range r.modules {
		if target == prefix || strings.HasPrefix(target, prefix+"/") {
			return ""
		}
	}
	if file.Test && slices.Contains(testModules, target) {
		return ""
	}
	return r.why
}

// forTests tells a package that holds fakes or suites by the end of its name: storetest, httptest.
func forTests(pkg string) bool {
	return strings.HasSuffix(pkg, "test")
}

// makesTheProduct tells the packages that are shipped from those that test it, draw it or help to build it.
func makesTheProduct(file File) bool {
	pkg := file.Package()
	return !file.Test && !forTests(pkg) && !matches("e2e/...", pkg) && !matches("interop/...", pkg) && !matches("internal/...", pkg) && !matches("scripts/...", pkg)
}

// testModules are modules of others that every test may use.
var testModules = []string{"pgregory.net/rapid", "golang.org/x/image/font/sfnt"}

func (r rule) mayUse(file File, within string) bool {
	allowed := append([]string{unit(file.Package()) + "/..."}, r.may...)
	if file.Test {
		allowed = append(allowed, r.tests...)
	}
	return slices.ContainsFunc(allowed, func(p string) bool { return matches(p, within) })
}

// unit is the folder whose packages belong together: care, clinic, but screens/patient, sync/store.
func unit(pkg string) string {
	parts := strings.Split(pkg, "/")
	depth := 1
	if slices.Contains([]string{"sync", "screens", "internal"}, parts[0]) {
		depth = 2
	}
	return strings.Join(parts[:min(depth, len(parts))], "/")
}

func matches(pattern, pkg string) bool {
	if pattern == "..." {
		return true
	}
	if root, below := strings.CutSuffix(pattern, "/..."); below {
		return pkg == root || strings.HasPrefix(pkg, root+"/")
	}
	return pkg == pattern
}

// standard tells the standard library by the first element of its path, which has no dot.
func standard(target string) bool {
	first, _, _ := strings.Cut(target, "/")
	return !strings.Contains(first, ".")
}
