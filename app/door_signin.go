package app

import (
	"context"
	"errors"

	"throughline/care"
	"throughline/screens/entry"
	"throughline/sync/smart"
	"throughline/sync/store"
)

// signIn opens the clinic's page. A phone cannot be come back to by an address of its
// own, so there it goes by a code.
func (d *door) signIn() {
	if d.w.phone() {
		d.byCode()
		return
	}
	d.show(entry.DoorState{Step: entry.StepWaiting, ByCode: d.w.client.OffersCode()})
	d.signingIn(func(ctx context.Context) error {
		return d.w.client.SignIn(ctx, func(address string) {
			d.w.presenter.UI(func() {
				d.address = address
				d.openPage()
			})
		})
	})
}

// byCode signs in by a code that the person compares on the clinic's page, here or on
// another device (RFC 8628). A sign-in that is under way is given up.
func (d *door) byCode() {
	if d.cancel != nil {
		d.cancel()
	}
	d.show(entry.DoorState{Step: entry.StepCode})
	var waits func(context.Context) error
	if d.w.phone() {
		waits = d.w.fore.wait
	}
	d.signingIn(func(ctx context.Context) error {
		return d.w.client.SignInByCode(ctx, func(code smart.DeviceCode) {
			d.w.presenter.UI(func() {
				d.address = code.FullPage
				if d.address == "" {
					d.address = code.Page
				}
				d.show(entry.DoorState{Step: entry.StepCode, Code: code.UserCode, Page: code.Page})
				d.openPage()
			})
		}, waits)
	})
}

// signingIn runs a sign-in and goes where it leads. What another one has overtaken
// says nothing any more.
func (d *door) signingIn(work func(context.Context) error) {
	d.attempt++
	attempt := d.attempt
	d.try(work, func(err error) {
		if attempt == d.attempt {
			d.signedIn(err)
		}
	})
}

func (d *door) signedIn(err error) {
	d.address = ""
	forgot := d.forgot
	d.forgot = false
	switch {
	case err == nil && forgot:
		d.try(d.w.client.RemovePIN, func(error) { d.w.enter(true) })
	case err == nil:
		d.w.enter(true)
	case forgot && !errors.Is(err, errAskKeeping):
		d.begin() // back to the lock, which is still there
	case errors.Is(err, context.Canceled):
		d.ready(nil, nil)
	case errors.Is(err, smart.ErrExpired) && d.state.Step == entry.StepCode:
		d.show(entry.DoorState{Step: entry.StepCodeOver})
	case errors.Is(err, errAskKeeping):
		d.show(entry.DoorState{Step: entry.StepKeep})
	case errors.Is(err, errAskPassphrase):
		d.show(entry.DoorState{Step: entry.StepUnlock})
	case errors.Is(err, store.ErrOwner), errors.Is(err, store.ErrWrongKey):
		d.show(entry.DoorState{Step: entry.StepBlocked, Fault: care.AsFault(err), CanErase: true, Others: errors.Is(err, store.ErrOwner)})
	default:
		d.ready(care.AsFault(err), nil)
	}
}

// forgotPIN has the person sign in again. What is stored stays for them.
func (d *door) forgotPIN() {
	d.forgot = true
	d.signIn()
}

// wiped leads to the first page, and says why nothing is here any more.
func (d *door) wiped(why *care.Fault) {
	d.w.nobodyIsReminded()
	d.show(entry.DoorState{Step: entry.StepClinic, Said: why})
}

// openPage opens the sign-in page in the system's browser.
func (d *door) openPage() {
	address := d.address
	go func() {
		if err := d.w.browse(address); err != nil {
			d.w.presenter.UI(func() { d.noBrowser(err) })
		}
	}()
}

func (d *door) noBrowser(err error) {
	if d.state.Step != entry.StepWaiting && d.state.Step != entry.StepCode {
		return
	}
	s := d.state
	s.Fault = &care.Fault{Code: "no-browser", Say: "We couldn't open your browser. Copy the address and open it there yourself.", Cause: err}
	d.show(s)
}
