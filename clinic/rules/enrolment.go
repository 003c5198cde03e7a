package rules

import (
	"context"
	"net/http"
	"time"

	"throughline/care"
	"throughline/clinic/document"
	"throughline/clinic/outcome"
	"throughline/fhir"
)

const adultsOnly = "This program is for adults. The birth date says that this person is under 18."

// adult holds a patient's birth date against the programme's rule, where it is known
// and new.
func adult(ctx context.Context, tx Tx, patient map[string]any) error {
	was, err := tx.Before(ctx, "Patient", one(patient, "id"))
	if err != nil || was != nil && one(was, "birthDate") == one(patient, "birthDate") {
		return err
	}
	now, err := received(patient)
	if err != nil {
		return err
	}
	return ofAge(patient, now, "Patient.birthDate")
}

func ofAge(patient map[string]any, on time.Time, expression string) error {
	// A year or a month alone counts as its first day: a doubt that a person can settle.
	if born, _, err := fhir.ParseTime(one(patient, "birthDate"), time.UTC); err == nil && !care.Adult(born, on) {
		return refuse(expression, adultsOnly)
	}
	return nil
}

// admitted refuses the stay of somebody who is not of age on the day that it begins.
func admitted(ctx context.Context, tx Tx, stay map[string]any) error {
	_, typ, id, ok := document.Reference(one(stay, "patient.reference"))
	if !ok || typ != "Patient" || one(stay, "status") == "entered-in-error" || one(stay, "status") == "cancelled" {
		return nil
	}
	patient, err := tx.Resource(ctx, typ, id)
	begins, _, dateErr := fhir.ParseTime(one(stay, "period.start"), time.UTC)
	if err != nil || patient == nil || dateErr != nil {
		return err
	}
	return ofAge(patient, begins, "EpisodeOfCare.patient")
}

// onceAtItsAddress refuses a second form in use with the address and version of
// another: answers would name either.
func onceAtItsAddress(ctx context.Context, tx Tx, form map[string]any) error {
	address := one(form, "url")
	if address == "" || one(form, "status") != "active" {
		return nil
	}
	found, err := tx.Find(ctx, "Questionnaire", "url", address)
	if err != nil {
		return err
	}
	for _, other := range found {
		if one(other, "id") != one(form, "id") && one(other, "version") == one(form, "version") && one(other, "status") == "active" {
			return &outcome.Error{
				Status: http.StatusUnprocessableEntity, Code: "duplicate", Expression: "Questionnaire.version",
				Say: "A form with this url and version is in use already.",
			}
		}
	}
	return nil
}
