//go:build jni && cgo

package phone_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The type check for Android would be worth nothing if it let a wrong call of C pass.
func TestAWrongCallOfCIsFoundWithoutThePhone(t *testing.T) {
	t.Parallel()
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct{ file, right, wrong, says string }{
		"nothing wrong":                    {},
		"Go gives C another type":          {"activity.go", "flag := C.int(0)", "flag := C.uintptr_t(0)", "cannot use"},
		"Go calls what C does not have":    {"activity.go", "C.activity_secure(flag)", "C.activity_secured(flag)", "activity_secured"},
		"C gives Android too little":       {"activity.c", "secure ? AWINDOW_FLAG_SECURE : 0, secure", "secure", "too few arguments"},
		"C calls what Android has not":     {"activity.c", "ANativeActivity_setWindowFlags(", "ANativeActivity_setFlags(", "ANativeActivity_setFlags"},
		"C calls what Java does not have":  {"keystore.c", "(*env)->PushLocalFrame(env, frame) != 0) {\n\t\t(*env)", "(*env)->PushFrame(env, frame) != 0) {\n\t\t(*env)", "PushFrame"},
		"C's header and file do not agree": {"keystore.h", "int keystore_forget(uintptr_t", "void keystore_forget(uintptr_t", "conflicting types"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			args := []string{"vet", "-tags", "netgo"}
			if tt.file != "" {
				was, err := os.ReadFile(tt.file)
				if err != nil {
					t.Fatal(err)
				}
				if !strings.Contains(string(was), tt.right) {
					t.Fatalf("%s does not have %q any more", tt.file, tt.right)
				}
				changed := filepath.Join(t.TempDir(), tt.file)
				if err := os.WriteFile(changed, []byte(strings.Replace(string(was), tt.right, tt.wrong, 1)), 0o600); err != nil {
					t.Fatal(err)
				}
				overlay, err := json.Marshal(map[string]map[string]string{"Replace": {filepath.Join(root, "phone", tt.file): changed}})
				if err != nil {
					t.Fatal(err)
				}
				list := filepath.Join(t.TempDir(), "overlay.json")
				if err := os.WriteFile(list, overlay, 0o600); err != nil {
					t.Fatal(err)
				}
				args = append(args, "-overlay", list)
			}
			cmd := exec.CommandContext(t.Context(), "go", append(args, "./phone")...)
			cmd.Dir = root
			cmd.Env = append(os.Environ(), "GOOS=android", "GOARCH=amd64", "CGO_ENABLED=1", "CC="+filepath.Join(root, "scripts", "cc-android"))
			out, err := cmd.CombinedOutput()
			switch {
			case tt.file == "" && err != nil:
				t.Errorf("%v\n%s", err, out)
			case tt.file != "" && (err == nil || !strings.Contains(string(out), tt.says)):
				t.Errorf("it passed, or for another reason: %v\n%s", err, out)
			}
		})
	}
}
