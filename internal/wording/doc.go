// Package wording holds every word that the product says to people against the
// rules for them: what must never be said, how hard it may be to read, that both
// languages are complete. It has tests alone and reads the files as they are.
package wording
