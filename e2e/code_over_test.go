package e2e

import (
	"database/sql"
	"testing"
	"time"

	_ "github.com/ncruces/go-sqlite3/driver"

	"throughline/sync/vault/vaulttest"
)

// Nobody answers the code within its quarter of an hour (RFC 8628 section 3.5, expired_token): the app says so, and
// that nothing is lost, and gives another. The clinic finds that it is asked too often (slow_down): from then on it is asked
// less often, and the person notices nothing.
func TestACodeThatRanOutIsFollowedByAnotherAndTheClinicIsAskedAsOftenAsItLikes(t *testing.T) {
	if !vaulttest.In(t, vaulttest.Unlocked) {
		return
	}
	clinic := startClinic(t, "--demo")
	phone := sit(t, clinic, onAPhone)
	phone.tap("Open the sign-in page")
	first := phone.page()
	clinic.change(t, `UPDATE auth_devices SET expires_at = 1`)
	phone.see("The code has run out")
	phone.see("Nothing was lost.")

	phone.tap("Get a new code")
	second := phone.page()
	if second == first {
		t.Fatal("the new code is the old one")
	}
	phone.see("Your sign-in code")
	defer phone.looksOften()()
	const left = `expires_at > 1`
	var asked, lately, interval int64
	looks := func() bool {
		lately = clinic.number(t, `SELECT last_poll FROM auth_devices WHERE `+left)
		interval = clinic.number(t, `SELECT poll_ms FROM auth_devices WHERE `+left)
		return lately != asked
	}
	phone.until("the clinic to be asked", looks)
	if interval != 5000 {
		t.Fatalf("the clinic wants to be asked every %d ms", interval)
	}
	clinic.change(t, `UPDATE auth_devices SET last_poll = last_poll + 3600000000 WHERE `+left) // as if it had come too soon
	asked = clinic.number(t, `SELECT last_poll FROM auth_devices WHERE `+left)
	phone.until("the clinic to find that too often", looks)
	if interval != 10_000 {
		t.Fatalf("the clinic did not say slow_down: %d ms", interval)
	}
	asked = lately
	phone.until("the clinic to be asked again", looks)
	if interval != 10_000 {
		t.Errorf("the app did not slow down: the clinic had to say it again (%d ms)", interval)
	}
	phone.answersCode(second, demoAccount(t, "patient"), true)
	phone.see("Hello, Maya")
}

// looksOften has until look again and again for what happens outside of the app.
func (d *desk) looksOften() (stop func()) {
	end := make(chan struct{})
	go func() {
		tick := time.NewTicker(200 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				d.hops <- func() {}
			case <-end:
				return
			}
		}
	}()
	return func() { close(end) }
}

func (c *clinicServer) open(t *testing.T) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+c.db+"?_pragma=busy_timeout(10000)")
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// change does in the clinic's database what only time would do.
func (c *clinicServer) change(t *testing.T, statement string) {
	t.Helper()
	db := c.open(t)
	defer func() { _ = db.Close() }()
	done, err := db.ExecContext(t.Context(), statement)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := done.RowsAffected(); n != 1 || err != nil {
		t.Fatalf("%s: %d rows, %v", statement, n, err)
	}
}

func (c *clinicServer) number(t *testing.T, query string) (n int64) {
	t.Helper()
	db := c.open(t)
	defer func() { _ = db.Close() }()
	if err := db.QueryRowContext(t.Context(), query).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}
