package profile

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"throughline/care"
	"throughline/fhir"
)

// clinic reads the clinic from its Organization and the hours of its Locations.
// Its zone is the viewer's where none is told: moments carry their own offset, so
// that much is true.
func (r *reader) clinic() care.Clinic {
	c := care.Clinic{Zone: time.UTC}
	if r.viewer.Zone != nil {
		c.Zone = r.viewer.Zone
	}
	org, ok := r.organization()
	if !ok {
		c.ZoneUnknown = r.viewer.Zone != nil
		return c
	}
	c.Name, c.Telephone = org.Name, phone(org.Telecom)
	c.Quiet = !alerts(org.Extension)
	zone, told := fhir.FindExtension(org.Extension, ExtTimezone)
	if len(org.Address) > 0 {
		a := org.Address[0]
		c.Address = written(a)
		if !told {
			zone, told = fhir.FindExtension(a.Extension, ExtTimezone)
		}
	}
	c.ZoneUnknown = true
	if told {
		if z, err := time.LoadLocation(zone.ValueCode); err == nil && zone.ValueCode != "" {
			c.Zone, c.ZoneUnknown = z, false
		} else {
			r.reject(org, "timezone-unknown", "the timezone extension names no IANA zone")
		}
	}
	each(r.set, func(l *fhir.Location) {
		if local(l.ManagingOrganization.Reference) != refTo(org) || l.Status == "inactive" {
			return
		}
		for _, h := range l.HoursOfOperation {
			c.Hours = append(c.Hours, r.openings(l, h)...)
		}
	})
	slices.SortFunc(c.Hours, func(a, b care.Opening) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.From, b.From), cmp.Compare(a.Until, b.Until))
	})
	c.Hours = slices.Compact(c.Hours)
	return c
}

// written is an address in one line.
func written(a fhir.Address) string {
	if a.Text != "" {
		return a.Text
	}
	parts := []string{strings.Join(a.Line, ", "), a.City, strings.TrimSpace(a.State + " " + a.PostalCode)}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ", ")
}

// organization is the one that looks after the patient, or else the one that is
// a provider, by id.
func (r *reader) organization() (*fhir.Organization, bool) {
	if p, ok := get[*fhir.Patient](r.set, r.patient); ok {
		if o, ok := get[*fhir.Organization](r.set, p.ManagingOrganization.Reference); ok {
			return o, true
		}
	}
	var best *fhir.Organization
	each(r.set, func(o *fhir.Organization) {
		if anyHas(o.Type, "http://terminology.hl7.org/CodeSystem/organization-type", "prov") && (best == nil || o.ID < best.ID) {
			best = o
		}
	})
	return best, best != nil
}

var weekdays = map[string]time.Weekday{
	"sun": time.Sunday, "mon": time.Monday, "tue": time.Tuesday, "wed": time.Wednesday, "thu": time.Thursday, "fri": time.Friday, "sat": time.Saturday,
}

func (r *reader) openings(l *fhir.Location, h fhir.HoursOfOperation) []care.Opening {
	from, until := 0, 24*60
	if h.AllDay == nil || !*h.AllDay {
		opens, err1 := time.Parse(time.TimeOnly, h.OpeningTime)
		closes, err2 := time.Parse(time.TimeOnly, h.ClosingTime)
		if err1 != nil || err2 != nil || !opens.Before(closes) {
			r.reject(l, "hours-invalid", "hoursOfOperation has no usable times")
			return nil
		}
		from, until = opens.Hour()*60+opens.Minute(), closes.Hour()*60+closes.Minute()
	}
	var out []care.Opening
	for _, d := range h.DaysOfWeek {
		if day, ok := weekdays[d]; ok {
			out = append(out, care.Opening{Day: day, From: from, Until: until})
		}
	}
	return out
}
