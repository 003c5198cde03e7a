package entry

import (
	"slices"
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// Fetched is something that is asked of the clinic when it is looked at, and not
// kept on this device.
type Fetched[T any] struct {
	Waiting bool
	Fault   *care.Fault
	Got     T
}

// Devices lists where the person is signed in.
type Devices struct {
	Title, Words   string
	Back, Again    string
	Waiting        bool
	Fault          string
	Each           []DeviceRow
	Confirm        *Confirm // asked before a device is signed out
	Asking         string   // the device that is asked about
	None           string
	SignOutMeaning string
}

// DeviceRow is one sign-in.
type DeviceRow struct {
	ID, Name, When, SignOut string
	Current                 string // "This device", or empty
}

// DevicesOf lists them, this device first, then the last used. asking is the one
// that the person is about to sign out.
func DevicesOf(got Fetched[[]care.Device], asking string, zone *time.Location, now time.Time, p *say.Printer) Devices {
	m := Devices{
		Title: p.T("devices.title"), Words: p.T("devices.words"), Back: p.T("patient.common.back"), Again: p.T("patient.common.try-again"),
		Waiting: got.Waiting, Fault: p.Fault(got.Fault), None: p.T("devices.none"), SignOutMeaning: p.T("devices.sign-out-say"), Asking: asking,
	}
	all := slices.Clone(got.Got)
	slices.SortStableFunc(all, func(a, b care.Device) int {
		if a.Current != b.Current {
			if a.Current {
				return -1
			}
			return 1
		}
		return b.LastUsed.Compare(a.LastUsed)
	})
	for _, d := range all {
		r := DeviceRow{ID: d.ID, Name: d.Name, When: p.T("devices.last-used", "When", moment(d.LastUsed, zone, now, p))}
		if r.Name == "" {
			r.Name = p.T("devices.unnamed", "App", d.App)
		}
		if d.Current {
			r.Current = p.T("devices.this")
		} else {
			r.SignOut = p.T("devices.sign-out")
		}
		if d.ID == asking {
			m.Confirm = &Confirm{Sentence: p.T("devices.confirm", "Name", r.Name), Yes: p.T("devices.confirm.yes"), No: p.T("devices.confirm.no")}
		}
		m.Each = append(m.Each, r)
	}
	return m
}
