package store

// Topics of a Change.
const (
	ChangedResources = "resources"
	ChangedKeys      = "keys"    // the signing keys of the clinic
	ChangedProfile   = "profile" // the clinic's name, or that it is there at all
)

// Change says that something of a clinic has changed, by this server or by
// another one. It is a hint to look again and never the truth itself: it can come
// twice, and it can be lost with the server that would have sent it. The zero
// value says that anything may have changed.
type Change struct {
	Clinic, Topic string
}

// Concerns reports whether a holder of the clinic's topic should look again.
func (c Change) Concerns(clinic, topic string) bool {
	return c == Change{} || c.Topic == topic && c.Clinic == clinic
}

// Profile is what people read of a clinic.
type Profile struct {
	ID    string
	Name  string
	Phone string
}
