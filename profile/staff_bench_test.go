package profile_test

import (
	"fmt"
	"os"
	"runtime"
	"testing"

	"throughline/profile"
)

// BenchmarkStaffChart is the chart of a member of staff with a hundred patients of
// three hundred resources each, made anew after one of them has changed.
func BenchmarkStaffChart(b *testing.B) {
	m := &profile.Memory{Keep: 40_000}
	put := func(format string, args ...any) {
		if err := m.Put(fmt.Appendf(nil, format, args...)); err != nil {
			b.Fatal(err)
		}
	}
	form, err := os.ReadFile("../assets/questionnaires/phq-9.json")
	if err != nil {
		b.Fatal(err)
	}
	if err := m.Put(form); err != nil {
		b.Fatal(err)
	}
	put(`{"resourceType":"Practitioner","id":"dana","name":[{"text":"Dana Ortiz"}]}`)
	for p := range 100 {
		of := fmt.Sprintf("Patient/p%d", p)
		put(`{"resourceType":"Patient","id":"p%d","name":[{"given":["Pat"],"family":"%d"}]}`, p, p)
		put(`{"resourceType":"EpisodeOfCare","id":"e%d","status":"active","patient":{"reference":%q},"period":{"start":"2026-09-01T10:00:00Z"}}`, p, of)
		for i := range 298 {
			id, at := fmt.Sprintf("r%d-%d", p, i), fmt.Sprintf("2026-%02d-%02dT18:00:00Z", 9+i/100, 1+i%28)
			switch i % 6 {
			case 0:
				put(`{"resourceType":"Appointment","id":%q,"status":"booked","start":%q,"end":"2026-12-31T21:00:00Z","participant":[{"actor":{"reference":%q},"status":"accepted"}]}`, id, at, of)
			case 1:
				put(`{"resourceType":"Encounter","id":%q,"status":"finished","class":{"code":"AMB"},"subject":{"reference":%q},"appointment":[{"reference":"Appointment/r%d-%d"}],"period":{"start":%q}}`, id, of, p, i-1, at)
			case 2:
				put(`{"resourceType":"Task","id":%q,"status":"completed","intent":"order","code":{"coding":[{"system":"http://hl7.org/fhir/uv/sdc/CodeSystem/temp","code":"complete-questionnaire"}]},"for":{"reference":%q},"authoredOn":%q}`, id, of, at)
			case 3:
				put(`{"resourceType":"Observation","id":%q,"status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"survey"}]}],"code":{"coding":[{"system":"http://loinc.org","code":"44261-6"}]},"subject":{"reference":%q},"effectiveDateTime":%q,"valueInteger":%d,"derivedFrom":[{"reference":"QuestionnaireResponse/r%d-%d"}]}`, id, of, at, i%28, p, i+1)
			case 4:
				put(`{"resourceType":"QuestionnaireResponse","id":%q,"status":"completed","questionnaire":"https://throughline.app/fhir/Questionnaire/phq-9","subject":{"reference":%q},"authored":%q,"author":{"reference":%q},"item":[{"linkId":"44250-9","answer":[{"valueCoding":{"system":"http://loinc.org","code":"LA6568-5"}}]},{"linkId":"44255-8","answer":[{"valueCoding":{"system":"http://loinc.org","code":"LA6569-3"}}]}]}`, id, of, at, of)
			default:
				put(`{"resourceType":"Communication","id":%q,"status":"completed","subject":{"reference":%q},"sent":%q,"sender":{"reference":"Practitioner/dana"},"recipient":[{"reference":%q}],"payload":[{"contentString":"Well done today."}]}`, id, of, at, of)
			}
		}
	}
	runtime.GC()
	var ms runtime.MemStats
	runtime.ReadMemStats(&ms)
	viewer := profile.Viewer{FHIRUser: "Practitioner/dana"}
	defer b.ReportMetric(float64(ms.HeapAlloc)/(1<<20), "MiB-kept")
	for b.Loop() {
		if c, _ := profile.Chart(m, viewer); len(c.Patients) != 100 {
			b.Fatal(len(c.Patients))
		}
	}
}
