package manifests_test

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"text/template"
)

// resources of Android are Debian's, of Android 10.
const resources = "/usr/share/android-framework-res/framework-res.apk"

// newer are attributes that Android 10 does not know.
var newer = regexp.MustCompile(`\s*android:(enableOnBackInvokedCallback|dataExtractionRules)="[^"]*"`)

func out(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), name, args...)
	cmd.Dir = dir
	got, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, got)
	}
	return string(got)
}

// Android's own aapt2 links the manifest with our resources, by the arguments that Fyne's packager gives it: another least system, another version.
// What comes out says what our manifest says.
func TestThePackagersArgumentsDoNotOverruleTheManifest(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("aapt2"); err != nil {
		t.Skip("aapt2 is not here: scripts/setup phones installs it")
	}
	if _, err := os.Stat(resources); err != nil {
		t.Skip("Android's resources are not here: scripts/setup phones installs them")
	}
	work := t.TempDir()
	write := func(name, content string) {
		name = filepath.Join(work, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	icon := read(t, "packaging/icons/android-foreground.png")
	write("AndroidManifest.xml", newer.ReplaceAllString(read(t, "AndroidManifest.xml"), ""))
	write("res/mipmap-xxxhdpi/ic_launcher.png", icon) // as the packager makes them
	write("res/mipmap-xxxhdpi/ic_launcher_round.png", icon)
	write("res/values/styles.xml", `<resources><style name="SplashTheme" parent="android:Theme"/></resources>`)
	write("res/xml/data_extraction_rules.xml", read(t, "packaging/android/res/xml/data_extraction_rules.xml"))
	write("compiled/.keep", "")
	parts, err := filepath.Glob(filepath.Join(work, "res/*/*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range parts {
		out(t, work, "aapt2", "compile", "-o", "compiled", part)
	}
	flat, err := filepath.Glob(filepath.Join(work, "compiled/*.flat"))
	if err != nil || len(flat) != len(parts) {
		t.Fatalf("%d of %d are compiled, %v", len(flat), len(parts), err)
	}
	out(t, work, "aapt2", append([]string{
		"link", "-o", "resources.apk", "--manifest", "AndroidManifest.xml", "--min-sdk-version", "21", "--target-sdk-version", "35",
		"--version-code", "7", "--version-name", "9.9.9", "-I", resources, "--auto-add-overlay",
	}, flat...)...)
	says := out(t, work, "aapt2", "dump", "badging", "resources.apk")
	m := manifest(t)
	for _, want := range []string{
		"name='" + m.Package + "'", "versionCode='" + m.VersionCode + "'", "versionName='" + m.VersionName + "'", "sdkVersion:'23'",
		"targetSdkVersion:'" + m.SDK.Target + "'", "launchable-activity: name='org.golang.app.GoNativeActivity'",
	} {
		if !strings.Contains(says, want) {
			t.Errorf("the package does not say %s:\n%s", want, says)
		}
	}
	if n := strings.Count(says, "uses-permission"); n != 3 {
		t.Errorf("it asks for %d permissions:\n%s", n, says)
	}
	tree := out(t, work, "aapt2", "dump", "xmltree", "resources.apk", "--file", "AndroidManifest.xml")
	for _, want := range []string{`:allowBackup\(.*=false`, `:fullBackupContent\(.*=false`, `:usesCleartextTraffic\(.*=false`} {
		if !regexp.MustCompile(want).MatchString(tree) {
			t.Errorf("the package does not say %s", want)
		}
	}
	if strings.Contains(tree, ":debuggable") {
		t.Error("the package can be debugged")
	}
}

// packager is where the source of Fyne's is, of the version that tools/go.mod pins.
func packager(t *testing.T) string {
	t.Helper()
	var module struct{ Dir string }
	raw := out(t, filepath.Join(root, "tools"), "go", "mod", "download", "-json", "fyne.io/tools")
	if err := json.Unmarshal([]byte(raw), &module); err != nil || module.Dir == "" {
		t.Fatalf("%v: %s", err, raw)
	}
	return filepath.Join(module.Dir, "cmd/fyne/internal")
}

func source(t *testing.T, name string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(packager(t), name))
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// What the packager says of an Android app by itself, ours says too, but for three things that it leaves out on purpose.
func TestOurManifestHasAllThatThePackagersOwnHas(t *testing.T) {
	t.Parallel()
	theirs, ours := source(t, "templates/data/AndroidManifest.xml"), read(t, "AndroidManifest.xml")
	named := regexp.MustCompile(`android:name="([^"{]+)"`)
	var lacks []string
	for _, found := range named.FindAllStringSubmatch(theirs, -1) {
		if !strings.Contains(ours, `"`+found[1]+`"`) {
			lacks = append(lacks, strings.TrimPrefix(found[1], "android.permission."))
		}
	}
	if want := []string{"WRITE_EXTERNAL_STORAGE", "READ_EXTERNAL_STORAGE", "RECORD_AUDIO"}; !slices.Equal(lacks, want) {
		t.Errorf("ours lacks %v", lacks)
	}
}

// The packager writes Info.plist; ours is merged into it, and a key that both have would keep the packager's value. It lets the phone be turned and asks for no
// microphone.
func TestOurInfoIsMergedIntoThePackagersWithoutAConflict(t *testing.T) {
	t.Parallel()
	found := regexp.MustCompile("(?s)infoplistTmpl = template.Must\\(template.New\\(\"infoplist\"\\).Parse\\(`(.*?)`").FindStringSubmatch(source(t, "mobile/build_iosapp.go"))
	if found == nil {
		t.Fatal("the packager makes Info.plist in another way: look at it")
	}
	var info strings.Builder
	if err := template.Must(template.New("").Parse(found[1])).Execute(&info, map[string]any{
		"BundleID": "app.throughline", "Name": "Throughline", "Version": "0.1.0", "Build": 1, "Legacy": false, "Microphone": false, "MicrophoneUsage": "",
	}); err != nil {
		t.Fatal(err)
	}
	theirs := plistOf(t, info.String())
	for key := range plist(t, "packaging/ios/Info.plist") {
		if _, both := theirs[key]; both {
			t.Errorf("both say %s", key)
		}
	}
	if got := strings.Join(theirs["CFBundleIdentifier"], ""); got != "app.throughline" {
		t.Errorf("the id is %q", got)
	}
	if !slices.Contains(theirs["UISupportedInterfaceOrientations"], "UIInterfaceOrientationLandscapeLeft") {
		t.Errorf("it turns to %v", theirs["UISupportedInterfaceOrientations"])
	}
	for key := range theirs {
		if strings.HasSuffix(key, "UsageDescription") {
			t.Errorf("it asks for %s", key)
		}
	}
}
