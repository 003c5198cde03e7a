package smart

import (
	"context"
	"crypto/subtle"
	"net/url"
	"syscall/js"
)

// redirectChannel is where the page of the redirect, callback.js, hands on what came.
// A BroadcastChannel reaches pages of this origin alone, and keeps nothing.
const redirectChannel = "throughline-sign-in"

// receiver waits for one redirect to the page "callback" beside the app's own, which
// the browser opens in another tab. The app's tab stays, so that neither the PKCE
// verifier nor what was entered has to be stored for the way there and back.
type receiver struct {
	redirect string
	state    string
	back     chan redirected
	outcome  chan bool
	channel  js.Value
	heard    js.Func
}

func listen(_ context.Context, _ int, state, _ string) (*receiver, error) {
	here, err := url.Parse(js.Global().Get("location").Get("href").String())
	if err != nil {
		return nil, err
	}
	r := &receiver{
		redirect: here.ResolveReference(&url.URL{Path: "callback"}).String(), state: state,
		back: make(chan redirected, 1), outcome: make(chan bool, 1),
		channel: js.Global().Get("BroadcastChannel").New(redirectChannel),
	}
	r.heard = js.FuncOf(func(_ js.Value, args []js.Value) any {
		r.hear(args[0].Get("data").Get("query"))
		return nil
	})
	r.channel.Set("onmessage", r.heard)
	return r, nil
}

// hear takes the first redirect that carries our state. Whatever else comes changes
// nothing: any site can send a browser to that page.
func (lo *receiver) hear(came js.Value) {
	if came.Type() != js.TypeString {
		return
	}
	query, err := url.ParseQuery(came.String())
	if err != nil || subtle.ConstantTimeCompare([]byte(query.Get("state")), []byte(lo.state)) != 1 {
		return
	}
	select {
	case lo.back <- redirected{query, lo.outcome}:
	default: // the second
	}
}

// close tells the page how it went, and stops listening.
func (lo *receiver) close(context.Context) {
	select {
	case ok := <-lo.outcome:
		lo.channel.Call("postMessage", map[string]any{"state": lo.state, "ok": ok})
	default:
	}
	lo.channel.Call("close")
	lo.heard.Release()
}
