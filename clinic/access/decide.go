package access

import (
	"slices"
	"strings"
	"time"

	"throughline/clinic/auth"
	"throughline/clinic/document"
	"throughline/profile"
)

// Caller is who asks, with what patients have opened to them at this moment.
type Caller struct {
	auth.Principal
	Grants []Grant
	At     time.Time // of the request
}

// Shut reports whether the caller is a loved one to whom nothing is open any more,
// or yet: every request of theirs is refused alike.
func (c Caller) Shut() bool { return c.Role == auth.RoleRelatedPerson && len(c.Grants) == 0 }

// System is the server itself, in one clinic.
func System(clinic string) Caller {
	return Caller{Principal: auth.Principal{
		ClinicID: clinic, Role: RoleSystem, FHIRUser: "Device/clinicd", Scopes: auth.ParseScopes("system/*.cruds"),
	}}
}

// Resource is what is decided about.
type Resource struct {
	Type, ID string
	Tree     map[string]any
	patients []string
	labels   Labels
}

// NewResource takes a decoded resource.
func NewResource(typ, id string, tree map[string]any) *Resource {
	return &Resource{typ, id, tree, PatientsOf(typ, id, tree), labelsAt(tree, "meta.security")}
}

// Patients gives the patients whose compartments the resource is in.
func (r *Resource) Patients() []string { return r.patients }

// MayAtAll reports whether the caller may do an interaction with any resource
// of a type. Where not, the answer can say so without telling what is there.
func (c Caller) MayAtAll(interaction byte, typ string) bool {
	if c.Shut() || !c.Scopes.Allows(typ, interaction) && len(c.Within(typ, interaction)) == 0 {
		return false
	}
	for _, row := range table {
		if row.fits(c, interaction, typ) {
			return true // of what is not shared a loved one finds none, which is no refusal
		}
	}
	return false
}

func (c Caller) granted(typ string) bool {
	return slices.ContainsFunc(c.Grants, func(g Grant) bool {
		return slices.Contains(g.Types, typ) || slices.ContainsFunc(g.Data, func(ref string) bool {
			return strings.HasPrefix(ref, typ+"/")
		})
	})
}

// May reports whether the caller may do an interaction with a resource as it
// stands.
func (c Caller) May(interaction byte, r *Resource) bool {
	if c.Shut() || !c.scoped(interaction, r) {
		return false
	}
	for _, row := range table {
		if row.fits(c, interaction, r.Type) && row.owns(c, r) {
			return true
		}
	}
	return false
}

// scoped reports whether the token's scopes reach a resource: those of its whole
// type, or those of a category that it has (SMART App Launch 2.2, "Finer-grained
// resource constraints using search parameters").
func (c Caller) scoped(interaction byte, r *Resource) bool {
	if c.Scopes.Allows(r.Type, interaction) {
		return true
	}
	within := c.Within(r.Type, interaction)
	if len(within) == 0 {
		return false
	}
	for _, v := range document.Select(r.Tree, "category.coding") {
		coding, _ := v.(map[string]any)
		system, _ := coding["system"].(string)
		code, _ := coding["code"].(string)
		if slices.Contains(within, auth.Category{System: system, Code: code}) {
			return true
		}
	}
	return false
}

// SeesEverything reports whether all resources of a type are open to the
// caller, so that counting them reveals nothing.
func (c Caller) SeesEverything(typ string) bool {
	if !c.Scopes.Allows(typ, 's') {
		return false
	}
	for _, row := range table {
		if row.fits(c, 's', typ) && row.owner == anyone && row.labels == AllLabels {
			return true
		}
	}
	return false
}

// Patient gives the only patient in whose compartment the caller can see
// anything of a type (of any type, where typ is empty), or "" where there is no
// such limit. It lets a store look where there is something to find.
func (c Caller) Patient(typ string) string {
	if c.Role != auth.RolePatient && c.Role != auth.RoleRelatedPerson {
		return ""
	}
	if typ != "" && !InCompartment(typ) || c.Role == auth.RoleRelatedPerson && typ == "AppointmentResponse" {
		return "" // a loved one's answer is in no patient's compartment
	}
	if c.PatientID == "" {
		return "-" // never an id: sees nobody's
	}
	return c.PatientID
}

func (row row) fits(c Caller, interaction byte, typ string) bool {
	return slices.Contains(row.roles, c.Role) && strings.IndexByte(row.may, interaction) >= 0 &&
		(row.types == nil || slices.Contains(row.types, typ))
}

func (row row) owns(c Caller, r *Resource) bool {
	switch row.owner {
	case consented:
		return c.grants(row, r, func(g Grant) bool { return g.covers(r) })
	case noted:
		return saidBy(r, "Patient/"+c.PatientID) && isNote(r) && c.grants(row, r, func(g Grant) bool { return g.names(r) })
	case invited:
		return slices.Contains(references(r.Tree, "participant.actor"), c.FHIRUser) && c.grants(row, r, func(g Grant) bool { return g.covers(r) })
	case answers:
		return c.FHIRUser != "" && len(r.patients) == 0 && first(references(r.Tree, "actor")) == c.FHIRUser &&
			slices.ContainsFunc(c.Grants, func(g Grant) bool {
				return g.Patient == c.PatientID && g.sessions() && r.labels&^(row.labels|g.Labels) == 0
			})
	}
	if r.labels&^row.labels != 0 {
		return false
	}
	own := c.PatientID != "" && len(r.patients) == 1 && r.patients[0] == c.PatientID
	switch row.owner {
	case anyone:
		return true
	case ownRecord:
		return own
	case ownWord:
		return own && saidBy(r, "Patient/"+c.PatientID)
	case ownTask:
		return own && first(references(r.Tree, "owner")) == "Patient/"+c.PatientID
	case ownExchange:
		me := "Patient/" + c.PatientID
		return own && (slices.Contains(references(r.Tree, "sender"), me) || slices.Contains(references(r.Tree, "recipient"), me))
	case self:
		return c.FHIRUser != "" && c.FHIRUser == r.Type+"/"+r.ID
	case taught:
		return c.granted(r.Type)
	case toThem:
		actors := references(r.Tree, "provision.actor.reference")
		return own && len(actors) > 0 && !slices.ContainsFunc(actors, func(a string) bool { return a != c.FHIRUser })
	default:
		return false
	}
}

// grants asks every grant about a resource of the patient's, and lets a label
// pass only by the grant that names it.
func (c Caller) grants(row row, r *Resource, opens func(Grant) bool) bool {
	if c.PatientID == "" || c.FHIRUser == "" || len(r.patients) != 1 || r.patients[0] != c.PatientID {
		return false
	}
	return slices.ContainsFunc(c.Grants, func(g Grant) bool {
		return g.Patient == c.PatientID && opens(g) && r.labels&^(row.labels|g.Labels) == 0
	})
}

// isNote reports whether a Communication is a note to share and nothing else.
func isNote(r *Resource) bool {
	return slices.Equal(document.Texts(r.Tree, "category.coding.code"), []string{profile.CategoryNote})
}

// authorship says how a type shows whose word it is. The patient must be in
// must; nobody else may be in only.
var authorship = map[string]struct {
	must, only []string
	category   string
}{
	"QuestionnaireResponse": {only: []string{"source", "author"}},
	"AppointmentResponse":   {must: []string{"actor"}},
	"Goal":                  {must: []string{"expressedBy"}},
	"CarePlan":              {must: []string{"author"}, only: []string{"author", "contributor"}, category: "transition"},
	"Condition":             {only: []string{"asserter", "recorder"}, category: "health-concern"},
	"Observation":           {must: []string{"performer"}, only: []string{"performer"}},
	"Communication":         {must: []string{"sender"}},
	"Consent":               {must: []string{"performer"}, only: []string{"performer"}},
	"Flag":                  {must: []string{"author"}, category: "safety"},
}

func saidBy(r *Resource, who string) bool {
	a, ok := authorship[r.Type]
	if !ok {
		return false
	}
	for _, path := range a.must {
		if !slices.Contains(references(r.Tree, path), who) {
			return false
		}
	}
	for _, path := range a.only {
		for _, v := range document.Select(r.Tree, path) {
			if m, ok := v.(map[string]any); !ok || m["reference"] != who {
				return false
			}
		}
	}
	return a.category == "" || slices.Contains(document.Texts(r.Tree, "category.coding.code"), a.category)
}
