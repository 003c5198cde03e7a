package forms_test

import (
	"bytes"
	"net/url"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"throughline/clinic/audit"
	"throughline/clinic/forms"
	"throughline/clinic/records"
	"throughline/clinic/search"
	"throughline/clinic/store"
	"throughline/clinic/store/sqlite"
	"throughline/clinic/store/sqlstore"
	"throughline/profile"
)

// A clinic that was not the demo began without any form: the follow-up that its own server made after a discharge asked for
// one that was not there.
func TestAClinicBeginsWithTheFormsThatTheProductShips(t *testing.T) {
	t.Parallel()
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "c.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	st := sqlstore.NewStore(db)
	st.Now = time.Now
	to := &records.Service{Store: st, Audit: audit.NewRecorder(st), Now: time.Now}

	own := []byte(`{"resourceType":"Questionnaire","id":"theirs","status":"retired","url":"https://throughline.app/fhir/Questionnaire/gad-7","version":"1.0.0"}`)
	if _, err := to.Load(t.Context(), "main", records.Keep, own); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := forms.Load(t.Context(), to, "main"); err != nil {
			t.Fatal(err)
		}
	}
	found := map[string]int{}
	err = st.View(t.Context(), "main", func(r store.Reader) error {
		q, err := search.Parse("Questionnaire", url.Values{})
		if err != nil {
			return err
		}
		return records.Each(t.Context(), r, q, func(v store.Version) error {
			found[v.ID]++
			if v.ID == "theirs" && !bytes.Contains(v.Body, []byte("retired")) {
				t.Error("what the clinic retired is in use again")
			}
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	if found["theirs"] != 1 || found["gad-7"] != 0 || found["phq-9"] != 1 || found["phq-9-es"] != 1 || found["daily"] != 1 || found["medication-report"] != 1 {
		t.Errorf("found %v", found)
	}
	all, err := forms.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, address := range profile.FollowUpForms() {
		if address != profile.Base+"/Questionnaire/follow-up" && !slices.ContainsFunc(all, func(f forms.Form) bool { return f.URL == address }) {
			t.Errorf("a follow-up asks for %s, which is not shipped", address)
		}
	}
}
