package engine

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"throughline/care"
	"throughline/fhir"
	"throughline/profile"
	"throughline/sync/store"
)

// picture is what was stored at one moment, before the state of the sync is told.
type picture struct {
	chart   care.Chart
	waiting []told
	times   care.Topics            // with AsOf alone
	aside   int                    // resources that are set aside
	entered map[string]store.Entry // by the reference of what is written
	answers map[string]store.Entry // by Session.Ref
}

// draw makes the picture of what is stored now. commits is held.
func (e *Engine) draw(ctx context.Context) (picture, error) {
	p := picture{entered: map[string]store.Entry{}, answers: map[string]store.Entry{}}
	var outbox []store.Entry
	var drafts []care.CheckIn
	var notes care.SkillNotes
	var versions []care.SafetyCard
	var shared bool
	err := e.store.View(ctx, func(tx *store.Tx) (err error) {
		if outbox, err = tx.Outbox(); err != nil {
			return err
		}
		if p.aside, err = tx.Asides(); err != nil {
			return err
		}
		if err = p.tellTimes(tx); err != nil {
			return err
		}
		if drafts, err = readDrafts(tx); err != nil {
			return err
		}
		if versions, shared, err = readSafety(tx); err != nil {
			return err
		}
		notes, err = skillNotes(tx)
		return err
	})
	if err != nil {
		return p, err
	}
	set := e.withEdits(outbox)
	chart, rejected := profile.Chart(set, e.viewer)
	if chart.Viewer.Role == care.RoleStaff && e.focus != "" {
		record, more := profile.Record(set, e.viewer, e.focus)
		chart.Record, rejected = &record, append(rejected, more...)
	}
	left := map[string]bool{}
	for _, r := range rejected {
		left[ref(r.Type, r.ID)] = true
		e.log.DebugContext(ctx, "left out of the chart", "type", r.Type, "code", r.Code, "reason", r.Reason)
	}
	p.aside += len(left)
	past, err := e.pastSharing(ctx, set)
	if err != nil {
		return p, err
	}
	past.Tell(&chart, set, e.viewer)
	e.card(&chart, versions, shared)
	chart.Skills = notes
	chart.Sync = p.chart.Sync
	for i := range drafts {
		if drafts[i].Subject.Ref == "" {
			drafts[i].Subject = chart.Viewer.Person
		}
	}
	chart.CheckIns = slices.Concat(drafts, slices.DeleteFunc(chart.CheckIns, func(c care.CheckIn) bool {
		return slices.ContainsFunc(drafts, func(d care.CheckIn) bool { return d.ID == c.ID && c.Status == care.CheckInBegun })
	}))
	chart.Choices = e.choices(outbox, set)
	p.chart = chart
	p.waiting = tally(outbox, set.topic)
	p.join(outbox, set)
	return p, nil
}

// tellTimes fills in from when the picture is, and why it may be empty.
func (p *picture) tellTimes(tx *store.Tx) error {
	var text [3]string
	for i, name := range []string{metaAsOf, metaSkew, metaGone} {
		var err error
		if text[i], err = tx.Meta(name); err != nil {
			return err
		}
	}
	types, err := readAsOf(tx)
	s := &p.chart.Sync
	s.AsOf = moment(text[0])
	s.Skew, _ = time.ParseDuration(text[1]) // zero for what is not ours
	s.Ended, s.Expired = text[2] == goneEnded, text[2] == goneExpired
	p.times = topicTimes(s.AsOf, types)
	return err
}

// onlyTimes says that what a transaction wrote says when the copy is from, and how to
// go on, and nothing of what is in it: most syncs find nothing new, and a chart of
// all the patients of a member of staff takes long to make.
func onlyTimes(tx *store.Tx) bool {
	values, more := tx.Wrote()
	return !more && !slices.ContainsFunc(values, func(name string) bool {
		switch name {
		case metaAsOf, metaSkew, metaTypes, metaResume, metaSpot, metaListed, metaHeard, metaSeen, metaGone:
			return false
		}
		return !strings.HasPrefix(name, metaSpot) && !strings.HasPrefix(name, metaListed)
	})
}

// Focus has the chart hold the record of one patient, "Patient/…", for staff who
// look at it; empty for nobody. For others it changes nothing.
func (e *Engine) Focus(ctx context.Context, patient string) error {
	e.commits.Lock()
	defer e.commits.Unlock()
	if e.focus == patient {
		return nil
	}
	e.focus, e.stale = patient, true
	return e.refresh(ctx)
}

// join finds the entry that tells how far each thing that was entered has come:
// the worst of several edits of it.
func (p *picture) join(outbox []store.Entry, set profile.Set) {
	for _, en := range outbox {
		en.Base, en.Body, en.Theirs = nil, nil, nil // the picture outlives this, and needs none of them
		worst(p.entered, ref(en.Type, en.ID), en)
		known, there := set.Get(ref(en.Type, en.ID))
		if !there {
			continue
		}
		if made := profile.MadeAs(known); made != "" && made != en.ID {
			worst(p.entered, ref(en.Type, made), en)
		}
		if en.Type == "AppointmentResponse" {
			if r, ok := known.(*fhir.AppointmentResponse); ok {
				worst(p.answers, r.Appointment.Reference, en)
			}
		}
	}
}

// worst keeps what needs the person before what waits, and what waits before what
// was received.
func worst(of map[string]store.Entry, key string, en store.Entry) {
	rank := []store.State{store.Acknowledged, store.Queued, store.Sending, store.Quarantined, store.Conflict}
	known, ok := of[key]
	if !ok || slices.Index(rank, en.State) >= slices.Index(rank, known.State) {
		of[key] = en
	}
}

// readDrafts gives the half-filled forms, the last begun first. One that does not
// parse was written by another version and is left where it is.
func readDrafts(tx *store.Tx) ([]care.CheckIn, error) {
	var drafts []care.CheckIn
	err := tx.Drafts(func(id string, body []byte) error {
		var c care.CheckIn
		if id != draftSkills && json.Unmarshal(body, &c) == nil {
			drafts = append(drafts, c)
		}
		return nil
	})
	slices.SortStableFunc(drafts, func(a, b care.CheckIn) int { return b.Begun.Compare(a.Begun) })
	return drafts, err
}
