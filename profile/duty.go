package profile

import (
	"slices"

	"throughline/care"
	"throughline/fhir"
)

// duty is what the viewer is to the clinic: as it says at sign-in, else by the code
// of a role that the clinic gives them. Empty for who is not of the staff, and
// where neither says.
func (r *reader) duty() care.Duty {
	if r.role != care.RoleStaff {
		return ""
	}
	if r.viewer.Duty != "" {
		return r.viewer.Duty
	}
	me := local(r.viewer.FHIRUser)
	var found []care.Duty
	each(r.set, func(p *fhir.PractitionerRole) {
		if (p.Active != nil && !*p.Active) || (local(p.Practitioner.Reference) != me && refTo(p) != me) {
			return
		}
		for _, c := range p.Code {
			if code, ok := coding(c, SystemDuty); ok && slices.Contains(care.Duties(), care.Duty(code)) {
				found = append(found, care.Duty(code))
			}
		}
	})
	// Of several the one that opens most: the server still decides.
	for _, d := range care.Duties() {
		if slices.Contains(found, d) {
			return d
		}
	}
	return ""
}
