package e2e

import (
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Real processes, a real screen: what `make run` does where there is no display.
// The script ends with an error unless the app signed in, synced and showed Today.
func TestTheRealAppShowsTodayOnARealScreen(t *testing.T) {
	for _, bin := range []string{"throughline", "clinicd", "demobrowser"} {
		if _, err := os.Stat(filepath.Join("..", "bin", bin)); err != nil {
			t.Fatalf("bin/%s is missing: run make build first", bin)
		}
	}
	cmd := exec.CommandContext(t.Context(), "../scripts/run")
	for _, kv := range os.Environ() {
		if !strings.HasPrefix(kv, "DISPLAY=") && !strings.HasPrefix(kv, "WAYLAND_DISPLAY=") {
			cmd.Env = append(cmd.Env, kv)
		}
	}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	_, path, found := strings.Cut(strings.TrimSpace(string(out)), "Picture of the window: ")
	if !found {
		t.Fatalf("no picture is named:\n%s", out)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	picture, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	colours := map[[4]uint32]bool{}
	for y := picture.Bounds().Min.Y; y < picture.Bounds().Max.Y; y += 3 {
		for x := picture.Bounds().Min.X; x < picture.Bounds().Max.X; x += 3 {
			r, g, b, a := picture.At(x, y).RGBA()
			colours[[4]uint32{r, g, b, a}] = true
		}
	}
	if len(colours) < 30 || picture.Bounds().Dx() < 800 {
		t.Errorf("the picture of %v has only %d colours", picture.Bounds(), len(colours))
	}
}
