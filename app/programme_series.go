package app

import (
	"time"

	"throughline/care"
	"throughline/screens/say"
	"throughline/screens/staff"
)

// DoSeries does something with a running group.
func (s *programmeScreens) DoSeries(series string, do staff.GroupDo) {
	switch do {
	case staff.DoGroupChange:
		s.sheet(func(c care.Chart, now time.Time, p *say.Printer) staff.Sheet {
			return staff.GroupChangeSheet(c, now, p, series)
		})
	case staff.DoGroupLastDay:
		s.sheet(func(c care.Chart, now time.Time, p *say.Printer) staff.Sheet {
			return staff.LastDaySheet(c, now, p, series)
		})
	case staff.DoGroupDayOff:
		s.sheet(func(c care.Chart, now time.Time, p *say.Printer) staff.Sheet {
			return staff.DayOffSheet(c, now, p, series, time.Time{})
		})
	case staff.DoGroupEnd:
		s.sheet(func(c care.Chart, now time.Time, p *say.Printer) staff.Sheet {
			return staff.CancelSheet(c, now, p, "", series)
		})
	}
}

// CloseDay asks which day the clinic is closed; zero: in this week.
func (s *programmeScreens) CloseDay(day time.Time) {
	s.sheet(func(c care.Chart, now time.Time, p *say.Printer) staff.Sheet {
		if day.IsZero() {
			day = now.AddDate(0, 0, 1)
		}
		return staff.DayOffSheet(c, now, p, "", day)
	})
}
