package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The purge says what it would do and does nothing; told so, it removes what is older than it is
// kept and nothing else, and that it did so is in the audit.
func TestAuditPurge(t *testing.T) {
	t.Parallel()
	do := office(t)
	var lines []string
	for i, age := range []int{8, 7, 5, 0} {
		at := time.Now().UTC().AddDate(-age, 0, -1).Format(time.RFC3339)
		lines = append(lines, fmt.Sprintf(`{"resourceType":"AuditEvent","id":"a%d","recorded":"%s","type":{"code":"rest"},"agent":[{"requestor":true}],"source":{"observer":{"display":"x"}}}`, i, at))
	}
	file := filepath.Join(t.TempDir(), "audit.ndjson")
	if err := os.WriteFile(file, []byte(strings.Join(lines, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	do("", "import", file).good(t)
	for range 2 {
		if got := do("", "audit", "purge").good(t); !strings.HasPrefix(got.out, "2 events of clinic main recorded before ") || !strings.Contains(got.out, "Nothing was removed") {
			t.Fatalf("said %q", got.out)
		}
	}
	if got := do("", "audit", "purge", "--yes").good(t); got.out != "2 events were removed.\n" {
		t.Errorf("said %q", got.out)
	}
	if got := do("", "audit", "purge", "--yes").good(t); !strings.Contains(got.out, "nothing to remove") {
		t.Errorf("said %q", got.out)
	}
	if got := do("", "audit", "purge", "--audit-years", "4").good(t); !strings.HasPrefix(got.out, "1 events") {
		t.Errorf("said %q", got.out)
	}
	do("", "audit", "purge", "--audit-years", "0").bad(t, "0 years")
}
