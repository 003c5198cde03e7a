package profile

import (
	"cmp"
	"strings"

	"throughline/fhir"
)

// MadeAs is the uuid under which a device made a resource: what [identifier] gave it, and
// its id too where the server takes ids of clients. Empty for what has no such identifier.
func MadeAs(r fhir.Resource) string {
	var in []fhir.Identifier
	switch r := r.(type) {
	case *fhir.QuestionnaireResponse:
		if r.Identifier != nil {
			in = []fhir.Identifier{*r.Identifier}
		}
	case *fhir.AppointmentResponse:
		in = r.Identifier
	case *fhir.Observation:
		in = r.Identifier
	case *fhir.Condition:
		in = r.Identifier
	case *fhir.Goal:
		in = r.Identifier
	case *fhir.CarePlan:
		in = r.Identifier
	case *fhir.ServiceRequest:
		in = r.Identifier
	case *fhir.Task:
		in = r.Identifier
	case *fhir.Communication:
		in = r.Identifier
	case *fhir.Flag:
		in = r.Identifier
	case *fhir.Consent:
		in = r.Identifier
	case *fhir.RelatedPerson:
		in = r.Identifier
	}
	for _, x := range in {
		if id, ok := strings.CutPrefix(x.Value, "urn:uuid:"); ok && x.System == SystemURI {
			return id
		}
	}
	return ""
}

// madeRef is the reference that a resource was made under: the same on every device and
// before and after a server gave it an id, so that names of what belongs to it are too.
func madeRef(r fhir.Resource) string {
	return r.ResourceType() + "/" + cmp.Or(MadeAs(r), r.Common().ID)
}
