package app

import (
	"context"
	"errors"
	"time"

	"throughline/care"
	"throughline/screens/entry"
	"throughline/screens/say"
	"throughline/sync/store"
	"throughline/sync/vault"
)

// door leads a person from the start of the app to their own screens. Its
// fields belong to the UI thread.
type door struct {
	w       *Window
	view    *entry.DoorView
	state   entry.DoorState
	address string             // of the sign-in page, while it is open
	cancel  context.CancelFunc // ends what is under way
	proved  bool               // the person has just typed their passphrase
	asks    *stop              // the page that asks before closing
	attempt int                // which sign-in is under way
	forgot  bool               // they sign in because they forgot their PIN
	why     *care.Fault        // why they have to sign in anew; said where they do
	kept    <-chan error       // Resume that is under way since before there was a window; nil: none is
}

func newDoor(w *Window) *door {
	d := &door{w: w}
	d.view = entry.NewDoorView(d)
	return d
}

// begin finds out where the person stands and shows that step.
func (d *door) begin() {
	d.show(entry.DoorState{Step: entry.StepOpening})
	resume := d.w.client.Resume
	if kept := d.kept; kept != nil {
		d.kept = nil
		resume = func(ctx context.Context) error {
			select {
			case err := <-kept:
				return err
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	}
	d.try(resume, func(err error) {
		switch {
		case err == nil:
			d.w.enter(d.proved)
			d.proved = false
		case errors.Is(err, errAskPassphrase):
			d.show(entry.DoorState{Step: entry.StepUnlock})
		case errors.Is(err, errAskKeeping), errors.Is(err, ErrSignedOut):
			d.offer()
		case lost(err):
			d.why = care.AsFault(err)
			d.offer()
		default:
			canErase := errors.Is(err, store.ErrOwner) || errors.Is(err, store.ErrWrongKey)
			d.show(entry.DoorState{Step: entry.StepBlocked, Fault: care.AsFault(err), CanErase: canErase, Others: errors.Is(err, store.ErrOwner)})
		}
	})
}

// offer asks for the clinic if it is not known, else for the sign-in.
func (d *door) offer() {
	d.w.nobodyIsReminded()
	clinic := d.w.client.Clinic()
	if clinic == "" {
		d.show(entry.DoorState{Step: entry.StepClinic})
		return
	}
	d.connect(clinic)
}

func (d *door) connect(address string) {
	d.show(entry.DoorState{Step: entry.StepClinic, Clinic: address, Busy: true})
	d.try(func(ctx context.Context) error { return d.w.client.Connect(ctx, address) }, func(err error) {
		if err != nil {
			d.show(entry.DoorState{Step: entry.StepClinic, Clinic: address, Fault: care.AsFault(err)})
			return
		}
		d.keep()
	})
}

// keep sees to a safe place for the tokens before there are any.
func (d *door) keep() {
	d.try(d.w.client.OpenSecrets, func(err error) {
		switch {
		case err == nil && d.w.atOnce && d.why == nil:
			d.w.atOnce = false
			d.signIn()
		case err == nil:
			d.ready(d.why, nil)
			d.why = nil
		case errors.Is(err, errAskKeeping):
			d.show(entry.DoorState{Step: entry.StepKeep})
		case errors.Is(err, errAskPassphrase):
			d.show(entry.DoorState{Step: entry.StepUnlock})
		default:
			d.show(entry.DoorState{Step: entry.StepBlocked, Fault: care.AsFault(err)})
		}
	})
}

// escape goes back on the way in, and tells whether there was anywhere to go.
func (d *door) escape() bool {
	switch d.state.Step {
	case entry.StepWaiting, entry.StepCode:
		d.Enter(entry.DoCancel, "")
	case entry.StepNewPassphrase:
		d.show(entry.DoorState{Step: entry.StepKeep})
	case entry.StepWipe, entry.StepCodeOver:
		d.begin()
	default:
		return false
	}
	return true
}

// Enter does what a button of the way in says.
func (d *door) Enter(do entry.DoorAction, text string) {
	switch do {
	case entry.DoNothing:
	case entry.DoConnect:
		d.connect(text)
	case entry.DoSignIn:
		d.signIn()
	case entry.DoOpenAgain:
		d.openPage()
	case entry.DoCopyAddress:
		d.w.copied.put(d.address)
	case entry.DoCancel:
		if d.cancel != nil {
			d.cancel()
		}
	case entry.DoOtherClinic:
		d.show(entry.DoorState{Step: entry.StepClinic})
	case entry.DoChoosePassphrase:
		d.show(entry.DoorState{Step: entry.StepNewPassphrase})
	case entry.DoKeepNothing:
		d.then(func(context.Context) error { return d.w.client.KeepNothing() }, entry.StepKeep)
	case entry.DoSetPassphrase:
		d.then(func(ctx context.Context) error { return d.w.client.Seal(ctx, text) }, entry.StepNewPassphrase)
	case entry.DoUnlock:
		d.unlock(text)
	case entry.DoForget:
		d.show(entry.DoorState{Step: entry.StepWipe, Lost: d.state.Step == entry.StepUnlock})
	case entry.DoMakeRoom:
		d.clear(d.w.client.MakeRoom)
	case entry.DoClose:
		d.w.win.Close()
	case entry.DoSaveUnsent:
		d.saveUnsent()
	case entry.DoWipe:
		d.wipe()
	case entry.DoShare:
		d.share()
	case entry.DoRetry:
		d.begin()
	case entry.DoContinue:
		d.stay()
	case entry.DoUseCode:
		d.byCode()
	}
}

// clear takes what is here out of the way, and begins anew.
func (d *door) clear(work func(context.Context) error) {
	d.try(work, func(err error) {
		if err != nil {
			d.show(entry.DoorState{Step: entry.StepBlocked, Fault: care.AsFault(err)})
			return
		}
		d.begin()
	})
}

// ready shows that the clinic's page can be opened.
func (d *door) ready(fault, said *care.Fault) {
	c := d.w.client
	keeps := c.KeepsSomething()
	d.show(entry.DoorState{
		Step: entry.StepSignIn, Name: c.ClinicName(), Fault: fault, Said: said,
		CanErase: keeps, MayShare: !d.w.phone() && !keeps, Shared: c.Shared() > 0,
	})
}

// share says that others use this computer, or takes that back. Nothing is kept there.
func (d *door) share() {
	minutes := entry.SharedMinutes()[2]
	if d.state.Shared {
		minutes = 0
	}
	d.show(entry.DoorState{Step: entry.StepOpening}) // a sign-in that began meanwhile would be kept in the old way
	d.try(func(context.Context) error { return d.w.client.Share(minutes) }, func(err error) {
		if err != nil {
			d.ready(care.AsFault(err), nil)
			return
		}
		d.keep()
	})
}

// wipe takes all off this device. The person was told what goes.
func (d *door) wipe() {
	d.show(entry.DoorState{Step: entry.StepWipe, Busy: true, Lost: d.state.Lost})
	d.try(d.w.client.Wipe, func(err error) {
		if err != nil {
			d.show(entry.DoorState{Step: entry.StepBlocked, Fault: care.AsFault(err), CanErase: true})
			return
		}
		d.wiped(errWiped)
	})
}

// then goes on to the sign-in when work succeeds, else says why beside the step.
func (d *door) then(work func(context.Context) error, step entry.Step) {
	d.try(work, func(err error) {
		if err != nil {
			d.show(entry.DoorState{Step: step, Fault: care.AsFault(err)})
			return
		}
		d.keep()
	})
}

func (d *door) unlock(passphrase string) {
	d.show(entry.DoorState{Step: entry.StepUnlock, Busy: true})
	d.try(func(ctx context.Context) error { return d.w.client.Unlock(ctx, passphrase) }, func(err error) {
		switch {
		case err == nil:
			d.proved = true
			d.begin()
		case errors.Is(err, vault.ErrDamaged):
			d.show(entry.DoorState{Step: entry.StepKeep, Fault: care.AsFault(err)})
		default:
			d.show(entry.DoorState{Step: entry.StepUnlock, Fault: care.AsFault(err)})
		}
	})
}

// ended leads back to the sign-in because the old one has run out. What is on
// the device stays for the same person.
func (d *door) ended(why *care.Fault) {
	d.try(func(context.Context) error { return d.w.client.Detach() }, func(err error) { //nolint:contextcheck // reads memory only
		if err != nil {
			why = care.AsFault(err)
		}
		d.ready(why, nil)
	})
}

// try runs work off the UI thread and comes back once.
func (d *door) try(work func(context.Context) error, done func(error)) {
	ctx, cancel := context.WithCancel(d.w.ctx)
	d.cancel = cancel
	go func() {
		defer cancel()
		err := work(ctx)
		d.w.presenter.UI(func() { done(err) })
	}()
}

func (d *door) show(s entry.DoorState) {
	s.Browser = d.w.sys.Browser
	d.state = s
	d.w.open("", screenOf(d.w, func(_ care.Chart, _ time.Time, p *say.Printer) entry.Door {
		return entry.DoorOf(s, p)
	}, d.view.Page))
}
