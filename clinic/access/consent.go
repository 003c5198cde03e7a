package access

import (
	"slices"
	"strings"
	"time"

	"throughline/clinic/document"
	"throughline/clinic/search"
	"throughline/profile"
)

// Grant is what one Consent opens to one person.
type Grant struct {
	Consent string // its id
	Patient string
	Types   []string
	Data    []string // "Type/id" of resources that it names one by one
	Labels  Labels
	Join    bool // the link of a session's room too
}

// GrantOf reads a Consent as it stands at a time, for the person named by actor
// ("RelatedPerson/id"). It reports false where the Consent opens nothing to
// them. What this server does not understand in a Consent opens nothing.
func GrantOf(consent map[string]any, actor string, now time.Time) (Grant, bool) {
	var g Grant
	_, typ, id, ok := document.Reference(first(references(consent, "patient")))
	codes := document.Texts(consent, "scope.coding.code")
	root, _ := consent["provision"].(map[string]any)
	if !ok || typ != "Patient" || consent["status"] != "active" ||
		!slices.Contains(codes, "patient-privacy") || root["type"] != "permit" {
		return g, false
	}
	if !slices.Contains(references(root, "actor.reference"), actor) ||
		!slices.Contains(document.Texts(root, "action.coding.code"), "access") || !current(root, now) {
		return g, false
	}
	if !understood(consent, root) {
		return g, false
	}
	g.Consent, _ = consent["id"].(string)
	g.Patient = id
	g.Types = document.Texts(root, "class.code")
	g.Data = references(root, "data.reference")
	g.Labels = labelsAt(root, "securityLabel") &^ NotForPatient
	g.Join = sharesJoin(root)
	for _, nested := range document.Select(root, "provision") {
		p, _ := nested.(map[string]any)
		if p["type"] == "permit" {
			continue
		}
		denied := document.Texts(p, "class.code")
		g.Types = slices.DeleteFunc(g.Types, func(t string) bool { return slices.Contains(denied, t) })
		deniedData := references(p, "data.reference")
		g.Data = slices.DeleteFunc(g.Data, func(d string) bool {
			_, typ, _, _ := document.Reference(d)
			return slices.Contains(deniedData, d) || slices.Contains(denied, typ)
		})
		g.Labels &^= labelsAt(p, "securityLabel")
		if len(denied) == 0 && len(deniedData) == 0 && p["securityLabel"] == nil {
			return g, false // an exception that names nothing we read may be about everything
		}
	}
	return g, true
}

// purposes are those for which a loved one's request can be made (HL7 v3,
// PurposeOfUse): that the family or the patient asks.
var purposes = []string{"FAMRQT", "PATRQT"}

// understood reports whether the root provision says nothing that narrows it in
// a way that this server cannot hold.
func understood(consent, root map[string]any) bool {
	for _, v := range document.Select(root, "purpose") {
		if coding, _ := v.(map[string]any); coding == nil {
			return false
		}
	}
	if root["purpose"] != nil && !slices.ContainsFunc(document.Texts(root, "purpose.code"), func(code string) bool {
		return slices.Contains(purposes, code)
	}) {
		return false
	}
	return root["code"] == nil && root["dataPeriod"] == nil && root["modifierExtension"] == nil && consent["modifierExtension"] == nil
}

func current(provision map[string]any, now time.Time) bool {
	period, ok := provision["period"].(map[string]any)
	if !ok {
		return provision["period"] == nil
	}
	if start, ok := period["start"].(string); ok {
		if low, _, err := search.ParseDate(start); err != nil || now.Before(low) {
			return false
		}
	}
	if end, ok := period["end"].(string); ok {
		if _, high, err := search.ParseDate(end); err != nil || !now.Before(high) {
			return false
		}
	}
	return true
}

// covers reports whether the grant opens a resource.
func (g Grant) covers(r *Resource) bool { return slices.Contains(g.Types, r.Type) || g.names(r) }

// names reports whether the grant opens a resource by name.
func (g Grant) names(r *Resource) bool { return slices.Contains(g.Data, r.Type+"/"+r.ID) }

// sessions reports whether the grant opens any session.
func (g Grant) sessions() bool {
	return slices.Contains(g.Types, "Appointment") ||
		slices.ContainsFunc(g.Data, func(ref string) bool { return strings.HasPrefix(ref, "Appointment/") })
}

// MayJoin reports whether some grant opens a session with the link of its room.
func (c Caller) MayJoin(r *Resource) bool {
	return slices.ContainsFunc(c.Grants, func(g Grant) bool { return g.Join && g.covers(r) })
}

// sharesJoin reads the product's own extension; without it the link stays shut.
func sharesJoin(root map[string]any) bool {
	for _, v := range document.Select(root, "extension") {
		if x, ok := v.(map[string]any); ok && x["url"] == profile.ExtShareJoin {
			return x["valueBoolean"] == true
		}
	}
	return false
}

func first(in []string) string {
	if len(in) == 0 {
		return ""
	}
	return in[0]
}
