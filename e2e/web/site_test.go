package web

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
)

// atEnd is done when all tests are.
var atEnd []func()

// site is the folder for browsers with the app that can be driven, made once.
var site = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "throughline-web-")
	if err != nil {
		return "", err
	}
	atEnd = append(atEnd, func() { _ = os.RemoveAll(dir) })
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		return "", err
	}
	run := func(env string, args ...string) (string, error) {
		cmd := exec.CommandContext(context.Background(), "go", args...)
		cmd.Dir, cmd.Env = root, append(os.Environ(), "CGO_ENABLED=0")
		cmd.Env = append(cmd.Env, strings.Fields(env)...)
		out, err := cmd.CombinedOutput()
		if err != nil {
			err = fmt.Errorf("go %s: %w: %s", strings.Join(args, " "), err, out)
		}
		return strings.TrimSpace(string(out)), err
	}
	icons, out := filepath.Join(dir, "icons"), filepath.Join(dir, "web")
	wasm := filepath.Join(root, "build", "webdrive.wasm") // kept, so that it is linked anew only after a change
	if _, err := run("GOOS=js GOARCH=wasm", "build", "-tags", "migrated_fynedo,no_emoji", "-ldflags", "-s -w", "-o", wasm, "./e2e/webdrive"); err != nil {
		return dir, err
	}
	if _, err := run("", "run", "./scripts/icon", "assets/mark.svg", icons, "32", "180", "192", "512"); err != nil {
		return dir, err
	}
	goroot, err := run("", "env", "GOROOT")
	if err != nil {
		return dir, err
	}
	_, err = run("", "run", "./scripts/web", "-wasm", wasm, "-runtime", filepath.Join(goroot, "lib", "wasm", "wasm_exec.js"), "-icons", icons, "-out", out, "-pack=false")
	return dir, err
})
