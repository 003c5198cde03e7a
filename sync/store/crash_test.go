package store_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"throughline/sync/store"
)

// childDir names the environment variable that turns the test binary into a
// process that writes to the store in that folder until it is killed.
const childDir = "THROUGHLINE_STORE_TEST_CHILD"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		if err := writeForever(dir); err != nil {
			fmt.Println("error", err)
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}

// writeForever commits an entry, its resource and the end of its draft in one
// transaction each, and says so only once it is committed.
func writeForever(dir string) error {
	s, err := store.Open(context.Background(), config(dir))
	if err != nil {
		return err
	}
	had, err := s.Unsent(context.Background())
	if err != nil {
		return err
	}
	for i := len(had); ; i++ {
		op := fmt.Sprintf("op-%06d", i)
		body := bodyOf(i)
		err := s.Apply(context.Background(), func(tx *store.Tx) error {
			_, err := tx.Put(store.Resource{Type: "Task", ID: op, Version: "1", Body: body})
			e := store.Entry{Operation: op, Kind: store.Create, Type: "Task", ID: op, Body: body, State: store.Queued}
			return errors.Join(err, tx.Enqueue(&e), tx.SetMeta("last", op))
		})
		if err != nil {
			return err
		}
		fmt.Println(op)
	}
}

func bodyOf(i int) []byte {
	sum := sha256.Sum256(fmt.Append(nil, i))
	return []byte(strings.Repeat(hex.EncodeToString(sum[:]), 1+i%100))
}

func child(t *testing.T, dir string) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), childDir+"="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd, bufio.NewScanner(out)
}

// A process that writes is killed, again and again. Every entry that it said was
// committed is there; every entry that is there is whole and has its resource.
func TestKilledProcessLeavesEntriesWhole(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for round := range 12 {
		cmd, lines := child(t, dir)
		last := ""
		for range 5 + round*7 {
			if !lines.Scan() {
				t.Fatalf("the child ended by itself: %v", lines.Err())
			}
			last = lines.Text()
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		for lines.Scan() { // what it had said before the kill
			last = lines.Text()
		}
		if err := cmd.Wait(); err == nil {
			t.Fatal("the child was not killed")
		}

		s := open(t, config(dir))
		if s.Recovered() != nil {
			t.Fatalf("round %d: the file is damaged", round)
		}
		all, err := s.Unsent(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		err = s.View(t.Context(), func(tx *store.Tx) error {
			for i, e := range all {
				r, ok, err := tx.Get("Task", e.ID)
				if err != nil {
					return err
				}
				if e.Operation != fmt.Sprintf("op-%06d", i) || !bytes.Equal(e.Body, bodyOf(i)) || !ok || !bytes.Equal(r.Body, e.Body) {
					return fmt.Errorf("entry %d is torn: %s, %d bytes, resource %t", i, e.Operation, len(e.Body), ok)
				}
			}
			meta, err := tx.Meta("last")
			if len(all) == 0 || meta != all[len(all)-1].Operation || all[len(all)-1].Operation < last {
				return fmt.Errorf("the child committed %q, %d entries are there, the last noted is %q", last, len(all), meta)
			}
			return err
		})
		if err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		closed(t, s)
	}
}

// A second process is told that the store is in use, and gets it once the first
// is gone, however it went.
func TestTwoProcesses(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	cmd, lines := child(t, dir)
	if !lines.Scan() || !strings.HasPrefix(lines.Text(), "op-") {
		t.Fatalf("the child said %q", lines.Text())
	}
	if _, err := store.Open(t.Context(), config(dir)); !errors.Is(err, store.ErrInUse) {
		t.Errorf("err = %v, want ErrInUse", err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	for lines.Scan() {
		continue
	}
	if err := cmd.Wait(); err == nil {
		t.Fatal("the child was not killed")
	}
	closed(t, open(t, config(dir)))
}
