package access

import "throughline/clinic/document"

// Labels is a set of sensitivities, from meta.security.
type Labels uint8

// The sensitivities that the table tells apart.
const (
	MentalHealth  Labels = 1 << iota // MH, PSY: mental health
	SubstanceUse                     // SUD, ETH, 42CFRPart2: needs a consent of its own
	Restricted                       // R, V, and what this server does not know
	NotForPatient                    // NOPAT: not to be shown to the patient or their family

	NoLabels  Labels = 0
	AllLabels        = MentalHealth | SubstanceUse | Restricted | NotForPatient
)

// labelCodes are the codes of HL7 v3 ActCode and Confidentiality.
var labelCodes = map[string]Labels{
	"U": NoLabels, "L": NoLabels, "M": NoLabels, "N": NoLabels,
	"MH": MentalHealth, "PSY": MentalHealth, "PSYTHPN": Restricted,
	"SUD": SubstanceUse, "ETH": SubstanceUse, "ETHUD": SubstanceUse, "OPIOIDUD": SubstanceUse, "42CFRPart2": SubstanceUse,
	"R": Restricted, "V": Restricted,
	"NOPAT": NotForPatient,
}

// labelsAt reads the codes at a path; one that is not known counts as restricted.
func labelsAt(tree map[string]any, path string) Labels {
	var out Labels
	for _, code := range document.Texts(tree, path+".code") {
		label, known := labelCodes[code]
		if !known {
			label = Restricted
		}
		out |= label
	}
	return out
}
