package audit

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"throughline/clinic/search"
	"throughline/clinic/store"
	"throughline/clinic/store/sqlite"
	"throughline/clinic/store/sqlstore"
	"throughline/fhir"
)

func open(t *testing.T) *sqlstore.Store {
	t.Helper()
	db, err := sqlite.Open(context.Background(), filepath.Join(t.TempDir(), "c.db"))
	if err != nil {
		t.Fatal(err)
	}
	s := sqlstore.NewStore(db)
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestEveryEventIsOnTheDiskWhenRecordReturns(t *testing.T) {
	t.Parallel()
	s := open(t)
	r := NewRecorder(s)
	var wg sync.WaitGroup
	for n := range 20 {
		wg.Go(func() {
			patient := fmt.Sprintf("p%d", n)
			if err := r.Record(context.Background(), "c", Event{At: time.Now(), Subtype: "read", Outcome: Success, Patient: patient}); err != nil {
				t.Error(err)
			}
			if got := count(t, s, patient); got != 1 {
				t.Errorf("%d events of %s", got, patient)
			}
		})
	}
	wg.Wait()
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	if err := r.Record(gone, "c", Event{At: time.Now(), Subtype: "read", Patient: "left"}); err != nil || count(t, s, "left") != 1 {
		t.Errorf("the event of a client that went away is lost: %v", err)
	}
}

func count(t *testing.T, s store.Store, patient string) (n int) {
	t.Helper()
	if err := s.View(context.Background(), "c", func(r store.Reader) (err error) {
		n, err = r.Count(context.Background(), search.Query{Type: "AuditEvent", Patient: patient})
		return err
	}); err != nil {
		t.Error(err)
	}
	return n
}

// lost is a database that is gone.
type lost struct{ store.Store }

var errLost = errors.New("lost")

func (lost) Update(context.Context, string, func(store.Writer) error) error { return errLost }

func TestAnEventThatCannotBeKeptIsAnError(t *testing.T) {
	t.Parallel()
	r := NewRecorder(lost{})
	for range 3 {
		if err := r.Record(context.Background(), "c", Event{Subtype: "read"}); !errors.Is(err, errLost) {
			t.Errorf("got %v", err)
		}
	}
}

func TestAnEventIsAnAuditEvent(t *testing.T) {
	t.Parallel()
	row, err := Event{
		At: time.Date(2026, 3, 2, 15, 0, 0, 0, time.UTC), Subtype: "search-type", Outcome: Success, Patient: "p",
		Agent:    Agent{FHIRUser: "Practitioner/t", UserID: "u", Role: "therapist", Client: "app", Address: "127.0.0.1"},
		Entities: []string{"Goal/g"}, Query: "Goal?patient=p",
	}.Row()
	if err != nil {
		t.Fatal(err)
	}
	r, err := fhir.Decode(row.Body)
	if err != nil {
		t.Fatal(err)
	}
	a := r.(*fhir.AuditEvent)
	if a.Recorded != "2026-03-02T15:00:00.000Z" || a.Action != "E" || a.Agent[0].Who.Reference != "Practitioner/t" ||
		a.Agent[0].Network.Address != "127.0.0.1" || len(a.Entity) != 3 || a.Entity[0].What.Reference != "Patient/p" || a.ID != row.ID {
		t.Errorf("got %s", row.Body)
	}
	back, err := Imported(row.Body)
	if err != nil || back.Patient != "p" || back.Agent != "Practitioner/t" || back.Subtype != "search-type" {
		t.Errorf("imported again it is %+v, %v", back, err)
	}
}
