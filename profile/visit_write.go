package profile

import (
	"fmt"
	"time"

	"throughline/care"
	"throughline/fhir"
)

var errVisit = &care.Fault{Code: "visit-incomplete", Say: "Choose who it is for, the day, a time and how long it is."}

const mostVisitWeeks = 26

// visit plans one-on-one visits at one wall time, week after week.
func (w *programmeWriter) visit(c care.VisitPlanned) error {
	if c.ID == "" || c.Patient.Ref == "" || c.Kind == care.KindGroup || c.Minutes <= 0 || c.Weeks > mostVisitWeeks {
		return errVisit
	}
	if err := w.room(&c.Place); err != nil {
		return err
	}
	for n := range max(c.Weeks, 1) {
		day := time.Date(c.Day.Year(), c.Day.Month(), c.Day.Day()+7*n, 0, 0, 0, 0, time.UTC)
		start, wall := care.WallClock(day, c.Hour, c.Minute, w.zone)
		switch {
		case wall == care.WallNever:
			return &care.Fault{Code: errNoSuchTime.Code, Say: errNoSuchTime.Say, Cause: fmt.Errorf("on %s", fhir.Date(day))}
		case !start.After(w.now):
			return errTimeOver
		}
		m := met{Meeting: care.Meeting{Session: care.Session{
			Kind: c.Kind, Start: start, End: start.Add(time.Duration(c.Minutes) * time.Minute), Video: c.Place.Name == "", JoinURL: c.JoinURL,
		}}, leader: reference(c.With), place: placeReference(c.Place)}
		if c.Weeks > 1 {
			m.Series = c.ID
		}
		if err := w.put(w.appointment(m, c.Patient, NameID(fmt.Sprintf("%s/%d", c.ID, n)))); err != nil {
			return err
		}
	}
	return nil
}

// placeReference is a place as an appointment names it, which the clinic may not
// keep a Location of.
func placeReference(p care.Person) fhir.Reference {
	if p.Ref == "" && p.Name != "" {
		return fhir.Reference{Type: "Location", Display: p.Name}
	}
	return reference(p)
}
