package engine

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"throughline/care"
	"throughline/sync/store"
)

// listed is a page of a history as a server writes it.
func listed(next string, entries ...string) string {
	link := ""
	if next != "" {
		link = fmt.Sprintf(`{"relation":"next","url":%q}`, next)
	}
	return `{"resourceType":"Bundle","type":"history","link":[` + link + `],"entry":[` + strings.Join(entries, ",") + `]}`
}

// versionOf is an entry of a history: one version of a goal.
func versionOf(id, version string, at time.Time, text string) string {
	return fmt.Sprintf(`{"request":{"method":"PUT","url":"Goal/%[1]s"},"resource":{"resourceType":"Goal","id":"%[1]s","lifecycleStatus":"active",
		"meta":{"versionId":"%[2]s","lastUpdated":"%[3]s"},"subject":{"reference":"Patient/p1"},"description":{"text":"%[4]s"}}}`,
		id, version, at.UTC().Format(time.RFC3339Nano), text)
}

func goalTexts(c care.Chart) string {
	var texts []string
	for _, g := range c.Plan.Goals {
		texts = append(texts, g.Text)
	}
	slices.Sort(texts)
	return strings.Join(texts, ", ")
}

// A server names one resource and sends another. Which of the two it is would be a
// guess: it is set aside, and the rest is shown.
func TestIDsThatDoNotMatchAreSetAside(t *testing.T) {
	t.Parallel()
	for name, entry := range map[string]string{
		"the request names another":   strings.Replace(versionOf("g9", "1", time.Now(), "lie"), `"url":"Goal/g9"`, `"url":"Goal/g1"`, 1),
		"the address names another":   strings.Replace(versionOf("g9", "1", time.Now(), "lie"), `{"request"`, `{"fullUrl":"https://clinic.example/fhir/Goal/g1","request"`, 1),
		"an id that is none":          versionOf("../Patient", "1", time.Now(), "lie"),
		"an id as long as a page":     versionOf(strings.Repeat("x", 200), "1", time.Now(), "lie"),
		"a type that is a number":     `{"resource":{"resourceType":7,"id":"g9"}}`,
		"a resource that is a string": `{"resource":"Goal/g9"}`,
		"an entry that is a list":     `[1,2]`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newClinic(t, kinds["our server"])
			e, _ := c.signsIn(maya)
			c.plan = append(c.plan, c.answers(listed("", entry, versionOf("g2", "1", time.Now(), "true"))))
			r := c.syncs(e)
			if got := goalTexts(e.Chart()); got != "first, true" || r.Quarantined != 1 {
				t.Errorf("goals %q, report %+v", got, r)
			}
		})
	}
}

// In a history the newest version comes first. The same resource again, on the same
// page or a later one, is older, whatever it says.
func TestTheSameIDTwiceInAPageCountsOnce(t *testing.T) {
	t.Parallel()
	c := newClinic(t, kinds["our server"])
	e, _ := c.signsIn(maya)
	at := c.model.now.Add(time.Minute)
	c.plan = append(c.plan, c.answers(listed(base+"/_page?p=x", versionOf("g2", "b", at, "new"), versionOf("g2", "a", at, "old"))),
		c.answers(listed("", versionOf("g2", "c", at, "older"))))
	if r := c.syncs(e); goalTexts(e.Chart()) != "first, new" || r.Pulled != 1 {
		t.Errorf("goals %q, report %+v", goalTexts(e.Chart()), r)
	}
}

// A server goes back to an older version, as after a restored backup. What is shown
// does not go back with it, and an edit still lands, on what the server has.
func TestAVersionThatGoesBack(t *testing.T) {
	t.Parallel()
	c := newClinic(t, kinds["our server"])
	e, _ := c.signsIn(maya)
	c.colleague("description", object{"text": "second"}, false)
	c.syncs(e)
	c.plan = append(c.plan, c.answers(listed("", versionOf("g1", "v0", c.model.now.Add(-time.Hour), "ancient"))))
	c.syncs(e)
	if got := goalTexts(e.Chart()); got != "second" {
		t.Errorf("goals %q", got)
	}
	restored := c.model.byRef["Goal/g1"]
	c.model.byRef["Goal/g1"] = restored[:1]
	c.edits(e, "note", []any{object{"text": "mine"}})
	c.syncs(e)
	if now := c.now("Goal/g1"); !strings.Contains(string(canonical(now)), "mine") || e.Chart().Sync.Pending != 0 {
		t.Errorf("the server has %s, %+v", canonical(now), e.Chart().Sync)
	}
}

// A version that no server should send must not keep other entries from being sent.
func TestAVersionThatCannotBeSentBackHoldsUpNothing(t *testing.T) {
	t.Parallel()
	c := newClinic(t, kinds["our server"])
	e, s := c.signsIn(maya)
	c.plan = append(c.plan, c.answers(listed("", versionOf("g2", `1\" or 2`, c.model.now.Add(time.Second), "odd"))))
	c.syncs(e)
	var odd string
	c.does(e.intend(t.Context(), func(tx *store.Tx) error {
		now, _, err := local(tx, "Goal", "g2")
		if err != nil {
			return err
		}
		en, err := e.file(tx, store.Entry{Kind: store.Update, Type: "Goal", ID: "g2", Body: []byte(strings.Replace(string(now), "odd", "mine", 1))})
		odd = en.Operation
		return err
	}))
	other := c.edits(e, "description", object{"text": "also mine"})
	r := c.syncs(e)
	if entryOf(t, s, other).State != store.Acknowledged || entryOf(t, s, odd).State != store.Quarantined || r.Pushed != 1 {
		t.Errorf("report %+v, odd one %s", r, entryOf(t, s, odd).State)
	}
	if why := c.choice(e).Why; why.Code != "clinic-unsendable" || why.Say == "" {
		t.Errorf("why %+v", why)
	}
}

// The pages of a listing expire half-way: it is begun again from the old cursor, and
// nothing is passed over.
func TestAnExpiredPageRestartsFromTheOldCursor(t *testing.T) {
	t.Parallel()
	c := newClinic(t, kinds["our server"])
	c.model.pageSize = 2
	e, s := c.signsIn(maya)
	for i := range 7 {
		c.has(fmt.Sprintf("Goal/n%d", i), goal(fmt.Sprintf("n%d", i), fmt.Sprint(i)))
	}
	before := cursorOf(t, s)
	c.plan = append(c.plan, c.well, c.well, c.status(http.StatusGone), c.well, c.status(http.StatusServiceUnavailable))
	if _, err := e.Sync(t.Context()); err == nil {
		t.Fatal("the second listing was cut short")
	}
	if after := cursorOf(t, s); after != before {
		t.Errorf("the cursor moved from %s to %s", before, after)
	}
	c.syncs(e)
	if got := goalTexts(e.Chart()); got != "0, 1, 2, 3, 4, 5, 6, first" {
		t.Errorf("goals %q", got)
	}
}

func cursorOf(t *testing.T, s *store.Store) (at string) {
	t.Helper()
	err := s.View(t.Context(), func(tx *store.Tx) (err error) {
		at, err = tx.Cursor(feedHistory)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// On a bad connection a long first download is cut again and again. It goes on
// where it stopped, and what changed meanwhile is there too.
func TestAFirstDownloadThatIsCutGoesOnWhereItStopped(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"our server", "search only", "with pages that it counts"} {
		for _, killed := range []bool{false, true} {
			t.Run(fmt.Sprint(kind, ", killed ", killed), func(t *testing.T) {
				t.Parallel()
				cutDownload(t, newClinic(t, kinds[kind]), killed)
			})
		}
	}
}

// cutDownload goes on in the same process, or each time in a new one.
func cutDownload(t *testing.T, c *clinic, killed bool) {
	t.Helper()
	patience := 8
	if !c.model.kind.history {
		patience += len(types) / 3 // each is a request of its own
	}
	c.model.pageSize = 2
	for i := range 20 {
		c.has(fmt.Sprintf("Goal/n%02d", i), goal(fmt.Sprintf("n%02d", i), fmt.Sprint(i)))
	}
	e, s := newEngine(t, c, maya)
	asked, cuts := 0, 0
	for ; cuts < 40; cuts++ {
		// Some more pages come through each time, then the connection is gone.
		c.plan = slices.Repeat([]func(*http.Request) (*http.Response, error){c.well}, 1+len(firstTypes)+3)
		c.plan = append(c.plan, func(*http.Request) (*http.Response, error) { return nil, errWire })
		switch {
		case cuts > 0 && killed:
			e = c.startsAgain(s, maya, time.Now())
		case cuts > 0:
			c.plan = c.plan[1:] // what the server can do is known
		}
		if cuts == 2 {
			c.has("Goal/n03", goal("n03", "changed meanwhile"))
			c.has("Goal/n19", nil)
		}
		asked = len(c.model.requests)
		if _, err := e.Sync(t.Context()); err == nil {
			break
		}
		if cursorOf(t, s) != "" && cuts < 3 {
			t.Fatal("the cursor moved before the last page")
		}
	}
	c.plan = nil
	c.syncs(e)
	if cuts > patience {
		t.Errorf("it took %d syncs: it begins anew each time", cuts)
	}
	got := goalTexts(e.Chart())
	if n := len(e.Chart().Plan.Goals); n != 20 || !strings.Contains(got, "changed meanwhile") || strings.Contains(got, "19") {
		t.Errorf("%d goals: %s", n, got)
	}
	if again := len(c.model.requests) - asked; again > 10+len(types)+len(firstTypes) {
		t.Errorf("%d requests in the last sync", again)
	}
}

// The answer to an edit is lost, the clinic deletes what was edited, and the pages of
// its history expire while the app looks whether the edit had landed. Half a history
// says nothing: the app looks again, and does not ask the person about an edit that
// the clinic has.
func TestAHistoryThatExpiresIsNoSignThatAnEditIsNotThere(t *testing.T) {
	t.Parallel()
	c := newClinic(t, kinds["our server"])
	c.model.pageSize = 1
	e, s := c.signsIn(maya)
	op := c.edits(e, "description", object{"text": "mine"})
	c.plan = append(c.plan, c.lostAnswer)
	if _, err := e.Sync(t.Context()); err == nil {
		t.Fatal("the answer was lost")
	}
	c.has("Goal/g1", nil)
	c.plan = append(c.plan, c.well, c.well, c.status(http.StatusGone))
	if _, err := e.Sync(t.Context()); err == nil {
		t.Error("nothing was said of the listing that expired")
	}
	if state := entryOf(t, s, op).State; state != store.Sending {
		t.Fatalf("the edit is %s although nobody knows", state)
	}
	c.syncs(e)
	if state := entryOf(t, s, op).State; state != store.Acknowledged {
		t.Errorf("the edit is %s", state)
	}
}

// A server that keeps no versions cannot say whether somebody else changed what the
// person changes. The change is not sent, and says why; everything else goes on.
func TestAServerWithoutVersionsIsNotOverwritten(t *testing.T) {
	t.Parallel()
	c := newClinic(t, modelKind{updateCreate: true, versionless: true})
	e, _ := c.signsIn(maya)
	c.does(e.intend(t.Context(), func(tx *store.Tx) error {
		now, version, err := local(tx, "Goal", "g1")
		if err != nil || version != "" {
			t.Errorf("version %q, %v", version, err)
		}
		_, err = e.file(tx, store.Entry{Kind: store.Update, Type: "Goal", ID: "g1", Body: []byte(strings.Replace(string(now), "first", "mine", 1))})
		return err
	}))
	c.does(e.AnswerSession(t.Context(), care.SessionAnswer{Session: "Appointment/a1", Answer: care.AnswerComing}))
	c.has("Goal/new", goal("new", "from the clinic"))
	r := c.syncs(e)
	if r.Pushed != 1 || r.Quarantined != 1 || r.Pending != 0 || !strings.Contains(goalTexts(e.Chart()), "from the clinic") {
		t.Errorf("report %+v, goals %q", r, goalTexts(e.Chart()))
	}
	if why := c.choice(e).Why; why.Code != codeUnversioned || why.Say == "" {
		t.Errorf("why %+v", why)
	}
	if len(c.model.wrong) > 0 {
		t.Errorf("it saw what no client should do: %v", c.model.wrong)
	}
	for _, text := range []string{"changed", "changed again"} {
		c.has("Goal/new", goal("new", text))
		if c.syncs(e); !strings.Contains(goalTexts(e.Chart()), text) {
			t.Errorf("the clinic's %q is not shown: %q", text, goalTexts(e.Chart()))
		}
	}
}
