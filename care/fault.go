package care

import "errors"

// Fault is an error that may reach a person. Say is the only part fit for a
// screen: plain words that tell what happened, what is safe and what to do.
// Cause is for logs alone.
type Fault struct {
	Code  string // stable, kebab-case, for tests, translations and support: "clinic-unreachable"
	Say   string // one or two sentences in English; screens translate by Code
	Cause error  // may be nil; never shown
}

// Error gives the code and the cause; it is for logs and never for a screen.
func (f *Fault) Error() string {
	if f.Cause == nil {
		return f.Code
	}
	return f.Code + ": " + f.Cause.Error()
}

// Unwrap gives the cause.
func (f *Fault) Unwrap() error { return f.Cause }

// Is makes two faults of the same code equal to errors.Is.
func (f *Fault) Is(target error) bool {
	t, ok := target.(*Fault)
	return ok && t.Code == f.Code
}

// AsFault finds the Fault in err, or wraps err in one that says only that
// something went wrong and that nothing entered is lost.
func AsFault(err error) *Fault {
	if err == nil {
		return nil
	}
	var f *Fault
	if errors.As(err, &f) {
		return f
	}
	return &Fault{Code: "unexpected", Say: "Something went wrong. What you entered is still here. Try again.", Cause: err}
}
