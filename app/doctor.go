//go:build !js

package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"throughline/care"
	"throughline/sync/vault"
)

// finding is one line of the doctor's report: no secret and nothing about health.
type finding struct {
	Name   string `json:"name"`
	OK     bool   `json:"ok"`
	Detail string `json:"detail"`
}

// Examination is what `throughline doctor --json` prints.
type Examination struct {
	OK       bool      `json:"ok"`
	Findings []finding `json:"findings"`
}

// maxSkew is how far the device's clock may be off before it is said.
const maxSkew = 2 * time.Minute

func runDoctor(ctx context.Context, c *Client, o options, sys System) error {
	if o.clinic != "" {
		c.Point(o.clinic)
	}
	e := c.Examine(ctx)
	if o.json {
		if err := json.NewEncoder(sys.Stdout).Encode(e); err != nil {
			return err
		}
	} else if err := e.print(sys.Stdout); err != nil {
		return err
	}
	if !e.OK {
		return &care.Fault{Code: "doctor", Say: "Not everything works. See the list."}
	}
	return nil
}

func (e Examination) print(w io.Writer) error {
	for _, f := range e.Findings {
		mark := "works"
		if !f.OK {
			mark = "LOOK "
		}
		if _, err := fmt.Fprintf(w, "%s  %-10s  %s\n", mark, f.Name, f.Detail); err != nil {
			return err
		}
	}
	return nil
}

// Examine looks at the keyring, the store, the clinic, the clock and the last
// sync, each on its own: one that fails hides no other.
func (c *Client) Examine(ctx context.Context) Examination {
	e := Examination{OK: true}
	add := func(name string, err error, detail string) {
		if err != nil {
			detail = care.AsFault(err).Say
			e.OK = false
		}
		e.Findings = append(e.Findings, finding{Name: name, OK: err == nil, Detail: detail})
	}
	add("keyring", c.examineKeyring(ctx), keepingWords[c.in.Keep])

	stored := c.Resume(ctx)
	switch {
	case stored == nil:
		add("store", nil, "Opens. It is encrypted.")
	case errors.Is(stored, ErrSignedOut):
		add("store", nil, "Empty: no one is signed in.")
	default:
		add("store", stored, "")
	}

	skew, err := c.Reach(ctx)
	add("clinic", err, "Answers, and speaks FHIR R4.")
	if err == nil {
		var off error
		if skew.Abs() > maxSkew {
			off = &care.Fault{Code: "clock-skew", Say: fmt.Sprintf("This device's clock differs from the clinic's by %s. Set it.", skew.Abs().Round(time.Second))}
		}
		add("clock", off, fmt.Sprintf("Within %s of the clinic's.", max(skew.Abs().Round(time.Second), time.Second)))
	}
	last := "There was none yet."
	if stored == nil {
		if s := c.Engine().Chart().Sync; !s.AsOf.IsZero() {
			last = fmt.Sprintf("%s, %d waiting to be sent, %d set aside.", s.AsOf.UTC().Format(time.RFC3339), s.Pending, s.Quarantined)
		}
	}
	add("last sync", nil, last)
	return e
}

var keepingWords = map[Keeping]string{
	KeepUndecided:  "Works. Tokens will be kept there.",
	KeepKeyring:    "Works. Tokens are kept there.",
	KeepPassphrase: "Not used: sealed with a passphrase instead.",
	KeepNothing:    "Not used: nothing is kept between starts.",
}

func (c *Client) examineKeyring(ctx context.Context) error {
	if c.in.Keep == KeepPassphrase || c.in.Keep == KeepNothing {
		return nil
	}
	return vault.Probe(ctx, c.in.place())
}
