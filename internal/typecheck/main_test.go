package main

import (
	"os"
	"strings"
	"testing"
)

const system = "ios/arm64"

// A check that lets a wrong call pass would be worth nothing.
func TestAWrongCallForIOSIsFound(t *testing.T) {
	t.Parallel()
	const file = "keychain_ios.go"
	raw, err := os.ReadFile("../../sync/vault/" + file)
	if err != nil {
		t.Fatal(err)
	}
	right := string(raw)
	if err := check(system, nil, "throughline/sync/vault"); err != nil {
		t.Fatal(err)
	}
	for _, change := range [][3]string{
		{"item.SetData(data)", "item.SetData(account)", "cannot use"},
		{"keychain.AddItem(item)", "keychain.InsertItem(item)", "undefined"},
		{"keychain.AccessibleAfterFirstUnlockThisDeviceOnly", "keychain.AccessibleKey", "cannot use"},
		{"return appleFault(keychain.UpdateItem(c.query(account), change))", "return appleFault(keychain.UpdateItem(change))", "not enough arguments"},
	} {
		if !strings.Contains(right, change[0]) {
			t.Fatalf("%s does not have %q any more", file, change[0])
		}
		err := check(system, map[string]string{file: strings.Replace(right, change[0], change[1], 1)}, "throughline/sync/vault")
		if err == nil || !strings.Contains(err.Error(), change[2]) {
			t.Errorf("%q passes, or for another reason: %v", change[1], err)
		}
	}
}
