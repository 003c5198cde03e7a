package fhirapi

import (
	"net/http"

	"throughline/clinic/document"
	"throughline/clinic/search"
	"throughline/fhir"
	"throughline/profile"
)

func (a *API) metadata(w http.ResponseWriter, _ *http.Request) {
	a.write(w, http.StatusOK, a.capability)
}

const capabilityText = "Every FHIR R4 resource type is kept whole. What a person may read and write depends on their " +
	"role, on the patient's consent and on the SMART scopes of the token. An update without If-Match is accepted and " +
	"replaces what is current. Searches are sorted by id unless _sort says otherwise; _total counts only what the " +
	"caller may see. Histories are in the order of commits: the next _since is Bundle.meta.lastUpdated of the first page."

// capabilityStatement says what the server does, no more and no less. It is
// made from the same tables that the server works by.
func (a *API) capabilityStatement() ([]byte, error) {
	yes := true
	c := &fhir.CapabilityStatement{
		URL: a.Base + "/metadata", Name: "ClinicServer", Title: "Throughline clinic server", Status: "active",
		Date: "2026-03-01", Kind: "instance", FHIRVersion: "4.0.1", Format: []string{"application/fhir+json", "json"},
		Software:       fhir.CapabilitySoftware{Name: "clinicd", Version: a.Software},
		Implementation: fhir.CapabilityInstance{Description: "A clinic's intensive outpatient programme", URL: a.Base},
		Description:    capabilityText,
	}
	rest := fhir.CapabilityRest{
		Mode: "server",
		Security: fhir.CapabilitySecurity{
			Cors: &yes,
			Service: []fhir.CodeableConcept{{
				Coding: []fhir.Coding{{System: "http://terminology.hl7.org/CodeSystem/restful-security-service", Code: "SMART-on-FHIR"}},
			}},
			Description: "SMART App Launch 2.2; see .well-known/smart-configuration",
		},
		Interaction: interactions("transaction", "batch", "history-system"),
	}
	most := MaxEntries
	rest.Extension = []fhir.Extension{{URL: profile.ExtMaxEntries, ValueInteger: &most}}
	rest.Security.Extension = []fhir.Extension{a.oauthURIs()}
	reverse := reverseIncludes()
	for _, typ := range document.Types() {
		rest.Resource = append(rest.Resource, resource(typ, reverse))
	}
	c.Rest = []fhir.CapabilityRest{rest}
	return fhir.Encode(c)
}

func (a *API) oauthURIs() fhir.Extension {
	e := fhir.Extension{URL: "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris"}
	for _, u := range []struct{ name, uri string }{
		{"authorize", a.SMART.Authorize},
		{"token", a.SMART.Token},
		{"introspect", a.SMART.Introspect},
		{"revoke", a.SMART.Revoke},
	} {
		e.Extension = append(e.Extension, fhir.Extension{URL: u.name, ValueURI: u.uri})
	}
	return e
}

const definitions = "http://hl7.org/fhir/OperationDefinition/"

func interactions(codes ...string) []fhir.CapabilityInteraction {
	var out []fhir.CapabilityInteraction
	for _, c := range codes {
		out = append(out, fhir.CapabilityInteraction{Code: c})
	}
	return out
}

func resource(typ string, reverse map[string][]string) fhir.CapabilityResource {
	yes, no := true, false
	r := fhir.CapabilityResource{
		Type: typ, Versioning: "versioned", ReadHistory: &yes, UpdateCreate: &yes, ConditionalCreate: &yes,
		ConditionalRead: "full-support", ConditionalUpdate: &yes, ConditionalDelete: "not-supported",
		Interaction: interactions("read", "vread", "create", "update", "patch", "delete",
			"history-instance", "history-type", "search-type"),
		SearchParam: []fhir.CapabilitySearch{
			{Name: "_id", Type: "token"}, {Name: "_lastUpdated", Type: "date"},
		},
	}
	r.Operation = []fhir.CapabilityOperation{{Name: "validate", Definition: definitions + "Resource-validate"}}
	r.Extension = []fhir.Extension{{URL: profile.ExtIfNoneMatch, ValueBoolean: &yes}}
	if typ == "Patient" {
		r.Operation = append(r.Operation, fhir.CapabilityOperation{Name: "everything", Definition: definitions + "Patient-everything"})
	}
	if typ == "AuditEvent" {
		r.Extension = nil
		r.Interaction = interactions("read", "search-type")
		r.Versioning, r.ReadHistory, r.UpdateCreate, r.ConditionalCreate, r.ConditionalUpdate = "no-version", &no, &no, &no, &no
	}
	for _, p := range search.Parameters(typ) {
		r.SearchParam = append(r.SearchParam, fhir.CapabilitySearch{Name: p.Name, Type: string(p.Kind)})
		if p.Kind == search.Reference {
			r.SearchInclude = append(r.SearchInclude, typ+":"+p.Name)
		}
	}
	r.SearchRevInclude = reverse[typ]
	return r
}

// reverseIncludes lists for each type the references that point at it by name.
func reverseIncludes() map[string][]string {
	out := map[string][]string{}
	for _, typ := range document.Types() {
		if typ == "AuditEvent" {
			continue
		}
		for _, p := range search.Parameters(typ) {
			for _, target := range p.Targets {
				out[target] = append(out[target], typ+":"+p.Name)
			}
		}
	}
	return out
}
