package say

import "time"

// Clock says a time of day: "6:00 PM". The half of the day is never left out.
func (p *Printer) Clock(t time.Time) string {
	return p.T("clock.time", "Clock", t.Format("3:04"), "Half", p.half(t))
}

// Span says from when until when; the half of the day is said once where both
// share it: "6:00 to 9:00 PM". Without an end it is the start alone.
func (p *Printer) Span(from, to time.Time) string {
	if !to.After(from) {
		return p.Clock(from)
	}
	first := p.Clock(from)
	if p.half(from) == p.half(to) && from.YearDay() == to.YearDay() {
		first = from.Format("3:04")
	}
	return p.T("time.span", "From", first, "To", p.Clock(to))
}

// Day says a day with its weekday: "Tuesday, March 9".
func (p *Printer) Day(t time.Time) string { return Capital(p.date("date.day", t)) }

// DayInside is Day as it stands inside a sentence: Spanish writes it small.
func (p *Printer) DayInside(t time.Time) string { return p.date("date.day", t) }

// MonthDay says a day of the year: "March 9".
func (p *Printer) MonthDay(t time.Time) string { return p.date("date.month-day", t) }

// ShortDate says a day of the year shortly: "Mar 9".
func (p *Printer) ShortDate(t time.Time) string { return p.date("date.short", t) }

// LongDate says a day with its year: "March 9, 2027".
func (p *Printer) LongDate(t time.Time) string { return p.date("date.long", t) }

// MonthYear says a month: "March 2027".
func (p *Printer) MonthYear(t time.Time) string { return Capital(p.date("date.month-year", t)) }

// Weekday says the day of the week: "Tuesday".
func (p *Printer) Weekday(t time.Time) string {
	return Capital(list(p.T("date.weekdays"))[t.Weekday()])
}

// ShortWeekday says the day of the week shortly: "Tue".
func (p *Printer) ShortWeekday(t time.Time) string {
	return Capital(list(p.T("date.weekdays-short"))[t.Weekday()])
}

// WeekdayLetter says the day of the week by its first letter, over a calendar.
func (p *Printer) WeekdayLetter(d time.Weekday) string { return list(p.T("date.weekdays-letter"))[d] }

// Days says a span of days: "March 8 to 14", "March 29 to April 4". Both ends
// are included.
func (p *Printer) Days(first, last time.Time) string {
	if first.Month() == last.Month() && first.Year() == last.Year() {
		return p.T("date.span-same-month", "Month", p.month(first), "Day", first.Day(), "LastDay", last.Day())
	}
	return p.T("date.span", "From", p.MonthDay(first), "To", p.MonthDay(last))
}

func (p *Printer) date(key string, t time.Time) string {
	return p.T(key,
		"Weekday", list(p.T("date.weekdays"))[t.Weekday()],
		"Month", p.month(t),
		"MonthShort", list(p.T("date.months-short"))[t.Month()-1],
		"Day", t.Day(),
		"Year", t.Year())
}

func (p *Printer) month(t time.Time) string { return list(p.T("date.months"))[t.Month()-1] }

func (p *Printer) half(t time.Time) string {
	if t.Hour() < 12 {
		return p.T("clock.am")
	}
	return p.T("clock.pm")
}
