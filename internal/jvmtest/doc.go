// Package jvmtest runs the app's C code for Android on a desktop's Java, with
// -Xcheck:jni: the same file that a phone runs, called as Fyne calls it there,
// against classes that stand in for Android's (in java) and do what its
// documentation says, or fail as a test asks.
//
// Most of it needs cgo and the build tag jni.
package jvmtest

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// home is where Debian's default-jdk-headless puts Java.
const home = "/usr/lib/jvm/default-java"

const insideEnv = "THROUGHLINE_TEST_JVM"

// In runs the calling test in a process of its own, because a process can have one
// machine of Java and no other after it. The outer call returns false when that process
// has ended, its failure passed on, and fails the test where Java found the C code at
// fault; inside, In starts Java with the arguments and returns true. Without classes
// that are named, such as those that an old phone lacks, the machine does not know them.
func In(t *testing.T, without []string, args ...string) bool {
	t.Helper()
	if classes, test, ok := strings.Cut(os.Getenv(insideEnv), "="); ok && test == t.Name() {
		if err := start(append(args, "-Xcheck:jni", "-Xmx64m", "-Djava.class.path="+classes)...); err != nil {
			t.Fatal(err)
		}
		return true
	}
	classes := t.TempDir()
	all, err := compiled()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(classes, os.DirFS(all)); err != nil {
		t.Fatal(err)
	}
	for _, name := range without {
		if err := os.Remove(filepath.Join(classes, name+".class")); err != nil {
			t.Fatal(err)
		}
	}
	limit := time.Minute
	if end, ok := t.Deadline(); ok {
		limit = min(limit, time.Until(end))
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run="+exactly(t.Name()), "-test.v", "-test.timeout="+limit.String())
	cmd.Env = append(os.Environ(), insideEnv+"="+classes+"="+t.Name())
	out, err := cmd.CombinedOutput()
	if err != nil || !bytes.Contains(out, []byte("--- PASS: "+t.Name())) {
		t.Errorf("inside the machine: %v\n%s", err, out)
	}
	// What -Xcheck:jni says: "WARNING in native method: JNI call made without checking
	// exceptions", "FATAL ERROR in native method", "WARNING: JNI local refs: 41, exceeds capacity".
	if complaint := regexp.MustCompile(`(?m)^.*(in native method|JNI local refs|JNI DETECTED).*$`).Find(out); complaint != nil {
		t.Errorf("Java complains of the C code: %s\n%s", complaint, out)
	} else if testing.Verbose() {
		t.Logf("inside the machine:\n%s", out)
	}
	return false
}

// compiled makes the classes in a folder that is named for what they are made from, so
// that it is done once on a machine.
var compiled = sync.OnceValues(func() (string, error) {
	_, here, _, _ := runtime.Caller(0)
	var sources []string
	content := sha256.New()
	err := filepath.WalkDir(filepath.Join(filepath.Dir(here), "java"), func(path string, _ os.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".java") {
			return err
		}
		sources = append(sources, path)
		raw, err := os.ReadFile(path)
		content.Write(raw)
		return err
	})
	if err != nil {
		return "", err
	}
	done := filepath.Join(os.TempDir(), fmt.Sprintf("throughline-jvmtest-%d-%x", os.Getuid(), content.Sum(nil)[:8]))
	if _, err := os.Stat(done); err == nil {
		return done, nil
	}
	to, err := os.MkdirTemp("", "throughline-jvmtest-*")
	if err != nil {
		return "", err
	}
	out, err := exec.Command(filepath.Join(home, "bin", "javac"), append([]string{"-Xlint:all", "-Werror", "-d", to}, sources...)...).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("javac: %w (is the Debian package default-jdk-headless here?)\n%s", err, out)
	}
	if os.Rename(to, done) != nil { // another test was first
		return to, nil
	}
	return done, nil
})

// exactly makes a -test.run pattern for one test, and no other.
func exactly(name string) string {
	parts := strings.Split(name, "/")
	for i, p := range parts {
		parts[i] = "^" + regexp.QuoteMeta(p) + "$"
	}
	return strings.Join(parts, "/")
}
