package staff

import (
	"slices"
	"testing"

	"throughline/care"
	"throughline/screens/kit"
	"throughline/screens/kit/kittest"
	"throughline/screens/say"
)

// Of three codes two were made when the network went: they can be printed, the third is asked for again, and the list says
// whose page is whose, by the pages that are there.
func TestTheCodesOfATableAreMadeTogetherAndThoseThatWereMadeStay(t *testing.T) {
	made := func(name, code string) CodeState {
		return CodeState{Patient: care.Person{Ref: "Patient/" + name, Name: name}, Language: "es", Invited: care.Invited{Code: code, Address: "https://clinic.example.org/join"}}
	}
	part := CodesState{For: []CodeState{made("Ana", "BCDF"), made("Ben", ""), made("Cy", "GHJK")}, Fault: &care.Fault{Code: "no-code"}}
	m := CodesOf(en, part)
	if m.Do != "Go on with the rest" || m.Save == "" || m.Working != "2 of 3 codes are made." || m.Ready != "" || !slices.Equal(m.Lines, []string{"Page 2: Ana", "Page 3: Cy"}) {
		t.Errorf("a part: %+v", m)
	}
	if sheets := CodeSheetsOf(programmeChart(), en, part, "https://clinic.example.org/fhir"); len(sheets.Sheets) != 2 || sheets.Sheets[1].Steps[1].Words != "GHJK" || sheets.Sheets[1].Title != say.New("es").T("staff.code-sheet.title") {
		t.Errorf("the sheets: %+v", sheets)
	}
	part.Busy = true
	if m := CodesOf(en, part); m.Do != "" || m.Save != "" {
		t.Errorf("while they are made: %+v", m)
	}
	none := CodesState{For: []CodeState{made("Ana", "")}}
	if m := CodesOf(en, none); m.Do != "Make 1 code" || m.Save != "" || m.Lines != nil || m.Working != "" {
		t.Errorf("before: %+v", m)
	}
	part.Busy, part.For[1].Invited.Code, part.Fault = false, "LMNP", nil
	for _, look := range []kittest.Look{kittest.Laptop.Full(), kittest.Phone.InDark().At(2).Full()} {
		for _, p := range []*say.Printer{en, say.New("es")} {
			t.Run(look.String()+"/"+p.Language(), func(t *testing.T) {
				a := &rosterActs{}
				m := CodesOf(p, part)
				s := drawn(t, look, p, func(func()) *kit.Page { return CodesPage(m, a) })
				for _, f := range s.Audit() {
					t.Error(f)
				}
				if s.Tap(t, m.Save); a.codes != 1 || m.Do != "" {
					t.Errorf("%+v", m)
				}
			})
		}
	}
}
