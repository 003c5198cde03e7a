//go:build jni && cgo

package phone_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"throughline/internal/jvmtest"
	"throughline/phone"
)

const flagSecure = 0x2000 // android.view.WindowManager.LayoutParams.FLAG_SECURE

// Nothing of a person's day is in the task switcher before the app knows whether they
// mind, and a window that Android makes anew, as when the phone is turned, keeps to the
// last word. When there is no window the word is kept for the next one.
func TestTheWindowIsSecureUntilThePersonWantsOtherwise(t *testing.T) {
	window := jvmtest.CreateActivity()
	if window.Flags() != flagSecure {
		t.Errorf("a new window has the flags %#x", window.Flags())
	}
	phone.Secure(false)
	if window.Flags() != 0 {
		t.Errorf("allowed, it has %#x", window.Flags())
	}
	if told := window.Destroy(); told != 1 {
		t.Errorf("Fyne heard of %d ends", told)
	}
	phone.Secure(true) // with no window: touches none that is gone
	window = jvmtest.CreateActivity()
	if window.Flags() != flagSecure {
		t.Errorf("the next window has %#x", window.Flags())
	}
	later := jvmtest.CreateActivity() // Android may make the next before it ends the last
	window.Destroy()
	phone.Secure(false)
	if later.Flags() != 0 {
		t.Errorf("the one that stays has %#x", later.Flags())
	}
	later.Destroy()
	phone.Secure(true)
}

func TestNotificationsAreAskedForWhereAndroidAsks(t *testing.T) {
	for _, tt := range []struct {
		api   int
		first string
	}{{33, "android.permission.POST_NOTIFICATIONS"}, {32, ""}, {23, ""}} {
		t.Run(fmt.Sprintf("API %d", tt.api), func(t *testing.T) {
			if !jvmtest.In(t, nil, fmt.Sprintf("-Dandroid.sdk=%d", tt.api)) {
				return
			}
			if err := phone.AskToNotify(jvmtest.Java); err != nil {
				t.Fatal(err)
			}
			if got := jvmtest.Tell("asked"); got != tt.first {
				t.Errorf("asked for %q", got)
			}
			jvmtest.Tell("grant android.permission.POST_NOTIFICATIONS")
			if err := phone.AskToNotify(jvmtest.Java); err != nil {
				t.Fatal(err)
			}
			if got := jvmtest.Tell("asked"); got != "" {
				t.Errorf("asked again for %q", got)
			}
		})
	}
}

func TestWhatTheNetworkCosts(t *testing.T) {
	if !jvmtest.In(t, nil) {
		return
	}
	for state, want := range map[string]phone.Network{
		"free": phone.NetworkFree, "metered": phone.NetworkMetered, "none": phone.NetworkNone,
		"missing": phone.NetworkUnknown, "forbidden": phone.NetworkUnknown,
	} {
		jvmtest.Tell("network %s", state)
		got, err := phone.NetworkNow(jvmtest.Java)
		if got != want || (err != nil) != (state == "forbidden") {
			t.Errorf("%s: %d, %v", state, got, err)
		}
	}
}

// Go takes Android's local time for UTC; Java knows better.
func TestThePhonesTimeZone(t *testing.T) {
	for _, zone := range []string{"America/Los_Angeles", "Europe/Madrid"} {
		t.Run(zone, func(t *testing.T) {
			if !jvmtest.In(t, nil, "-Duser.timezone="+zone) {
				return
			}
			if got, err := phone.Zone(jvmtest.Java); got != zone || err != nil {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}

// Whatever throws is said and cleared (Java fails where something stays pending).
func TestWhateverThrowsNobodyCrashes(t *testing.T) {
	if !jvmtest.In(t, nil) {
		return
	}
	var seen []string
	for name, call := range map[string]func() error{
		"ask":     func() error { return phone.AskToNotify(jvmtest.Java) },
		"network": func() error { _, err := phone.NetworkNow(jvmtest.Java); return err },
	} {
		for _, thrown := range []string{"java.lang.RuntimeException", "java.lang.OutOfMemoryError", "java.lang.SecurityException"} {
			for at := 1; ; at++ {
				jvmtest.Tell("fail %d %s", at, thrown)
				err := call()
				steps := strings.Fields(jvmtest.Tell("steps"))
				jvmtest.Tell("works")
				if len(steps) < at {
					break
				}
				seen = append(seen, steps...)
				if err == nil || !strings.Contains(err.Error(), thrown) {
					t.Errorf("%s, %s thrown by %s: %v", name, thrown, steps[at-1], err)
				}
			}
		}
	}
	for _, step := range []string{"checkSelfPermission", "requestPermissions", "getSystemService", "getActiveNetwork", "isActiveNetworkMetered"} {
		if !slices.Contains(seen, step) {
			t.Errorf("%s never threw", step)
		}
	}
}
