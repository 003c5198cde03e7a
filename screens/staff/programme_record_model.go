package staff

import (
	"strings"
	"time"

	"throughline/care"
)

// recordWords says who recorded an attendance and when, or that it is not sent yet.
func (s programmeSpeaker) recordWords(x care.Session) string {
	r := x.Recorded
	if r.Ref == "" {
		return ""
	}
	switch s.c.Delivery(r.Ref).State {
	case care.OnDevice, care.Sending:
		return s.p.T("staff.programme.record-here")
	case care.SetAside, care.NeedsYou:
		return s.p.T("staff.programme.record-refused")
	case care.DeliveryNone, care.Received, care.Sent:
	}
	switch {
	case r.At.IsZero():
		return ""
	case r.By == "":
		return s.p.T("staff.programme.record-when", "When", s.stamp(r.At))
	}
	return s.p.T("staff.programme.record", "Who", r.By, "When", s.stamp(r.At))
}

// beforeWords says what was recorded earlier: "Before: not there (Dana Ortiz, LPC,
// March 9, 9:05 PM)".
func (s programmeSpeaker) beforeWords(x care.Session) string {
	var parts []string
	for _, b := range x.Before {
		words := s.p.T(map[care.Presence]string{
			care.PresenceThere: "staff.programme.there", care.PresenceMissed: "staff.programme.missed", care.PresenceExcused: "staff.programme.excused", care.PresenceUnknown: "staff.programme.record-none",
		}[b.Is])
		var from []string
		for _, f := range []string{b.By, s.stamp(b.At)} {
			if f != "" {
				from = append(from, f)
			}
		}
		if len(from) > 0 {
			words += " (" + strings.Join(from, ", ") + ")"
		}
		parts = append(parts, words)
	}
	if len(parts) == 0 {
		return ""
	}
	return s.p.T("staff.programme.record-before", "What", strings.Join(parts, "; "))
}

// stamp is a moment on the clinic's clock; "" for none.
func (s programmeSpeaker) stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(s.zone)
	return s.p.T("sync.on", "Date", s.p.MonthDay(t), "Time", s.p.Clock(t))
}
