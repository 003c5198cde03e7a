package demo

import (
	_ "embed"
	"fmt"
	"time"

	"throughline/care"
	"throughline/clinic/forms"
	"throughline/fhir"
	"throughline/profile"
)

const zoneName = "America/Chicago"

// builder collects the resources. After the first error it does nothing more.
type builder struct {
	zone  *time.Location
	today time.Time    // 00:00 at the clinic
	days  [3]time.Time // this week's group days, 00:00
	set   profile.Memory
	out   [][]byte
	at    map[string]int // place in out, by reference
	err   error
}

func newBuilder(now time.Time) (*builder, error) {
	zone, err := time.LoadLocation(zoneName)
	if err != nil {
		return nil, fmt.Errorf("demo: %w", err)
	}
	b := &builder{zone: zone, at: map[string]int{}}
	b.today = b.day(now.In(zone), 0)
	monday := care.WeekStart(b.today, zone)
	for i, d := range groupDays[b.today.Weekday()] {
		b.days[i] = b.day(monday, (int(d)+6)%7)
	}
	return b, nil
}

// groupDays are the three days of the groups by today's weekday, which is always
// one of them.
var groupDays = map[time.Weekday][3]time.Weekday{
	time.Monday:    {time.Monday, time.Tuesday, time.Thursday},
	time.Tuesday:   {time.Monday, time.Tuesday, time.Thursday},
	time.Wednesday: {time.Monday, time.Wednesday, time.Friday},
	time.Thursday:  {time.Tuesday, time.Thursday, time.Friday},
	time.Friday:    {time.Monday, time.Wednesday, time.Friday},
	time.Saturday:  {time.Tuesday, time.Thursday, time.Saturday},
	time.Sunday:    {time.Tuesday, time.Thursday, time.Sunday},
}

// day is 00:00 at the clinic, days after t's day.
func (b *builder) day(t time.Time, days int) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day()+days, 0, 0, 0, 0, b.zone)
}

// clock is a wall time of a day, right when the clocks change too.
func (b *builder) clock(day time.Time, hour, minute int) time.Time {
	return time.Date(day.Year(), day.Month(), day.Day(), hour, minute, 0, 0, b.zone)
}

// put adds a resource or replaces it.
func (b *builder) put(r fhir.Resource) {
	if b.err != nil {
		return
	}
	raw, err := fhir.Encode(r)
	if err != nil {
		b.err = fmt.Errorf("demo: %s/%s: %w", r.ResourceType(), r.Common().ID, err)
		return
	}
	b.putRaw(r.ResourceType()+"/"+r.Common().ID, raw)
}

func (b *builder) putRaw(ref string, raw []byte) {
	if b.err != nil {
		return
	}
	if b.err = b.set.Put(raw); b.err != nil {
		b.err = fmt.Errorf("demo: %s: %w", ref, b.err)
		return
	}
	if i, there := b.at[ref]; there {
		b.out[i] = raw
		return
	}
	b.at[ref] = len(b.out)
	b.out = append(b.out, raw)
}

// apply puts what profile wrote.
func (b *builder) apply(ops []profile.Operation, err error) {
	if err != nil && b.err == nil {
		b.err = fmt.Errorf("demo: %w", err)
	}
	for _, o := range ops {
		b.putRaw(o.Ref(), o.Body)
	}
}

// evenings is a form that the clinic made itself, with groups, questions that
// depend on others, and an answer that is urgent.
//
//go:embed evenings.json
var evenings []byte

// questionnaires are the forms that the clinic uses, each in its languages.
func (b *builder) questionnaires() {
	all, err := forms.Shipped()
	if err != nil && b.err == nil {
		b.err = fmt.Errorf("demo: %w", err)
	}
	for _, f := range all {
		b.putRaw("Questionnaire/"+f.ID, f.Body)
	}
	b.putRaw("Questionnaire/evenings", evenings)
}

// id makes a stable id of what a resource is.
func id(parts ...any) string { return profile.NameID("demo/" + fmt.Sprint(parts...)) }

func ref(typ, id, display string) fhir.Reference {
	return fhir.Reference{Reference: typ + "/" + id, Display: display}
}

func text(s string) fhir.CodeableConcept { return fhir.CodeableConcept{Text: s} }

func yes() *bool {
	t := true
	return &t
}

func ours(system, code, words string) fhir.CodeableConcept {
	c := fhir.Concept(system, code, "")
	c.Text = words
	return c
}
