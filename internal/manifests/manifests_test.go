package manifests_test

import (
	"encoding/xml"
	"errors"
	"image"
	"image/color"
	_ "image/png" // the icons
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const root = "../.."

func read(t *testing.T, name string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// android is AndroidManifest.xml. The names are without the namespace.
type android struct {
	Package     string `xml:"package,attr"`
	VersionCode string `xml:"versionCode,attr"`
	VersionName string `xml:"versionName,attr"`
	SDK         struct {
		Min    string `xml:"minSdkVersion,attr"`
		Target string `xml:"targetSdkVersion,attr"`
	} `xml:"uses-sdk"`
	Permissions []named `xml:"uses-permission"`
	Application struct {
		Label      string `xml:"label,attr"`
		Backup     string `xml:"allowBackup,attr"`
		Full       string `xml:"fullBackupContent,attr"`
		Extraction string `xml:"dataExtractionRules,attr"`
		Cleartext  string `xml:"usesCleartextTraffic,attr"`
		Debuggable string `xml:"debuggable,attr"`
		Activities []struct {
			named
			Exported string `xml:"exported,attr"`
			Changes  string `xml:"configChanges,attr"`
			Data     []struct {
				named
				Value string `xml:"value,attr"`
			} `xml:"meta-data"`
		} `xml:"activity"`
		Receivers []struct {
			named
			Exported string `xml:"exported,attr"`
		} `xml:"receiver"`
		Services  []named `xml:"service"`
		Providers []named `xml:"provider"`
	} `xml:"application"`
}

type named struct {
	Name string `xml:"name,attr"`
}

func manifest(t *testing.T) android {
	t.Helper()
	var m android
	if err := xml.Unmarshal([]byte(read(t, "AndroidManifest.xml")), &m); err != nil {
		t.Fatal(err)
	}
	return m
}

// Nothing of the app goes into a backup, nothing travels in the clear, and the app asks for
// three permissions, of which a person is asked for one.
func TestAndroidIsToldToKeepThingsOnThePhone(t *testing.T) {
	t.Parallel()
	m := manifest(t)
	a := m.Application
	for what, is := range map[string]bool{
		"allowBackup is false":            a.Backup == "false",
		"fullBackupContent is false":      a.Full == "false",
		"dataExtractionRules are ours":    a.Extraction == "@xml/data_extraction_rules",
		"usesCleartextTraffic is false":   a.Cleartext == "false",
		"debuggable is not said":          a.Debuggable == "",
		"Android 6 and later":             m.SDK.Min == "23",
		"the store's least target":        m.SDK.Target >= "35" && len(m.SDK.Target) == 2,
		"one activity, and it is Fyne's":  len(a.Activities) == 1 && a.Activities[0].Name == "org.golang.app.GoNativeActivity",
		"one receiver, closed to others":  len(a.Receivers) == 1 && a.Receivers[0].Name == "org.golang.app.FyneNotificationReceiver" && a.Receivers[0].Exported == "false",
		"no service and no provider":      len(a.Services)+len(a.Providers) == 0,
		"a turned phone starts no window": strings.Contains(a.Activities[0].Changes, "orientation") && strings.Contains(a.Activities[0].Changes, "screenSize"),
	} {
		if !is {
			t.Errorf("not so: %s", what)
		}
	}
	var asked []string
	for _, p := range m.Permissions {
		asked = append(asked, strings.TrimPrefix(p.Name, "android.permission."))
	}
	slices.Sort(asked)
	if want := []string{"ACCESS_NETWORK_STATE", "INTERNET", "POST_NOTIFICATIONS"}; !slices.Equal(asked, want) {
		t.Errorf("permissions %v", asked)
	}
}

// The window is secure from its first picture on because Android starts it through our own
// function. A name that the library does not have would be a crash at every start.
func TestAndroidStartsTheWindowThroughOurFunction(t *testing.T) {
	t.Parallel()
	starts := ""
	for _, d := range manifest(t).Application.Activities[0].Data {
		if d.Name == "android.app.func_name" {
			starts = d.Value
		}
	}
	if starts == "" || !strings.Contains(read(t, "phone/activity.c"), "JNIEXPORT void "+starts+"(ANativeActivity *") {
		t.Errorf("the manifest names %q, which phone/activity.c does not have", starts)
	}
}

func TestAndroidsExtractionRulesLeaveNothingIn(t *testing.T) {
	t.Parallel()
	var rules struct {
		Cloud    []domain `xml:"cloud-backup>exclude"`
		Transfer []domain `xml:"device-transfer>exclude"`
	}
	text := read(t, "packaging/android/res/xml/data_extraction_rules.xml")
	if err := xml.Unmarshal([]byte(text), &rules); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(text, "<include") {
		t.Error("something is put into the backup")
	}
	for _, name := range []string{"root", "file", "database", "sharedpref", "external", "device_root", "device_file", "device_database", "device_sharedpref"} {
		cloud, transfer := slices.Contains(rules.Cloud, domain{name}), slices.Contains(rules.Transfer, domain{name})
		if !cloud || !transfer {
			t.Errorf("%s is left out of the cloud: %t, of the transfer: %t", name, cloud, transfer)
		}
	}
}

type domain struct {
	Domain string `xml:"domain,attr"`
}

// What is said in several files is the same in all.
func TestTheManifestsAgree(t *testing.T) {
	t.Parallel()
	fyne := read(t, "FyneApp.toml")
	said := func(key string) string {
		got := regexp.MustCompile(`(?m)^` + key + ` = "?([^"\n]*)"?$`).FindStringSubmatch(fyne)
		if got == nil {
			t.Fatalf("FyneApp.toml has no %s", key)
		}
		return got[1]
	}
	m := manifest(t)
	for _, x := range [][3]string{
		{"package", m.Package, said("ID")},
		{"versionName", m.VersionName, said("Version")},
		{"versionCode", m.VersionCode, said("Build")},
		{"label", m.Application.Label, said("Name")},
	} {
		if x[1] != x[2] {
			t.Errorf("%s is %q in AndroidManifest.xml and %q in FyneApp.toml", x[0], x[1], x[2])
		}
	}
	for _, key := range []string{"Foreground", "Background", "Monochrome"} {
		if _, err := os.Stat(filepath.Join(root, said(key))); err != nil {
			t.Error(err)
		}
	}
	if !strings.Contains(read(t, "main.go"), `NewWithID("`+said("ID")+`")`) {
		t.Error("main.go starts Fyne under another id")
	}
	languages, err := filepath.Glob(filepath.Join(root, "assets/translations/*.json"))
	if err != nil {
		t.Fatal(err)
	}
	apple := plist(t, "packaging/ios/Info.plist")
	for _, file := range languages {
		language := strings.TrimSuffix(filepath.Base(file), ".json")
		if !strings.Contains(fyne, `"`+language+`"`) || !slices.Contains(apple["CFBundleLocalizations"], language) {
			t.Errorf("%s is not among the languages that are told to the systems", language)
		}
	}
}

func TestIOSIsToldToKeepThingsOnThePhone(t *testing.T) {
	t.Parallel()
	info := plist(t, "packaging/ios/Info.plist")
	for key, want := range map[string]string{
		"NSAllowsArbitraryLoads": "false", "UIFileSharingEnabled": "false", "LSSupportsOpeningDocumentsInPlace": "false", "CFBundleDisplayName": "Throughline",
	} {
		if got := strings.Join(info[key], ","); got != want {
			t.Errorf("%s is %q", key, got)
		}
	}
	for key := range info {
		if strings.HasSuffix(key, "UsageDescription") {
			t.Errorf("the app asks for %s", key)
		}
	}
	privacy := plist(t, "packaging/ios/PrivacyInfo.xcprivacy")
	if got := strings.Join(privacy["NSPrivacyTracking"], ","); got != "false" || len(privacy["NSPrivacyTrackingDomains"]) > 0 {
		t.Errorf("tracking: %q, %v", got, privacy["NSPrivacyTrackingDomains"])
	}
}

// plist gives each key's values, at any depth: strings, and true and false.
func plist(t *testing.T, name string) map[string][]string {
	t.Helper()
	return plistOf(t, read(t, name))
}

func plistOf(t *testing.T, text string) map[string][]string {
	t.Helper()
	got := map[string][]string{}
	d := xml.NewDecoder(strings.NewReader(text))
	key := ""
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return got
		}
		if err != nil {
			t.Fatal(err)
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		var text string
		switch start.Name.Local {
		case "key":
			if err := d.DecodeElement(&key, &start); err != nil {
				t.Fatal(err)
			}
			got[key] = nil
		case "string":
			if err := d.DecodeElement(&text, &start); err != nil {
				t.Fatal(err)
			}
			got[key] = append(got[key], text)
		case "true", "false":
			got[key] = append(got[key], start.Name.Local)
		}
	}
}

// Each store refuses an icon of another size, and Apple's one that can be seen through. Of
// Android's foreground only the inner part is seen on every phone.
func TestTheIconsAreWhatPhonesAndStoresWant(t *testing.T) {
	t.Parallel()
	for name, side := range map[string]int{"android-foreground": 432, "android-background": 432, "android-monochrome": 432, "play-store": 512, "ios": 1024} {
		file, err := os.Open(filepath.Join(root, "packaging/icons", name+".png"))
		if err != nil {
			t.Fatal(err)
		}
		picture, _, err := image.Decode(file)
		_ = file.Close()
		if err != nil || picture.Bounds().Dx() != side || picture.Bounds().Dy() != side {
			t.Fatalf("%s: %v, %v", name, picture.Bounds(), err)
		}
		_, alpha := picture.(*image.NRGBA)
		if layer := strings.HasSuffix(name, "ground") && name != "android-background" || strings.HasSuffix(name, "monochrome"); alpha != layer {
			t.Errorf("%s can be seen through: %t", name, alpha)
		}
		if !alpha {
			continue
		}
		safe := image.Rect(side*21/108, side*21/108, side*87/108, side*87/108) // 66 of 108
		drawn := 0
		for y := range side {
			for x := range side {
				if _, _, _, a := picture.At(x, y).RGBA(); a == 0 {
					continue
				}
				drawn++
				if !(image.Point{X: x, Y: y}).In(safe) {
					t.Fatalf("%s: %d, %d is drawn and may be cut off: %v", name, x, y, color.NRGBAModel.Convert(picture.At(x, y)))
				}
			}
		}
		if drawn < side*side/100 {
			t.Errorf("%s is nearly empty: %d pixels", name, drawn)
		}
	}
}
