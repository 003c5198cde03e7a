package app

import (
	"context"
	"time"

	"throughline/care"
	"throughline/screens/patient"
	"throughline/sync/engine"
)

// OpenPayer opens what the patient lets be sent to who pays.
func (x *people) OpenPayer() {
	x.w.over(screenOf(x.w, patient.PayerOf, patient.NewPayerView(x, x.w.again).Page))
}

// ConsentToPayer says yes until a day. It works without a network.
func (x *people) ConsentToPayer(until time.Time, done func(*care.Fault)) {
	x.w.withEngine(func(ctx context.Context, e *engine.Engine) error { return e.ConsentToPayer(ctx, until) }, done)
}

// EndPayerConsent takes that back.
func (x *people) EndPayerConsent(done func(*care.Fault)) {
	x.w.withEngine(func(ctx context.Context, e *engine.Engine) error { return e.EndPayerConsent(ctx) }, done)
}
