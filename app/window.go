package app

import (
	"context"
	"fmt"
	"runtime/debug"
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"throughline/assets"
	"throughline/assets/contacts"
	"throughline/care"
	"throughline/screens/entry"
	"throughline/screens/kit"
	"throughline/screens/say"
)

// Window is the app on the screen. Its fields belong to the UI thread, but for
// client and presenter, which look after themselves.
type Window struct {
	copied    *clipboard      // what the app put on the clipboard
	ctx       context.Context // ends when the window closes
	client    *Client
	sys       System
	ui        fyne.App
	win       fyne.Window
	shell     *kit.Shell
	presenter *presenter
	door      *door
	crisis    care.Contacts
	role      care.Role
	duty      care.Duty
	nav       navigation
	desk      *staffScreens // nil until staff open a place of theirs
	locking   *locking
	fore      foreground
	queue     queue
	looking   *looking
	typed     *typed
	alarms    *alarms           // what the system holds for later
	reminders *reminders        // nil until somebody is signed in
	ends      []func()          // what to undo when the person signs out
	isSettled bool              // see settled
	stands    bool              // what is drawn is more than that the app is opening
	looksAt   string            // the patient whose record is open, "Patient/…"; staff only
	team      *teamScreens      // nil until staff open their patients
	programme *programmeScreens // nil until staff open the Programme
	devices   bool              // the clinic lets people see and end their sign-ins
	others    []care.Connection // who else shares with a loved one
	// atOnce opens the clinic's page without another tap: who starts the app
	// with a clinic's address wants to sign in there.
	atOnce bool
}

// NewWindow puts the app together without showing it; hop runs a function on
// the UI thread.
func NewWindow(ctx context.Context, c *Client, sys System, ui fyne.App, hop func(func())) (*Window, error) {
	crisis, err := care.ParseContacts(contacts.US)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	w := &Window{ctx: ctx, client: c, sys: sys, ui: ui, crisis: crisis, looking: &looking{}, typed: &typed{}}
	w.presenter = newPresenter(hop, sys.Now, say.New(c.Reads().Language, systemLanguage(sys)))
	w.presenter.after = w.settled
	w.alarms = &alarms{notify: w.notifier(), dir: func() string { return c.installation().dir }}
	w.copied = &clipboard{board: ui.Clipboard(), now: sys.Now}
	w.dress()
	w.win = ui.NewWindow("Throughline")
	w.win.SetMaster()
	w.win.SetPadded(false)
	w.win.Resize(fyne.NewSize(1180, 760))
	w.shell = kit.NewShell(kit.ShellOptions{})
	w.door = newDoor(w)
	w.locking = newLocking(w)
	w.frame()
	w.win.SetContent(kit.Window(w.shell))
	w.keys() //nolint:contextcheck // the window has its own, from ctx
	w.live() //nolint:contextcheck // what is kept at the end outlives the window
	kit.OnActivity(w.win.Canvas(), w.locking.active)
	w.win.SetCloseIntercept(w.RequestClose)
	w.win.SetOnClosed(func() { //nolint:contextcheck // as above
		kit.OnActivity(w.win.Canvas(), nil)
		w.closed()
		cancel()
	})
	return w, nil
}

// Start shows where the person stands: at the door, or in their own screens.
func (w *Window) Start() {
	go w.everyMinute()
	debug.SetGCPercent(startGC)
	go w.afterwards()
	w.door.begin()
}

// alone is how long the first picture has the processors for itself, and firstSync how long
// the clinic is not asked where all that is kept is here and nothing waits to be sent.
const (
	alone     = time.Second
	firstSync = 400 * time.Millisecond
)

// The pace of the garbage collector (GOGC): unhurried until the first picture stands, and then
// quick, since old phones have little memory and a chart is soon made.
const (
	startGC  = 200
	windowGC = 50
)

// afterwards does what nobody waits for: the window's icon, which takes a third as long to draw as
// the window itself, and giving back the memory that the start took.
func (w *Window) afterwards() {
	wait := time.NewTimer(alone)
	defer wait.Stop()
	select {
	case <-w.ctx.Done():
		return
	case <-wait.C:
	}
	w.presenter.hop(func() {
		if w.ctx.Err() == nil {
			w.win.SetIcon(assets.Mark())
		}
	})
	debug.SetGCPercent(windowGC)
	debug.FreeOSMemory()
}

// Fyne is the window as Fyne knows it.
func (w *Window) Fyne() fyne.Window { return w.win }

// dress gives the theme that the person prefers.
func (w *Window) dress() {
	reads := w.client.Reads()
	mode := kit.FollowSystem
	switch reads.Theme {
	case "light":
		mode = kit.Light
	case "dark":
		mode = kit.Dark
	}
	w.ui.Settings().SetTheme(&kit.Theme{Mode: mode, Scale: max(reads.TextScale, 1), Reduced: reads.ReducedMotion})
}

// frame sets what stays from page to page, for the role and the language.
func (w *Window) frame() {
	_, p := w.presenter.Latest()
	role := w.role
	if w.locking.over {
		role = care.RoleNone
	}
	o := entry.Frame(role, w.duty, p)
	o.OnHelp = w.openHelp
	o.OnPlace = func(i int) {
		w.closeHelp()
		w.goTo(entry.PlacesOf(w.role, w.duty)[i])
	}
	o.Refresh = w.refreshing()
	w.shell.SetOptions(o)
}

// enter opens the person's own screens, once an engine is there. Who has just proved
// who they are is not asked for the PIN.
func (w *Window) enter(proved bool) {
	e := w.client.Engine()
	chart := e.Chart()
	w.role, w.duty = chart.Viewer.Role, chart.Viewer.Duty
	w.presenter.Chart(chart)
	w.frame()
	w.secure()
	w.locking.active()
	if _, ok := w.client.AppLock(); ok && !proved {
		w.locking.cover(true)
	}
	ctx, stop := context.WithCancel(w.ctx)
	w.reminders = &reminders{
		alarms: w.alarms, kept: e, now: w.sys.Now, speaks: w.language,
		lead: w.lead, ask: w.askToNotify,
	}
	told := w.reminders
	w.ends = append(w.ends, stop, e.Subscribe(func(c care.Chart) {
		told.follow(ctx, c) // a moved session takes its reminder along
		w.presenter.Chart(c)
	}))
	w.looking.begin(w)
	wait := time.Duration(0)
	if !chart.Sync.AsOf.IsZero() && chart.Sync.Pending == 0 {
		wait = firstSync
	}
	go w.keepInStep(ctx, wait)
	if w.role == care.RoleLovedOne {
		go w.watchSharing(ctx)
	}
	w.devices = false
	w.try(func(ctx context.Context) error {
		offered, err := w.client.OffersDevices(ctx)
		w.presenter.UI(func() { w.devices = offered })
		return err
	}, func(*care.Fault) {}) // without an answer the feature stays hidden
	if w.client.Damaged() {
		w.door.show(entry.DoorState{Step: entry.StepDamaged})
		return
	}
	w.resume()
}

func (w *Window) firstPlace() {
	places := entry.PlacesOf(w.role, w.duty)
	if len(places) == 0 {
		w.door.show(entry.DoorState{Step: entry.StepBlocked, Fault: errNoRole})
		return
	}
	w.goTo(places[0])
}

var errNoRole = &care.Fault{Code: "no-role", Say: "Your clinic has not set up this sign-in for the app yet. Please call your clinic."}

func (w *Window) ended(ctx context.Context, why *care.Fault) {
	w.presenter.UI(func() {
		if ctx.Err() == nil {
			w.leave()
			w.door.ended(why) //nolint:contextcheck // the window has its own, from ctx
		}
	})
}

// leave drops everything that belongs to the person who was signed in.
func (w *Window) leave() {
	for _, end := range w.ends {
		end()
	}
	w.ends = nil
	w.looking = &looking{}
	w.typed.stop()
	w.typed = &typed{}
	if w.reminders != nil {
		w.reminders.end()
	}
	w.nobodyIsReminded()
	w.copied.clear()
	w.role, w.duty, w.looksAt, w.team, w.programme = care.RoleNone, "", "", nil, nil
	w.desk, w.others = nil, nil
	w.forget()
	w.locking.drop()
	w.presenter.Chart(care.Chart{})
	w.frame()
}

// attend offers the places of a duty that came only with the clinic's records.
func (w *Window) attend(v care.Viewer) {
	if v.Role != w.role || v.Duty == w.duty {
		return
	}
	w.duty = v.Duty
	w.frame()
	if !slices.Contains(entry.PlacesOf(w.role, w.duty), w.nav.place) {
		w.firstPlace()
	}
}

// settled tells scripts that ask for it that the first place shows a whole sync.
func (w *Window) settled(chart care.Chart) {
	w.attend(chart.Viewer)
	w.stands = w.nav.place != "" || w.door.state.Step != entry.StepOpening
	if w.isSettled || w.nav.place == "" || chart.Sync.AsOf.IsZero() {
		return
	}
	w.isSettled = true
	if w.sys.Env("THROUGHLINE_ANNOUNCE") != "" {
		_, _ = fmt.Fprintf(w.sys.Stdout, "throughline showing %s\n", w.nav.place)
	}
}

// secure keeps the screen out of a phone's list of open apps, unless the person wants
// it there.
func (w *Window) secure() { w.device().SecureWindow(!w.client.Reads().SeenInSwitcher) }
