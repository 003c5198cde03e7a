package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"throughline/care"
	"throughline/fhir"
	"throughline/profile"
	"throughline/sync/engine"
	"throughline/sync/fhirhttp"
	"throughline/sync/store"
)

// play is one trace while it runs.
type play struct {
	*ours
	trace   trace
	devices map[string]*device
	goals   []string // references
	out     outcome
}

type device struct {
	*engine.Engine
	store *store.Store
}

func (p *play) base() string { return "http://" + p.address + "/fhir" }

func (p *play) device(ctx context.Context, name string) (*device, error) {
	key, err := store.NewKey([]byte(strings.Repeat("k", store.KeySize)))
	if err != nil {
		return nil, err
	}
	who := engine.Identity{FHIRUser: "Patient/" + p.patient, Patient: p.patient}
	d := new(device)
	if d.store, err = store.OpenMemory(ctx, store.Config{Key: key, Owner: store.Owner{Subject: who.FHIRUser, Clinic: p.base()}}); err != nil {
		return nil, err
	}
	p.devices[name] = d
	remote, err := fhirhttp.New(p.base(), p.maya)
	if err != nil {
		return nil, err
	}
	d.Engine, err = engine.New(engine.Config{Store: d.store, Remote: remote, Identity: who, Zone: time.UTC}) //nolint:contextcheck // reads this device only
	return d, err
}

func (p *play) close() error {
	var err error
	for _, d := range p.devices {
		err = errors.Join(err, d.store.Close())
	}
	return err
}

func (p *play) run(ctx context.Context) (outcome, error) {
	for i := range p.trace.Goals {
		if err := p.seed(ctx, i); err != nil {
			return p.out, err
		}
	}
	for _, name := range devices {
		d, err := p.device(ctx, name)
		if err == nil {
			_, err = d.Sync(ctx)
		}
		if err != nil {
			return p.out, err
		}
	}
	for _, s := range p.trace.Steps {
		if err := p.step(ctx, s); err != nil {
			return p.out, fmt.Errorf("%+v: %w", s, err)
		}
	}
	if err := p.settle(ctx); err != nil {
		return p.out, err
	}
	last, err := p.device(ctx, "somebody new")
	if err != nil {
		return p.out, err
	}
	if _, err := last.Sync(ctx); err != nil {
		return p.out, err
	}
	for _, ref := range p.goals {
		p.out.Final = append(p.out.Final, last.goal(ref))
	}
	return p.out, p.history(ctx)
}

// seed has the patient's goal at the clinic.
func (p *play) seed(ctx context.Context, i int) error {
	id := profile.NameID(fmt.Sprint("goal ", i))
	p.goals = append(p.goals, "Goal/"+id)
	body := fmt.Sprintf(`{"resourceType":"Goal","id":%q,"lifecycleStatus":"active","description":{"text":"Goal %d as it began"},
		"subject":{"reference":"Patient/%s"},"expressedBy":{"reference":"Patient/%s"}}`, id, i, p.patient, p.patient)
	remote, err := fhirhttp.New(p.base(), p.dana)
	if err != nil {
		return err
	}
	_, err = remote.Update(ctx, "Goal", id, []byte(body), fhirhttp.IfAbsent())
	return err
}

func (p *play) step(ctx context.Context, s step) error {
	switch {
	case s.Do == "sync":
		_, err := p.devices[s.Actor].Sync(ctx)
		return err
	case s.Actor == "clinician":
		return p.clinician(ctx, s)
	}
	d, ref := p.devices[s.Actor], p.goals[s.Goal]
	now := d.goal(ref)
	p.out.Saw = append(p.out.Saw, now.get(s.Field))
	change := care.GoalWords{Goal: ref, Text: now.Words}
	if now.Target != "" {
		change.Target, _ = time.Parse(time.DateOnly, now.Target)
	}
	switch s.Field {
	case "steps":
		return d.ChangePlan(ctx, care.GoalStep{Goal: ref, Do: care.StepAdd, Text: s.Value})
	case "words":
		change.Text = s.Value
	case "target":
		at, err := time.Parse(time.DateOnly, s.Value)
		if err != nil {
			return err
		}
		change.Target = at
	}
	return d.ChangePlan(ctx, change)
}

// clinician reads the goal and writes it back, as a tool at the clinic does.
func (p *play) clinician(ctx context.Context, s step) error {
	remote, err := fhirhttp.New(p.base(), p.dana)
	if err != nil {
		return err
	}
	id := strings.TrimPrefix(p.goals[s.Goal], "Goal/")
	now, err := remote.Read(ctx, "Goal", id)
	if err != nil {
		return err
	}
	var g fhir.Goal
	if err := json.Unmarshal(now.Raw, &g); err != nil {
		return err
	}
	if s.Field == "words" {
		p.out.Saw = append(p.out.Saw, g.Description.Text)
		g.Description.Text = s.Value
	} else {
		if len(g.Target) == 0 {
			g.Target = []fhir.GoalTarget{{}}
		}
		p.out.Saw = append(p.out.Saw, g.Target[0].DueDate)
		g.Target[0].DueDate = s.Value
	}
	body, err := fhir.Encode(&g)
	if err != nil {
		return err
	}
	_, err = remote.Update(ctx, "Goal", id, body, fhirhttp.IfVersion(now.Version))
	return err
}

// settle lets all devices sync, and the person choose where they are asked, until nothing is open.
func (p *play) settle(ctx context.Context) error {
	for range 20 {
		quiet := true
		for _, name := range devices {
			d := p.devices[name]
			r, err := d.Sync(ctx)
			if err != nil {
				return err
			}
			quiet = quiet && r.Pending+r.Conflicts+r.Quarantined+r.Pushed+r.Pulled == 0
			for _, c := range d.Chart().Choices {
				quiet = false
				p.out.Shown++
				p.out.Asked = append(p.out.Asked, c.Mine.Text, c.Theirs.Text)
				for _, x := range c.Differ {
					p.out.Asked = append(p.out.Asked, x.Mine, x.Theirs)
				}
				// By turns, as far as there is a choice.
				if err := d.Decide(ctx, c.ID, c.Can[(int(p.trace.Seed)+p.out.Shown)%len(c.Can)]); err != nil { //nolint:gosec // small
					return err
				}
			}
		}
		if quiet {
			return nil
		}
	}
	return errors.New("the devices do not come to rest")
}

// history collects what the server keeps of the goals.
func (p *play) history(ctx context.Context) error {
	remote, err := fhirhttp.New(p.base(), p.dana)
	if err != nil {
		return err
	}
	for _, ref := range p.goals {
		err = errors.Join(err, remote.History(ctx, ref, time.Time{}, func(page fhirhttp.Page) error {
			for _, e := range page.Entries {
				p.out.Kept = append(p.out.Kept, string(e.Resource))
			}
			return nil
		}))
	}
	return err
}

func (d *device) goal(ref string) goal {
	goals := d.Chart().Plan.Goals
	i := slices.IndexFunc(goals, func(g care.Goal) bool { return g.Ref == ref })
	if i < 0 {
		return goal{}
	}
	g := goal{Words: goals[i].Text}
	if !goals[i].Target.IsZero() {
		g.Target = goals[i].Target.Format(time.DateOnly)
	}
	for _, s := range goals[i].Steps {
		g.Steps = append(g.Steps, s.Text)
	}
	return g
}
