// Package packaging has what Linux packages are made of besides the programs, and the
// test that looks into them.
package packaging

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func run(t *testing.T, env []string, name string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return string(out)
}

// parts are programs of the system in the place of ours: what is looked at is the package.
func parts(t *testing.T) string {
	t.Helper()
	from := t.TempDir()
	copied := func(to, content string, mode os.FileMode) {
		to = filepath.Join(from, to)
		if err := os.MkdirAll(filepath.Dir(to), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to, []byte(content), mode); err != nil {
			t.Fatal(err)
		}
	}
	program, err := os.ReadFile("/bin/true")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"throughline", "clinicd"} {
		copied(name, string(program), 0o700)
	}
	for _, side := range []string{"16", "24", "32", "48", "64", "128", "256", "512"} {
		copied("icons/"+side+".png", "picture", 0o600)
	}
	copied("web/index.html", "page", 0o600)
	copied("licences/throughline.txt", "ours", 0o600)
	copied("licences/fyne.io_fyne_v2.txt", "BSD, of the Fyne authors", 0o600)
	copied("licences/some_module.txt", "Apache License\nVersion 2.0, January 2004\n\nTERMS AND CONDITIONS\n   Copyright 2019 Somebody\n", 0o600)
	copied("licences/some_module.notice.txt", "Somebody asks to be named", 0o600)
	return from
}

func packages(t *testing.T, from string) string {
	t.Helper()
	out := t.TempDir()
	run(t, []string{"SOURCE_DATE_EPOCH=1764115200"}, filepath.Join("..", "deb"), "1.2.3", from, out)
	return out
}

func content(t *testing.T, file string) map[string]string {
	t.Helper()
	found := map[string]string{}
	for line := range strings.Lines(run(t, nil, "dpkg-deb", "--contents", file)) {
		f := strings.Fields(line)
		found[f[5]] = f[0] + " " + f[1]
	}
	return found
}

func TestTheAppsPackageHasAllThatADesktopLooksFor(t *testing.T) {
	t.Parallel()
	file := filepath.Join(packages(t, parts(t)), "throughline_1.2.3_amd64.deb")
	has := content(t, file)
	for name, want := range map[string]string{
		"./usr/bin/throughline":                                      "-rwxr-xr-x root/root",
		"./usr/share/applications/app.throughline.desktop":           "-rw-r--r-- root/root",
		"./usr/share/metainfo/app.throughline.metainfo.xml":          "-rw-r--r-- root/root",
		"./usr/share/icons/hicolor/16x16/apps/app.throughline.png":   "-rw-r--r-- root/root",
		"./usr/share/icons/hicolor/512x512/apps/app.throughline.png": "-rw-r--r-- root/root",
		"./usr/share/man/man1/throughline.1.gz":                      "-rw-r--r-- root/root",
		"./usr/share/doc/throughline/copyright":                      "-rw-r--r-- root/root",
		"./usr/share/doc/throughline/changelog.gz":                   "-rw-r--r-- root/root",
	} {
		if has[name] != want {
			t.Errorf("%s is %q", name, has[name])
		}
	}
	control := run(t, nil, "dpkg-deb", "--field", file)
	for _, want := range []string{"Package: throughline\n", "Version: 1.2.3\n", "Architecture: amd64\n", "Depends: libc6"} {
		if !strings.Contains(control, want) {
			t.Errorf("control lacks %q:\n%s", want, control)
		}
	}
	if got := run(t, nil, "dpkg-deb", "--fsys-tarfile", file); !strings.Contains(got, "BSD, of the Fyne authors") || !strings.Contains(got, `<release version="1.2.3" date="2025-11-26"/>`) {
		t.Error("the licences of others, or the release, are missing")
	}
}

// Debian has the text of the Apache licence, and lintian does not let a package with another copy of it pass.
func TestTheApacheLicenceIsNamedAndNotCopied(t *testing.T) {
	t.Parallel()
	said := run(t, nil, "dpkg-deb", "--fsys-tarfile", filepath.Join(packages(t, parts(t)), "throughline_1.2.3_amd64.deb"))
	for _, want := range []string{"Copyright 2019 Somebody\n", "/usr/share/common-licenses/Apache-2.0", "Somebody asks to be named"} {
		if !strings.Contains(said, want) {
			t.Errorf("the package does not say %q", want)
		}
	}
	if strings.Contains(said, "TERMS AND CONDITIONS") {
		t.Error("it has the text")
	}
}

// The server's package does not start a server: one that is not set up would serve nobody,
// and one with a wrong address would be in every token.
func TestTheServersPackageHasTheUnitAndWaitsToBeSetUp(t *testing.T) {
	t.Parallel()
	file := filepath.Join(packages(t, parts(t)), "clinicd_1.2.3_amd64.deb")
	has := content(t, file)
	for _, name := range []string{
		"./usr/bin/clinicd", "./lib/systemd/system/clinicd.service", "./usr/lib/sysusers.d/clinicd.conf", "./usr/share/clinicd/web/index.html",
		"./usr/share/man/man8/clinicd.8.gz", "./usr/share/doc/clinicd/operations.md", "./usr/share/doc/clinicd/examples/clinicd.env",
	} {
		if !strings.HasSuffix(has[name], "root/root") {
			t.Errorf("%s is %q", name, has[name])
		}
	}
	for name := range has {
		if strings.HasPrefix(name, "./etc/") && name != "./etc/" {
			t.Errorf("%s would be overwritten or asked about at an upgrade", name)
		}
	}
	to := t.TempDir()
	run(t, nil, "dpkg-deb", "--control", file, to)
	for _, script := range []string{"postinst", "prerm", "postrm"} {
		raw, err := os.ReadFile(filepath.Join(to, script))
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(raw), "enable") || strings.Contains(string(raw), " start ") {
			t.Errorf("%s starts the server:\n%s", script, raw)
		}
		run(t, nil, "sh", "-n", filepath.Join(to, script))
	}
}

// The unit is the one that docs/operations.md shows, but for where the package puts things.
func TestTheUnitIsTheDocumentsUnit(t *testing.T) {
	t.Parallel()
	unit, err := os.ReadFile(filepath.Join("clinicd", "clinicd.service"))
	if err != nil {
		t.Fatal(err)
	}
	document, err := os.ReadFile(filepath.Join("..", "..", "docs", "operations.md"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(unit)) {
		line = strings.TrimSpace(line)
		own := []string{"Documentation", "ConditionPathExists", "ExecStart", "Environment"}
		if line == "" || slices.ContainsFunc(own, func(name string) bool { return strings.HasPrefix(line, name+"=") }) {
			continue
		}
		if !strings.Contains(string(document), "    "+line+"\n") {
			t.Errorf("docs/operations.md lacks %q", line)
		}
	}
}

func TestPackagesMadeTwiceAreTheSame(t *testing.T) {
	t.Parallel()
	from := parts(t)
	one, two := packages(t, from), packages(t, from)
	for _, name := range []string{"throughline_1.2.3_amd64.deb", "clinicd_1.2.3_amd64.deb"} {
		a, err := os.ReadFile(filepath.Join(one, name))
		if err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(filepath.Join(two, name))
		if err != nil {
			t.Fatal(err)
		}
		if string(a) != string(b) {
			t.Errorf("%s differs", name)
		}
	}
}
