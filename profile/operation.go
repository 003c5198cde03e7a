package profile

import (
	"throughline/care"
	"throughline/fhir"
)

// Kind is what an operation does.
type Kind string

// Kinds of operation, with the outbox's names.
const (
	Create Kind = "create"
	Update Kind = "update"
)

// Operation is one resource to be written.
type Operation struct {
	Kind        Kind
	Type, ID    string
	Body        []byte
	BaseVersion string   // Update: meta.versionId that Body was made from; empty if it was never on the server
	Urgent      bool     // first in line
	DependsOn   []string // references of operations of the same batch that must be there first
	Together    bool     // to land in one transaction with what it depends on, where the server has transactions
}

// Ref is the relative reference of what is written.
func (o Operation) Ref() string { return o.Type + "/" + o.ID }

// write makes the operation of a resource: an update where it is in the set, else
// a create.
func write(set Set, res fhir.Resource) (Operation, error) {
	o := Operation{Kind: Create, Type: res.ResourceType(), ID: res.Common().ID}
	if _, there := set.Get(o.Ref()); there {
		o.Kind, o.BaseVersion = Update, res.Common().Meta.VersionID
	}
	body, err := fhir.Encode(res)
	o.Body = body
	return o, err
}

// edit gives a copy of a resource of the set that may be changed, with what it
// has that this package does not know.
func edit[T fhir.Resource](set Set, ref string) (T, bool, error) {
	var none T
	old, ok := get[T](set, ref)
	if !ok {
		return none, false, nil
	}
	raw, err := fhir.Encode(old)
	if err != nil {
		return none, false, err
	}
	r, err := fhir.Decode(raw)
	if err != nil {
		return none, false, err
	}
	t, ok := r.(T)
	return t, ok, nil
}

// labels are the security labels of the patient's stay, which all that is
// recorded in it carries too (HL7 v3 ActCode: MH, SUD; 42CFRPart2).
func labels(set Set, patient string) []fhir.Coding {
	var out []fhir.Coding
	seen := map[string]bool{}
	each(set, func(e *fhir.EpisodeOfCare) {
		if local(e.Patient.Reference) != patient || e.Status == "entered-in-error" {
			return
		}
		for _, c := range e.Meta.Security {
			if !seen[c.System+"|"+c.Code] {
				seen[c.System+"|"+c.Code] = true
				out = append(out, c)
			}
		}
	})
	return out
}

func reference(p care.Person) fhir.Reference {
	return fhir.Reference{Reference: p.Ref, Display: p.Name}
}

func identifier(id string) fhir.Identifier {
	return fhir.Identifier{System: SystemURI, Value: "urn:uuid:" + id}
}
