package app

import (
	"context"
	"time"

	"throughline/care"
	"throughline/screens/patient"
)

// OpenPayer opens what the patient lets be sent to who pays.
func (x *people) OpenPayer() {
	x.w.over(screenOf(x.w, patient.PayerOf, patient.NewPayerView(x, x.w.again).Page))
}

// ConsentToPayer says yes until a day. It works without a network.
func (x *people) ConsentToPayer(until time.Time, done func(*care.Fault)) {
	x.w.inOrder(func(ctx context.Context) error { return x.w.client.Engine().ConsentToPayer(ctx, until) }, done)
}

// EndPayerConsent takes that back.
func (x *people) EndPayerConsent(done func(*care.Fault)) {
	x.w.inOrder(func(ctx context.Context) error { return x.w.client.Engine().EndPayerConsent(ctx) }, done)
}
