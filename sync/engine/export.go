package engine

import (
	"context"
	"encoding/json"
	"io"
	"slices"
	"time"

	"throughline/care"
	"throughline/profile"
	"throughline/sync/store"
)

// Unsent is what is on this device and not at the clinic, for a person who wants to
// keep it elsewhere: in words, and as the FHIR that would be sent.
type Unsent struct {
	Exported time.Time     `json:"exported"`
	Person   string        `json:"person"` // a FHIR reference
	Entries  []UnsentEntry `json:"entries"`
	Drafts   []UnsentDraft `json:"drafts"` // half-filled forms
}

// UnsentEntry is one entry of the outbox.
type UnsentEntry struct {
	Entered  time.Time       `json:"entered"` // this device's clock
	What     string          `json:"what"`    // a FHIR reference
	State    string          `json:"state"`   // queued, sending, conflict or quarantined
	Why      string          `json:"why,omitempty"`
	Urgent   bool            `json:"urgent,omitempty"`
	Words    string          `json:"words,omitempty"`
	Theirs   string          `json:"theirs,omitempty"` // the clinic's version in words, where the two differ
	Resource json.RawMessage `json:"resource,omitempty"`
}

// UnsentDraft is one form that was begun.
type UnsentDraft struct {
	Form    string                `json:"form"`
	Title   string                `json:"title,omitempty"`
	Begun   time.Time             `json:"begun"`
	Answers map[string]care.Reply `json:"answers"`
}

// Unsent gives what the clinic has not acknowledged. It needs no network.
func (e *Engine) Unsent(ctx context.Context) (Unsent, error) {
	out := Unsent{Exported: e.now(), Person: e.identity.FHIRUser, Entries: []UnsentEntry{}, Drafts: []UnsentDraft{}}
	e.commits.Lock()
	defer e.commits.Unlock()
	if e.memory == nil {
		if err := e.load(ctx); err != nil {
			return out, err
		}
	}
	var outbox []store.Entry
	var drafts []care.CheckIn
	err := e.store.View(ctx, func(tx *store.Tx) (err error) {
		if outbox, err = tx.Outbox(); err != nil {
			return err
		}
		drafts, err = readDrafts(tx)
		return err
	})
	if err != nil {
		return out, err
	}
	set := e.withEdits(outbox)
	slices.SortFunc(outbox, func(a, b store.Entry) int { return int(a.Seq - b.Seq) })
	for _, en := range outbox {
		if en.State == store.Acknowledged {
			continue
		}
		x := UnsentEntry{Entered: en.Created, What: ref(en.Type, en.ID), State: string(en.State), Urgent: en.Urgent, Resource: en.Body}
		if en.Code != "" {
			x.Why = why(en.Code).Say
		}
		_, words, _ := profile.Compare(set, e.viewer, en.Body, en.Theirs)
		x.Words, x.Theirs = words[0], words[1]
		out.Entries = append(out.Entries, x)
	}
	for _, d := range drafts {
		out.Drafts = append(out.Drafts, UnsentDraft{Form: d.Form, Title: d.Title, Begun: d.Begun, Answers: d.Answers})
	}
	return out, nil
}

// Write writes it as JSON that a person can read.
func (u Unsent) Write(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(u)
}
