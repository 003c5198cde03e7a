package smart

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/url"

	"golang.org/x/oauth2"

	"throughline/care"
)

// What can be wrong with a clinic's address, each with its own sentence.
var (
	ErrAddress     = &care.Fault{Code: "address-unclear", Say: "That does not look like a clinic's address. It starts with https://, like https://clinic.example/fhir."}
	ErrInsecure    = &care.Fault{Code: "address-insecure", Say: "That address is not secure, so we did not use it. A clinic's address starts with https://. Ask your clinic for it."}
	ErrNoAnswer    = &care.Fault{Code: "address-unreachable", Say: "We can't reach that address. Check how it is written and that you are online, then try again."}
	ErrSlow        = &care.Fault{Code: "address-slow", Say: "That address took too long to answer. Try again in a few minutes."}
	ErrDown        = &care.Fault{Code: "address-down", Say: "That clinic's system is not working right now. Try again in a few minutes."}
	ErrCertificate = &care.Fault{Code: "address-certificate", Say: "That address can't prove that it is your clinic's, so we did not use it. Check that this device's date is right. If it is, tell your clinic."}
	ErrNotFHIR     = &care.Fault{Code: "address-not-fhir", Say: "There is no clinic's records system at that address. Check the address with your clinic. If this Wi-Fi has its own sign-in page, open that first."}
	ErrNotSMART    = &care.Fault{Code: "address-no-sign-in", Say: "That clinic's system does not offer a sign-in that this app can use. Ask your clinic for its address for apps."}
	ErrMoved       = &care.Fault{Code: "address-moved", Say: "That address sends us on to another one, so we stopped. Ask your clinic for its address for apps."}
	ErrTooLarge    = &care.Fault{Code: "address-too-large", Say: "That address sent far more than a clinic's system would. Check the address with your clinic."}
)

// What can go wrong with a sign-in.
var (
	ErrNoBrowser = &care.Fault{Code: "no-browser", Say: "We couldn't open your browser. Copy the address and open it there yourself."}
	ErrNoPort    = &care.Fault{Code: "sign-in-port", Say: "The sign-in can't start because another program is in its way. Close other copies of Throughline and try again."}
	// ErrRefused: the person or the clinic said no.
	ErrRefused = &care.Fault{Code: "sign-in-refused", Say: "The sign-in was not allowed. Nothing was changed. You can try again, or ask your clinic."}
	// ErrMixedUp: the answer does not belong to this sign-in. Nothing of it is used.
	ErrMixedUp       = &care.Fault{Code: "sign-in-mixed-up", Say: "The answer to this sign-in did not fit, so we did not use it. Try again. If it goes on, tell your clinic."}
	ErrExpired       = &care.Fault{Code: "sign-in-expired", Say: "That took longer than your clinic waits. Start the sign-in again."}
	ErrNotRegistered = &care.Fault{Code: "sign-in-not-registered", Say: "Your clinic has not set up this app yet. Ask your clinic to allow it."}
	ErrFailed        = &care.Fault{Code: "sign-in-failed", Say: "The sign-in did not work. Nothing was lost. Try again in a few minutes."}
	// ErrSignInAgain: the refresh token is gone, used up or taken back.
	ErrSignInAgain = &care.Fault{Code: "sign-in-again", Say: "Please sign in again. What you entered is safe on this device and will be sent after that."}
	// ErrRevoked: the person ended this device's sign-in from another one, or the
	// clinic did. The device is to erase what it keeps. It is an ErrSignInAgain too.
	ErrRevoked = &care.Fault{Code: "signed-out-elsewhere", Say: "This device was signed out from another device. Your data was taken off it."}
	// ErrReused: a refresh token was used a second time, perhaps by a thief. It is
	// an ErrSignInAgain too.
	ErrReused = &care.Fault{Code: "sign-in-reused", Say: "Someone may have tried to use your sign-in. It was ended to keep you safe. Please sign in again. What you entered is safe on this device."}
	// ErrNoDevices: the clinic offers no list of sign-ins.
	ErrNoDevices = &care.Fault{Code: "devices-not-offered", Say: "Your clinic does not offer a list of your devices."}
	// ErrOtherPerson: a refresh came back for another patient.
	ErrOtherPerson = &care.Fault{Code: "sign-in-other-person", Say: "Your clinic's answer was meant for someone else, so we did not use it. Sign out and tell your clinic."}
	// ErrNotRevoked: the tokens are off this device, and the clinic does not know yet.
	ErrNotRevoked = &care.Fault{Code: "sign-out-not-told", Say: "You are signed out on this device. We couldn't tell your clinic. If this device is not yours, ask your clinic to end the sign-in."}
	// ErrUnreachable and ErrBusy: no sign-out; the same token may work later.
	ErrUnreachable = &care.Fault{Code: "clinic-unreachable", Say: "We can't reach your clinic right now. What you entered is safe on this device. We'll try again."}
	ErrBusy        = &care.Fault{Code: "clinic-busy", Say: "Your clinic's server is busy. What you entered is safe on this device. We'll try again."}
	// ErrOtherHost: a request with the access token was about to go elsewhere.
	ErrOtherHost = &care.Fault{Code: "clinic-other-host", Say: "Your clinic's server pointed to another address, so we stopped. Nothing was sent there. Tell your clinic if it goes on."}
)

// because gives a fault its cause.
func because(f *care.Fault, cause error) error {
	return &care.Fault{Code: f.Code, Say: f.Say, Cause: cause}
}

// addressFault says why a clinic's address could not be asked.
func addressFault(err error) error {
	var f *care.Fault
	if errors.As(err, &f) || errors.Is(err, context.Canceled) {
		return err
	}
	var (
		cert    *tls.CertificateVerificationError
		network net.Error
	)
	switch {
	case errors.As(err, &cert):
		return because(ErrCertificate, err)
	case errors.Is(err, http.ErrSchemeMismatch):
		return because(ErrInsecure, err)
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &network) && network.Timeout():
		return because(ErrSlow, err)
	}
	return because(ErrNoAnswer, err)
}

// tokenFault says why the token endpoint gave no token. Its answer's text is
// left out: it may quote the token.
func tokenFault(err error) error {
	var (
		refusal *oauth2.RetrieveError
		network *url.Error
		f       *care.Fault
	)
	switch {
	case errors.As(err, &f), errors.Is(err, context.Canceled):
		return err
	case errors.As(err, &refusal):
		return refusalFault(&refused{status: refusal.Response.StatusCode, code: refusal.ErrorCode, reason: reasonIn(refusal.Body)})
	case errors.As(err, &network):
		return because(ErrUnreachable, network.Err)
	}
	return because(ErrFailed, errors.New("the token endpoint's answer cannot be read"))
}

// refused is an error answer of the authorization server (RFC 6749 section 5.2).
type refused struct {
	status int
	code   string
	reason string // why a grant has ended, where the server says so
}

// reasonIn reads the extra member "reason" of an error answer. It is an error
// only of a server that has it, and anything else counts as no reason.
func reasonIn(body []byte) string {
	var answer struct {
		Reason string `json:"reason"`
	}
	if json.Unmarshal(body, &answer) != nil {
		return ""
	}
	return answer.Reason
}

// ended is what an invalid_grant of a refresh means.
func (r *refused) ended() error {
	again := because(ErrSignInAgain, r)
	switch r.reason {
	case "revoked":
		return because(ErrRevoked, again)
	case "reuse":
		return because(ErrReused, again)
	}
	return again
}

func (r *refused) Error() string {
	return "the authorization server answered " + http.StatusText(r.status) + " " + word(r.code)
}

func refusalFault(r *refused) error {
	switch {
	case r.code == "invalid_client", r.code == "unauthorized_client":
		return because(ErrNotRegistered, r)
	case r.code == "access_denied":
		return because(ErrRefused, r)
	case r.code == "expired_token":
		return because(ErrExpired, r)
	case r.code == "temporarily_unavailable", r.code == "server_error", r.status == http.StatusTooManyRequests, r.status >= 500:
		return because(ErrBusy, r)
	}
	return because(ErrFailed, r)
}

// word keeps a server's error code fit for a log.
func word(s string) string {
	out := make([]byte, 0, 40)
	for i := 0; i < len(s) && i < 40; i++ {
		if b := s[i]; b == '_' || b == '-' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' {
			out = append(out, b)
		}
	}
	return string(out)
}
