package app

import (
	"bytes"
	"context"
	"time"

	"throughline/app/document"
	"throughline/care"
	"throughline/screens/entry"
	"throughline/screens/patient"
	"throughline/screens/say"
	"throughline/sync/engine"
)

// OpenPlace opens what has no tab of its own.
func (y *you) OpenPlace(place entry.PlaceKey) {
	switch place {
	case entry.PlaceChoices:
		newChoices(y.w).show()
	case entry.PlaceDevices:
		newDevices(y.w).show()
	case entry.PlaceReminders:
		newPatientScreens(y.w).OpenCalendar()
	case entry.PlacePeople:
		newPeople(y.w).show()
	case entry.PlaceLeave:
		y.w.openLeaving()
	case entry.PlaceAccess:
		newAccess(y.w).show()
	case entry.PlaceExport:
		newExport(y.w).show()
	case entry.PlaceWipe:
		newWiping(y.w).show()
	case entry.PlaceAppLock:
		newAppLock(y.w).show()
	case entry.PlaceKeys:
		y.w.openKeys()
	case entry.PlaceAbout:
		v := entry.NewAboutView(y.w.back)
		y.w.over(screenOf(y.w, func(c care.Chart, _ time.Time, p *say.Printer) entry.About {
			return entry.AboutOf(c, versionOf(y.w.ui.Metadata()), p)
		}, v.Page))
	default:
		y.w.goTo(place)
	}
}

// choices lets the person decide what waits for them.
type choices struct{ w *Window }

func newChoices(w *Window) *choices { return &choices{w: w} }

func (x *choices) show() {
	v := entry.NewChoicesView(x, x.w.again)
	x.w.over(screenOf(x.w, func(c care.Chart, now time.Time, p *say.Printer) entry.Choices { return entry.ChoicesOf(c, now, p) }, v.Page))
}

// Choose carries out a decision; the chart that follows shows it.
func (x *choices) Choose(d care.Decision, done func(*care.Fault)) {
	x.w.withEngine(func(ctx context.Context, e *engine.Engine) error { return e.Choose(ctx, d) }, done)
}

// Close goes back.
func (x *choices) Close() { x.w.back() }

// asked is a page whose content is asked of the clinic each time it is opened. Its
// fields belong to the UI thread.
type asked[T any] struct {
	w   *Window
	got entry.Fetched[T]
	at  *stop
}

// ask fetches anew and draws when it has come, unless the page was left.
func (x *asked[T]) ask(fetch func(context.Context) (T, error)) {
	x.got = entry.Fetched[T]{Waiting: true}
	x.w.again()
	var got T
	x.w.try(func(ctx context.Context) (err error) {
		got, err = fetch(ctx)
		return err
	}, func(f *care.Fault) {
		x.got = entry.Fetched[T]{Fault: f, Got: got}
		if x.w.place(x.at) == placeTop {
			x.w.again()
		}
	})
}

// Close goes back.
func (x *asked[T]) Close() { x.w.back() }

// devices is the list of where the person is signed in.
type devices struct {
	asked[[]care.Device]
	asking string
}

func newDevices(w *Window) *devices {
	return &devices{asked: asked[[]care.Device]{w: w, got: entry.Fetched[[]care.Device]{Waiting: true}}}
}

func (x *devices) show() {
	v := entry.NewDevicesView(x)
	x.at = x.w.over(x.drawing(v))
	x.AskDevices()
}

// drawing reads what was fetched on the UI thread, when it is put on the screen.
func (x *devices) drawing(v *entry.DevicesView) drawing {
	return draw(func(c care.Chart, now time.Time, p *say.Printer) frame { return frame{c.Clinic.Zone, now, p} }, func(f frame) {
		x.w.put(v.Page(entry.DevicesOf(x.got, x.asking, f.zone, f.now, f.p)))
	})
}

// frame is what the words of a fetched page depend on beside what was fetched.
type frame struct {
	zone *time.Location
	now  time.Time
	p    *say.Printer
}

// AskDevices asks the clinic anew.
func (x *devices) AskDevices() { x.ask(x.w.client.Devices) }

// AskSignOutDevice asks the person before it is done.
func (x *devices) AskSignOutDevice(id string) {
	x.asking = id
	x.w.again()
}

// SignOutDevice ends the sign-in of another device.
func (x *devices) SignOutDevice(id string) {
	x.asking = ""
	x.ask(func(ctx context.Context) ([]care.Device, error) {
		if err := x.w.client.SignOutDevice(ctx, id); err != nil {
			return nil, err
		}
		return x.w.client.Devices(ctx)
	})
}

// accessLog is who looked at the record.
type accessLog struct{ asked[[]care.Access] }

func newAccess(w *Window) *accessLog {
	return &accessLog{asked[[]care.Access]{w: w, got: entry.Fetched[[]care.Access]{Waiting: true}}}
}

func (x *accessLog) show() {
	v := entry.NewAccessView(x)
	x.at = x.w.over(draw(func(c care.Chart, now time.Time, p *say.Printer) accessFrame {
		return accessFrame{frame{c.Clinic.Zone, now, p}, c.Viewer.Name}
	}, func(f accessFrame) {
		x.w.put(v.Page(entry.AccessLogOf(x.got, f.me, f.zone, f.now, f.p)))
	}))
	x.AskAccess()
}

type accessFrame struct {
	frame
	me string
}

// AskAccess asks the clinic anew.
func (x *accessLog) AskAccess() { x.ask(x.w.client.AccessLog) }

// export saves the person's record as files.
type export struct {
	w     *Window
	state entry.ExportState
}

func newExport(w *Window) *export { return &export{w: w} }

func (x *export) show() {
	v := entry.NewExportView(x)
	x.w.over(draw(func(_ care.Chart, _ time.Time, p *say.Printer) *say.Printer { return p }, func(p *say.Printer) {
		x.w.put(v.Page(entry.ExportOf(x.state, p)))
	}))
}

// SaveRecord saves all that this device has as a FHIR Bundle.
func (x *export) SaveRecord() {
	x.save("record.json", func(ctx context.Context) ([]byte, error) {
		raw, _, err := x.w.client.Engine().Record(ctx, x.w.client.Clinic())
		return raw, err
	})
}

// SaveReadable saves the person's record to read or print.
func (x *export) SaveReadable() {
	chart, p := x.w.presenter.Latest()
	x.save("record.pdf", func(context.Context) ([]byte, error) { return recordPDF(chart, x.w.sys.Now(), p) })
}

// recordPDF is the record as pages.
func recordPDF(c care.Chart, now time.Time, p *say.Printer) ([]byte, error) {
	m := patient.RecordOf(c, now, p)
	d := document.Document{
		Title: m.Title, Small: m.Small, Language: p.Language(), Made: now, Missing: p.T("record.missing"),
		Page: func(n int) string { return p.T("document.page", "N", n) },
	}
	for _, s := range m.Sections {
		d.Sections = append(d.Sections, document.Section{Title: s.Title, Text: s.Text, Items: s.Items})
	}
	var b bytes.Buffer
	err := document.PDF(&b, d, typefaces())
	return b.Bytes(), err
}

// save makes the file off the UI thread, and then asks where to put it. File names
// say nothing of health.
func (x *export) save(name string, make func(context.Context) ([]byte, error)) {
	x.state = entry.ExportState{}
	var content []byte
	x.w.try(func(ctx context.Context) (err error) {
		content, err = make(ctx)
		return err
	}, func(f *care.Fault) {
		if f != nil {
			x.done(f)
			return
		}
		x.w.saveFile(name, content, x.done)
	})
}

func (x *export) done(f *care.Fault) {
	x.state = entry.ExportState{Saved: f == nil, Fault: f}
	x.w.again()
}

// Close goes back.
func (x *export) Close() { x.w.back() }
