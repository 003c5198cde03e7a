// Package audit writes down who did what to whose record: a FHIR AuditEvent
// (type rest, or user authentication) for each request that read, searched or
// changed something or was refused, and for each sign-in.
package audit

import (
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"throughline/clinic/document"
	"throughline/clinic/store"
	"throughline/fhir"
)

// Outcomes of an event (FHIR R4, value set audit-event-outcome).
const (
	Success = "0"
	Refused = "4"
	Failed  = "8"
)

// Agent is who did it, and from where.
type Agent struct {
	FHIRUser string // "Type/id", or "" where it is not known
	Name     string // as people know them
	UserID   string
	Role     string
	Client   string
	Address  string
}

// Event is one act. Patient is whose record it touched; an act on several
// patients is an event for each, so that each can be shown their own.
type Event struct {
	At       time.Time
	Agent    Agent
	Subtype  string // the FHIR interaction, or what happened at sign-in
	SignIn   bool
	Outcome  string
	Patient  string
	Entities []string // "Type/id" or "Type/id/_history/v"
	Consents []string // "Consent/id": what opened it to a loved one
	Query    string
	Detail   string
}

const (
	eventTypes   = "http://terminology.hl7.org/CodeSystem/audit-event-type"
	dicom        = "http://dicom.nema.org/resources/ontology/DCM"
	interactions = "http://hl7.org/fhir/restful-interaction"
	// maxEntities bounds one event; an event never grows with the page size.
	maxEntities = 200
)

var actions = map[string]string{
	"create": "C", "read": "R", "vread": "R", "update": "U", "patch": "U", "delete": "D",
	"history-instance": "R", "history-type": "R", "history-system": "R",
}

// Row makes the event ready to be stored.
func (e Event) Row() (store.Audit, error) {
	action := actions[e.Subtype]
	if action == "" {
		action = "E"
	}
	row := store.Audit{
		ID: uuid.NewString(), Recorded: e.At.UTC().Truncate(time.Millisecond), Patient: e.Patient,
		Agent: e.Agent.FHIRUser, Action: action, Subtype: e.Subtype, Outcome: e.Outcome,
	}
	body, err := fhir.Encode(e.resource(row))
	if err != nil {
		return row, fmt.Errorf("audit event: %w", err)
	}
	row.Body = body
	return row, nil
}

func (e Event) resource(row store.Audit) *fhir.AuditEvent {
	yes := true
	at := row.Recorded.Format(document.TimeFormat)
	a := &fhir.AuditEvent{
		Type:     fhir.Coding{System: eventTypes, Code: "rest", Display: "RESTful Operation"},
		Subtype:  []fhir.Coding{{System: interactions, Code: e.Subtype}},
		Action:   row.Action,
		Recorded: at,
		Outcome:  e.Outcome,
		Agent: []fhir.AuditAgent{{
			Requestor: &yes,
			AltID:     e.Agent.UserID,
			Who:       fhir.Reference{Reference: e.Agent.FHIRUser, Display: e.Agent.Name},
			Network:   network(e.Agent.Address),
		}},
		Source:      fhir.AuditSource{Observer: fhir.Reference{Display: "clinicd"}},
		OutcomeDesc: e.Detail,
	}
	if e.SignIn {
		a.Type = fhir.Coding{System: dicom, Code: "110114", Display: "User Authentication"}
		a.Subtype = []fhir.Coding{{Code: e.Subtype}}
	}
	if e.Agent.Role != "" {
		a.Agent[0].Role = []fhir.CodeableConcept{{Text: e.Agent.Role}}
	}
	if e.Agent.Client != "" {
		no := false
		a.Agent = append(a.Agent, fhir.AuditAgent{Requestor: &no, Name: e.Agent.Client})
	}
	a.ID, a.Meta.VersionID, a.Meta.LastUpdated = row.ID, "1", at
	if e.Patient != "" {
		a.Entity = append(a.Entity, fhir.AuditEntity{
			What: fhir.Reference{Reference: "Patient/" + e.Patient},
			Role: fhir.Coding{System: "http://terminology.hl7.org/CodeSystem/object-role", Code: "1", Display: "Patient"},
		})
	}
	for i, ref := range e.Entities {
		if i == maxEntities {
			break
		}
		entity := fhir.AuditEntity{What: fhir.Reference{Reference: ref}}
		if !strings.Contains(ref, "/") { // a create that was refused: of the type alone
			entity = fhir.AuditEntity{Type: fhir.Coding{System: "http://hl7.org/fhir/resource-types", Code: ref}}
		}
		a.Entity = append(a.Entity, entity)
	}
	for _, ref := range e.Consents {
		a.Entity = append(a.Entity, fhir.AuditEntity{What: fhir.Reference{Reference: ref}, Description: "the consent by which this was open"})
	}
	if e.Query != "" {
		a.Entity = append(a.Entity, fhir.AuditEntity{Query: base64.StdEncoding.EncodeToString([]byte(e.Query))})
	}
	return a
}

func network(address string) fhir.AuditNetwork {
	if address == "" {
		return fhir.AuditNetwork{}
	}
	return fhir.AuditNetwork{Address: address, Type: "2"} // 2: an IP address
}

// Imported takes an AuditEvent that another system wrote.
func Imported(body []byte) (store.Audit, error) {
	r, err := fhir.Decode(body)
	if err != nil {
		return store.Audit{}, err
	}
	a, ok := r.(*fhir.AuditEvent)
	if !ok {
		return store.Audit{}, fmt.Errorf("audit: this is a %s", r.ResourceType())
	}
	at, err := fhir.ParseInstant(a.Recorded)
	if err != nil {
		return store.Audit{}, err
	}
	row := store.Audit{ID: a.ID, Recorded: at, Action: a.Action, Outcome: a.Outcome, Body: body}
	if row.ID == "" {
		return row, fmt.Errorf("audit: an event that is imported has an id")
	}
	for _, e := range a.Entity {
		if _, typ, id, ok := document.Reference(e.What.Reference); ok && typ == "Patient" {
			row.Patient = id
		}
	}
	if len(a.Agent) > 0 {
		row.Agent = a.Agent[0].Who.Reference
	}
	if len(a.Subtype) > 0 {
		row.Subtype = a.Subtype[0].Code
	}
	return row, nil
}
