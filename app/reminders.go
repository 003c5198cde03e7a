package app

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"sync"
	"time"

	"fyne.io/fyne/v2"

	"throughline/care"
	"throughline/screens/say"
)

// notifier is the system's notifications. Each has the same neutral text.
type notifier interface {
	Schedule(at time.Time) (id string, err error)
	Cancel(id string) error
	Notify()
}

// noteReminders is the engine's note that holds the reminders that are set.
const noteReminders = "reminders"

// notes is where reminders are kept: an engine.
type notes interface {
	Note(ctx context.Context, name string) ([]byte, error)
	KeepNote(ctx context.Context, name string, note []byte) error
}

// reminders keeps what the system holds in step with the chart of one sign-in. Its work
// is done in the order of the alarms.
type reminders struct {
	alarms *alarms
	kept   notes
	lead   func() care.ReminderLead
	speaks func() string // the language that a notice is in
	now    func() time.Time
	ask    func() // before the first reminder is set: may the app notify?

	set   []care.Reminder // these three belong to the queue
	said  string          // in which language they are set
	begun bool            // the reminders of this start are set

	mu    sync.Mutex
	ended bool
}

// follow sets the reminders of a chart. At the first chart of a start all are
// set anew: a phone that was off has lost them. Without a complete sync the
// chart is no ground to take any away. Who is no patient any more has none.
func (r *reminders) follow(ctx context.Context, c care.Chart) {
	r.alarms.queue.add(func() {
		switch {
		case r.over() || c.Sync.AsOf.IsZero():
		case c.Viewer.Role != care.RolePatient:
			_ = r.alarms.clear() // what stays is tried again at the next start
		default:
			r.step(ctx, c)
		}
	})
}

func (r *reminders) step(ctx context.Context, c care.Chart) {
	fresh := !r.begun
	if fresh {
		r.load(ctx)
		r.begun = true
	}
	want, in := c.Reminders(r.lead(), r.now()), r.speaks()
	if !fresh && in == r.said && slices.EqualFunc(want, r.set, func(a, b care.Reminder) bool {
		return a.Of == b.Of && a.At.Equal(b.At) && a.Start.Equal(b.Start) && a.Where == b.Where
	}) {
		return
	}
	if len(want) > 0 && r.ask != nil {
		r.ask()
	}
	upset := c.Upset(r.set)
	_ = r.alarms.clear()
	r.set, r.said = nil, in
	for _, w := range want {
		if err := r.alarms.set(w.At); err != nil {
			break // this system has none; the calendar is the dependable one
		}
		r.set = append(r.set, w)
	}
	if upset {
		r.alarms.notify.Notify()
	}
	if raw, err := json.Marshal(r.set); err == nil {
		_ = r.kept.KeepNote(ctx, noteReminders, raw) // set anew at the next start in any case
	}
}

// load reads what an earlier start has set.
func (r *reminders) load(ctx context.Context) {
	raw, err := r.kept.Note(ctx, noteReminders)
	if err != nil || json.Unmarshal(raw, &r.set) != nil {
		r.set = nil
	}
}

// end has nothing set any more: nobody is reminded on a device that they have left.
func (r *reminders) end() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ended = true
}

func (r *reminders) over() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.ended
}

// fyneNotifier is Fyne's own.
type fyneNotifier struct {
	ui      fyne.App
	printer func() *say.Printer
}

func (n fyneNotifier) text() *fyne.Notification {
	p := n.printer()
	return fyne.NewNotification(p.T("reminder.title"), p.T("reminder.words"))
}

// Schedule asks the system to show the notice then.
func (n fyneNotifier) Schedule(at time.Time) (string, error) {
	set, err := n.ui.ScheduleNotification(n.text(), at)
	if err != nil {
		return "", err
	}
	if set == nil {
		return "", errors.New("nothing was scheduled")
	}
	return set.ID(), nil
}

// Cancel takes one back.
func (n fyneNotifier) Cancel(id string) error { return n.ui.CancelScheduledNotification(id) }

// Notify shows the notice now.
func (n fyneNotifier) Notify() { n.ui.SendNotification(n.text()) }

func (w *Window) notifier() notifier {
	if w.sys.Notifier != nil {
		return w.sys.Notifier
	}
	return fyneNotifier{ui: w.ui, printer: func() *say.Printer {
		_, p := w.presenter.Latest()
		return p
	}}
}

// lead is how long before a session the person is reminded. A computer that others use
// too reminds nobody: it would tell whoever sits there then.
func (w *Window) lead() care.ReminderLead {
	if in := w.client.installation(); in.keepsNothing() {
		return care.RemindNever
	}
	return w.client.Reads().Reminders
}

// askToNotify has the system ask the person, once in an installation: who said no is
// asked again only when they choose reminders themselves.
func (w *Window) askToNotify() {
	if w.client.installation().Asked {
		return
	}
	_ = w.client.change(func(in *Installation) { in.Asked = true }) // unsaved: asked once more
	w.device().AskToNotify()
}

// SetReminders keeps how long before a session the person is reminded, and sets
// the reminders anew.
func (s *patientScreens) SetReminders(lead care.ReminderLead, done func(*care.Fault)) {
	reads := s.w.client.Reads()
	reads.Reminders = lead
	done(care.AsFault(s.w.client.SetReads(reads)))
	if lead != care.RemindNever {
		s.w.device().AskToNotify()
	}
	s.w.remindAnew()
	s.w.presenter.Tick()
}
