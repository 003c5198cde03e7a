package profile

// SystemRole is HL7 v3 RoleCode, of which RelatedPerson.relationship takes its codes.
const SystemRole = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"

// Relations are the relationships that a patient can name, in the order in which
// they are offered. EXT is somebody of the wider family.
func Relations() []string {
	return []string{"SPS", "DOMPART", "PRN", "SIB", "CHILD", "EXT", "FRND"}
}
