package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"time"

	"throughline/clinic"
	"throughline/clinic/auth"
	"throughline/clinic/records"
	"throughline/internal/testclinic"
	"throughline/profile"
)

// Sizes of what is measured.
const (
	few, many = 1000, 10000
	changes   = 1000 // offline; of the answers to sessions, half are of what is there
)

var mayaID = strings.TrimPrefix(testclinic.Account("maya").FHIRUser, "Patient/")

// people are there in every set.
func people() [][]byte {
	return [][]byte{
		fmt.Appendf(nil, `{"resourceType":"Patient","id":%q,"name":[{"given":["Maya"],"family":"Rivera"}]}`, mayaID),
		fmt.Appendf(nil, `{"resourceType":"Practitioner","id":%q,"name":[{"given":["Dana"],"family":"Ortiz"}]}`,
			strings.TrimPrefix(testclinic.Account("dana").FHIRUser, "Practitioner/")),
	}
}

// set makes n resources of a patient's record, about as large and as mixed as those of the programme.
func set(n int) [][]byte {
	all := people()
	begin := time.Date(2026, 9, 1, 18, 0, 0, 0, time.UTC)
	for i := len(all); i < n; i++ {
		at := begin.Add(time.Duration(i) * time.Hour)
		id := profile.NameID(fmt.Sprint("set ", i))
		switch i % 4 {
		case 0:
			all = append(all, appointment(i, at))
		case 1:
			all = append(all, fmt.Appendf(nil, `{"resourceType":"Task","id":%q,"meta":{"security":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"MH"}]},
				"status":"completed","intent":"order","code":{"coding":[{"system":"http://hl7.org/fhir/uv/sdc/CodeSystem/temp","code":"complete-questionnaire"}]},
				"for":{"reference":"Patient/%s","display":"Maya Rivera"},"authoredOn":%q,"owner":{"reference":"Patient/%s"},
				"restriction":{"period":{"start":%q,"end":%q}}}`, id, mayaID, at.Format(time.RFC3339), mayaID, at.Format(time.RFC3339), at.Add(48*time.Hour).Format(time.RFC3339)))
		case 2:
			all = append(all, fmt.Appendf(nil, `{"resourceType":"Observation","id":%q,"meta":{"security":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"MH"}]},
				"status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"survey","display":"Survey"}]}],
				"code":{"coding":[{"system":"http://loinc.org","code":"44261-6","display":"PHQ-9 total score"}]},
				"subject":{"reference":"Patient/%s"},"effectiveDateTime":%q,"valueInteger":%d}`, id, mayaID, at.Format(time.RFC3339), i%28))
		default:
			all = append(all, response(id, at, i))
		}
	}
	return all
}

func appointment(i int, at time.Time) []byte {
	return fmt.Appendf(nil, `{"resourceType":"Appointment","id":%q,"meta":{"security":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"MH"}]},
		"identifier":[{"system":"https://throughline.app/fhir/session-series","value":"series-%d"}],"status":"booked",
		"serviceType":[{"coding":[{"system":"http://snomed.info/sct","code":"76168009","display":"Group psychotherapy"}],"text":"Coping skills: riding out an urge"}],
		"start":%q,"end":%q,"comment":"Bring your workbook.","participant":[{"actor":{"reference":"Patient/%s","display":"Maya Rivera"},"required":"required","status":"needs-action"}]}`,
		appointmentID(i), i%3, at.Format(time.RFC3339), at.Add(3*time.Hour).Format(time.RFC3339), mayaID)
}

func appointmentID(i int) string { return profile.NameID(fmt.Sprint("appointment ", i)) }

// response is a PHQ-9 as it is answered.
func response(id string, at time.Time, i int) []byte {
	var items bytes.Buffer
	for q, code := range []string{"44250-9", "44255-8", "44259-0", "44254-1", "44251-7", "44258-2", "44252-5", "44253-3", "44260-8"} {
		if q > 0 {
			items.WriteByte(',')
		}
		answers := []string{"LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9"}
		fmt.Fprintf(&items, `{"linkId":%q,"answer":[{"valueCoding":{"system":"http://loinc.org","code":%q}}]}`, code, answers[(i+q)%4])
	}
	return fmt.Appendf(nil, `{"resourceType":"QuestionnaireResponse","id":%q,"meta":{"security":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"MH"}]},
		"questionnaire":"https://throughline.app/fhir/Questionnaire/phq-9","status":"completed","subject":{"reference":"Patient/%s"},
		"authored":%q,"author":{"reference":"Patient/%s"},"source":{"reference":"Patient/%s"},"item":[%s]}`,
		id, mayaID, at.Format(time.RFC3339), mayaID, mayaID, items.String())
}

// answer is what Maya says about a session, as the app writes it.
func answer(i int, status string) []byte {
	ref := "Appointment/" + appointmentID(i)
	id := profile.NameID(ref + "/Patient/" + mayaID)
	return fmt.Appendf(nil, `{"resourceType":"AppointmentResponse","id":%q,"meta":{"security":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"MH"}]},
		"identifier":[{"system":"urn:ietf:rfc:3986","value":"urn:uuid:%s"}],"appointment":{"reference":%q},
		"actor":{"reference":"Patient/%s","display":"Maya Rivera"},"participantStatus":%q}`, id, id, ref, mayaID, status)
}

// schedule is what a push begins with: the forms, a session for each change to come, half of them answered.
func schedule() [][]byte {
	all := append(people(), forms()...)
	begin := time.Date(2027, 3, 1, 18, 0, 0, 0, time.UTC)
	for i := range changes {
		all = append(all, appointment(i, begin.Add(time.Duration(i)*time.Hour)))
	}
	for i := range changes / 2 {
		all = append(all, answer(i, "accepted"))
	}
	return all
}

// documents writes resources as documents for PouchDB, one a line.
func documents(file string, bodies [][]byte) error {
	var out bytes.Buffer
	for _, body := range bodies {
		var r map[string]any
		if err := json.Unmarshal(body, &r); err != nil {
			return err
		}
		r["_id"] = fmt.Sprint(r["resourceType"], "/", r["id"])
		text, err := json.Marshal(r)
		if err != nil {
			return err
		}
		out.Write(append(text, '\n'))
	}
	return os.WriteFile(file, out.Bytes(), 0o600)
}

// database makes a clinic's database with resources and the two sign-ins.
func database(ctx context.Context, file, base string, bodies [][]byte) (err error) {
	d, err := clinic.OpenData(ctx, clinic.Config{DB: "sqlite:" + file, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if _, err := d.Records.Load(ctx, d.ID, records.Replace, bodies...); err != nil {
		return err
	}
	a, err := d.Auth(base) //nolint:contextcheck // takes none
	if err != nil {
		return err
	}
	return addUsers(ctx, a)
}

// refill puts other records into a copy of a database.
func refill(ctx context.Context, file string, bodies [][]byte) (err error) {
	d, err := clinic.OpenData(ctx, clinic.Config{DB: "sqlite:" + file, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	_, err = d.Records.Load(ctx, d.ID, records.Replace, bodies...)
	return err
}

func addUsers(ctx context.Context, to *auth.Server) error {
	for _, user := range []string{"maya", "dana"} {
		a := testclinic.Account(user)
		_, err := to.AddUser(ctx, auth.NewUser{
			Username: a.User, Password: auth.Secret(a.Password), Role: auth.Role(a.Role), FHIRUser: a.FHIRUser, DisplayName: a.Name,
		})
		if err != nil {
			return err
		}
	}
	return nil
}
