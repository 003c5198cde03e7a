package profile

import (
	"slices"
	"strings"

	"throughline/care"
	"throughline/fhir"
)

// AccessOf reads one AuditEvent as somebody's look at, or change of, a patient's
// record. ok is false for what is no access of the record, such as a sign-in, and
// for what cannot be read.
func AccessOf(raw []byte) (care.Access, bool) {
	r, err := fhir.Decode(raw)
	if err != nil {
		return care.Access{}, false
	}
	e, isEvent := r.(*fhir.AuditEvent)
	if !isEvent || e.Type.Code != "rest" {
		return care.Access{}, false
	}
	at, err := fhir.ParseInstant(e.Recorded)
	if err != nil {
		return care.Access{}, false
	}
	a := care.Access{At: at, Changed: slices.Contains([]string{"C", "U", "D"}, e.Action), Refused: e.Outcome != "" && e.Outcome != "0"}
	for _, agent := range e.Agent {
		if agent.Requestor == nil || !*agent.Requestor {
			continue
		}
		a.Who = agent.Who.Display
		for _, role := range agent.Role {
			a.Role = role.Words()
		}
	}
	for _, x := range e.Entity {
		typ, _, isRef := strings.Cut(local(x.What.Reference), "/")
		if x.What.Reference == "" || !isRef || x.Role.Code == "1" || x.Description != "" || slices.Contains(a.What, typ) {
			continue
		}
		a.What = append(a.What, typ)
	}
	return a, true
}
