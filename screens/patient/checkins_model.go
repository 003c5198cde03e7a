package patient

import (
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// CheckIns lists what is asked for and what was answered.
type CheckIns struct {
	Waiting bool // nothing has come from the clinic yet
	Title   string
	Words   string
	Notices []Status
	Due     []CheckInRow // asked for, or begun
	Other   []CheckInRow // forms that can be answered at any time
	Done    []CheckInRow // answered, newest first

	DueTitle, OtherTitle, DoneTitle, NoneDone, Earlier string
}

// CheckInRow is one row: ID of an answered check-in, or Form and Due to begin.
type CheckInRow struct {
	ID, Form, Due string
	Title         string
	When          string
	Status        Status
}

// waiting tells that the record has not come to this device yet: of what is not there nobody can say that there is none.
func waiting(c care.Chart) bool { return c.Sync.AsOf.IsZero() }

// CheckInsOf lists the check-ins.
func CheckInsOf(c care.Chart, now time.Time, p *say.Printer) CheckIns {
	s := speak(c, now, p)
	d := s.dayOf(c)
	m := CheckIns{
		Title: p.T("patient.checkins.title"), Notices: s.notices(c, c.Sync.Pending),
		DueTitle: p.T("patient.checkins.due"), OtherTitle: p.T("patient.checkins.other"),
		DoneTitle: p.T("patient.checkins.done"), NoneDone: p.T("patient.checkins.none-done"),
		Earlier: p.T("patient.checkins.earlier"),
	}
	listed := map[string]bool{}
	for _, item := range d.todo(c) {
		listed[item.Form] = true
		m.Due = append(m.Due, CheckInRow{Form: item.Form, Due: item.Due, Title: item.Title, When: item.When, Status: item.Status})
	}
	for _, ci := range c.CheckIns {
		if ci.Status != care.CheckInBegun {
			m.Done = append(m.Done, CheckInRow{ID: ci.ID, Title: ci.Title, When: say.Capital(s.moment(ci.Authored)), Status: s.checkIn(ci, isUrgent(c, ci))})
		}
	}
	for _, f := range c.Forms {
		if listed[f.Canonical] || f.Asked || f.Retired {
			continue
		}
		listed[f.Canonical] = true
		f, _ = formFor(c, f.Canonical, p.Language())
		row := CheckInRow{Form: f.Canonical, Title: f.Title}
		if !sameLanguage(f.Language, p.Language()) {
			row.When = p.T("patient.checkin.other-language", "Language", languageName(f.Language, p))
		}
		m.Other = append(m.Other, row)
	}
	m.Words = p.T("patient.checkins.words")
	if len(m.Due) == 0 {
		m.Words = p.T("patient.checkins.nothing-due")
	}
	if waiting(c) && len(m.Due)+len(m.Done)+len(m.Other) == 0 {
		m.Waiting, m.Words = true, p.T("patient.common.waiting")
	}
	return m
}
