package care_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"throughline/care"
)

var rosterDay = time.Date(2027, 3, 9, 12, 0, 0, 0, time.UTC)

const rosterHead = "given_name,family_name,birth_date,admitted,programme,email,language,approved_visits,approved_until,group\n"

func TestATableIsReadAsSpreadsheetsWriteIt(t *testing.T) {
	t.Parallel()
	plain := rosterHead + "Łucja,Żak,1984-06-01,2027-03-10,dual-diagnosis,,es,24,2027-06-30,Evening group\n美咲,田中,1990-01-02,2027-03-10,mental-health,,,,,\n"
	lines := strings.ReplaceAll(plain, "\n", "\r\n")
	semicolons := strings.ReplaceAll(plain, ",", ";")
	wide := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(strings.ReplaceAll(lines, ",", "\t"))) {
		wide = append(wide, byte(u), byte(u>>8))
	}
	big := []byte{0xfe, 0xff}
	for _, u := range utf16.Encode([]rune(plain)) {
		big = append(big, byte(u>>8), byte(u))
	}
	for name, raw := range map[string][]byte{
		"plain": []byte(plain), "with a mark and CRLF": []byte("\ufeff" + lines), "semicolons": []byte(semicolons), "UTF-16 with tabs": wide, "UTF-16, the other way": big,
		"lines that end in CR": []byte(strings.ReplaceAll(plain, "\n", "\r")), "no end of line": []byte(strings.TrimSuffix(plain, "\n")),
		"empty lines and spaces": []byte("\ufeff" + strings.ReplaceAll(plain, "\nŁ", "\n,,,,,,,,,\n\n \u00a0Ł")),
	} {
		got, err := care.ReadRoster(raw, rosterDay)
		if err != nil || len(got.Problems) != 0 || len(got.Rows) != 2 {
			t.Errorf("%s: %+v, %v", name, got, err)
			continue
		}
		a, b := got.Rows[0], got.Rows[1]
		if a.Name() != "Łucja Żak" || a.Patient.Programme != care.DualDiagnosis || a.Patient.Language != "es" || a.Patient.Approved != 24 || a.Group != "Evening group" || b.Name() != "美咲 田中" {
			t.Errorf("%s: %+v", name, got.Rows)
		}
	}
	if got, err := care.ReadRoster([]byte(care.RosterTemplate), rosterDay); err != nil || len(got.Rows) != 1 || len(got.Problems) != 0 {
		t.Errorf("the empty table: %+v, %v", got, err)
	}
}

func TestATableThatIsNoneIsRefusedWhole(t *testing.T) {
	t.Parallel()
	for code, raw := range map[string]string{
		"table-empty": "", "table-signs": rosterHead + "Jos\xe9,Cruz,1990-01-02,2027-03-10,mental-health\n", "table-header": "name,born\nAna,1990-01-02\n",
	} {
		var f *care.Fault
		if _, err := care.ReadRoster([]byte(raw), rosterDay); !errors.As(err, &f) || f.Code != code {
			t.Errorf("%s: %v", code, err)
		}
	}
	row := ",Cruz,1990-01-02,2027-03-10,mental-health\n"
	for want, raw := range map[string]string{
		"[{3  quotes }]":                rosterHead + "Ana" + row + "\"Ben" + row + "Cy" + row,        // never closed
		"[{4  quotes }]":                rosterHead + "Ana" + row + "Ben" + row + "Cy \"Bo\" B" + row, // within words
		"[{1 birth_date no-column }]":   "given_name,family_name,born,admitted,programme\nAna" + row,
		"[{1 birth_date same-column }]": strings.Replace(rosterHead, "group", "birth_date", 1) + "Ana" + row,
	} {
		got, err := care.ReadRoster([]byte(raw), rosterDay)
		if err != nil || len(got.Rows) != 0 || fmt.Sprint(got.Problems) != want {
			t.Errorf("%+v, %v; want no rows and %s", got, err, want)
		}
	}
	// Columns without a name, and cells without words after the last, are what spreadsheets leave behind.
	empty := strings.Replace(rosterHead, "\n", ",,\n", 1) + "Ana,Cruz,1990-01-02,2027-03-10,mental-health,,,,,,,,,\n"
	if got, err := care.ReadRoster([]byte(empty), rosterDay); err != nil || len(got.Rows) != 1 || len(got.Problems) != 0 {
		t.Errorf("empty columns: %+v, %v", got, err)
	}
	if _, err := care.ReadRoster([]byte(rosterHead), rosterDay); !errors.Is(err, care.ErrTableEmpty) {
		t.Errorf("a header alone: %v", err)
	}
	if _, err := care.ReadRoster([]byte(rosterHead+strings.Repeat("a\n", 5001)), rosterDay); !errors.Is(err, care.ErrTableTooLong) {
		t.Errorf("too long: %v", err)
	}
}

func TestEachMistakeOfARowIsNamedWithItsLine(t *testing.T) {
	t.Parallel()
	good := "Ana,Cruz,1990-01-02,2027-03-10,mental-health"
	for row, want := range map[string]string{
		",Cruz,1990-01-02,2027-03-10,mental-health":                  "{3 given_name missing }",
		"Ben,Ito,3/4/1990,2027-03-10,mental-health":                  "{3 birth_date no-day 3/4/1990}",
		"Ben,Ito,1990-02-30,2027-03-10,mental-health":                "{3 birth_date no-day 1990-02-30}",
		"Ben,Ito,2027-12-01,2027-03-10,mental-health":                "{3 birth_date unborn 2027-12-01}",
		"Ben,Ito,1880-12-01,2027-03-10,mental-health":                "{3 birth_date unborn 1880-12-01}",
		"Ben,Ito,2009-03-11,2027-03-10,mental-health":                "{3 birth_date minor 2009-03-11}",
		"Ben,Ito,1990-01-02,2027-03-10,yoga":                         "{3 programme programme yoga}",
		"Ben,Ito,1990-01-02,2027-03-10,mental-health,x":              "{3 email email x}",
		"Ben,Ito,1990-01-02,2027-03-10,mental-health,,fr":            "{3 language language fr}",
		"Ben,Ito,1990-01-02,2027-03-10,mental-health,,,0":            "{3 approved_visits number 0}",
		"Ben,Ito,1990-01-02,2027-03-10,mental-health,,,9":            "{3 approved_until missing }",
		"ANA, cruz ,1990-01-02,2027-03-10,mental-health":             "{3  twice 2}",
		"Ben,Ito,1990-01-02,2027-03-10,mental-health,,,9,2027-03-01": "{3 approved_until until 2027-03-01}",
		"Ben,Ito,1990-01-02,2027-03-10,mental-health,,,,,g,x":        "{3  columns 11}",
	} {
		got, err := care.ReadRoster([]byte(rosterHead+good+"\n"+row+"\n"), rosterDay)
		if err != nil || len(got.Rows) != 1 || len(got.Problems) != 1 || fmt.Sprint(got.Problems[0]) != want {
			t.Errorf("%s: %+v, %v; want %s", row, got, err, want)
		}
	}
}

func FuzzReadRoster(f *testing.F) {
	f.Add([]byte(care.RosterTemplate))
	f.Add([]byte("\xff\xfea\x00"))
	f.Add([]byte("\ufeffgiven_name;family_name;birth_date;admitted;programme\n\"a\";b;1990-1-1;2027-1-1;mental-health"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		got, err := care.ReadRoster(raw, rosterDay)
		if err != nil {
			return
		}
		for _, r := range got.Rows {
			if r.Patient.Given == "" || r.Patient.Family == "" || !care.Adult(r.Patient.Born, r.Patient.Admitted) {
				t.Errorf("taken: %+v", r)
			}
		}
	})
}
