package entry

import (
	"strconv"
	"strings"
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// Preferences are how a person likes to read; they hold nothing about health.
type Preferences struct {
	Language      string  `json:"language,omitempty"`      // BCP 47; empty: the device's
	Theme         string  `json:"theme,omitempty"`         // "light", "dark", or empty for the device's
	TextScale     float32 `json:"textScale,omitempty"`     // 1 to 2 in steps of 0.25; 0 means 1
	ReducedMotion bool    `json:"reducedMotion,omitempty"` //

	NoLetterKeys bool `json:"noLetterKeys,omitempty"` // single letters do nothing by themselves

	SeenInSwitcher bool `json:"seenInSwitcher,omitempty"` // the system's list of open apps may show the screen

	LessData bool `json:"lessData,omitempty"` // no news is looked for but at the start, when asked, and with what is entered

	Reminders care.ReminderLead `json:"reminders,omitempty"` // how long before a session; no moment is kept here
}

// You is the page about the person and this device.
type You struct {
	Title      string
	Name       string
	Clinic     string
	Freshness  string // "Last updated today at 2:05 PM."
	Unsent     string // empty when all is sent
	SetAside   string
	Skew       string
	Missing    string // what the clinic's system does not give the app
	Sync       string // the button
	Fault      string // what could not be done, in words
	Links      []Link // what has no tab of its own
	Reading    string
	Language   Setting
	TextSize   Setting
	Smaller    string // the steps of TextSize
	Larger     string
	Theme      Setting
	Motion     Setting
	Data       Setting
	DataSay    string
	SignOut    string
	SignOutSay string
	Wipe       string
	WipeSay    string
	Shared     Setting  // whose values are minutes; no title where the device is never shared
	Confirm    *Confirm // shown while the person is asked
}

// Link leads to a place that has no tab of its own.
type Link struct {
	Place PlaceKey
	Title string
}

// Setting is one of several values.
type Setting struct {
	Title  string
	Values []Value
	Chosen string
}

// Value is one value of a setting.
type Value struct{ Key, Label string }

// Confirm asks before something that cannot be taken back.
type Confirm struct{ Sentence, Yes, No string }

// YouOf gives the page.
func YouOf(c care.Chart, pref Preferences, now time.Time, p *say.Printer) You {
	y := You{
		Title: p.T("you.title"), Name: c.Viewer.Name, Clinic: c.Clinic.Name,
		Freshness: Freshness(c.Sync, now, c.Clinic.Zone, p), Sync: p.T("you.sync"), Reading: p.T("you.reading"),
		SignOut: p.T("you.sign-out"), SignOutSay: p.T("you.sign-out-say"),
		Wipe: p.T("place.wipe"), WipeSay: p.T("you.wipe-say"),
	}
	y.Links = linksOf(c, p)
	if c.Sync.Pending > 0 {
		y.Unsent = p.N("you.unsent", c.Sync.Pending)
	}
	if c.Sync.Quarantined > 0 {
		y.SetAside = p.N("you.set-aside", c.Sync.Quarantined)
	}
	if skew := c.Sync.Skew.Abs(); c.Sync.Skewed() {
		y.Skew = p.N("you.skew", int(skew.Round(time.Minute).Minutes()))
	}
	y.Missing = missingOf(c.Sync, p)
	y.Language = Setting{Title: p.T("you.language"), Chosen: p.Language()}
	for _, tag := range say.Languages() {
		y.Language.Values = append(y.Language.Values, Value{tag.String(), say.New(tag.String()).Name()})
	}
	y.TextSize = Setting{Title: p.T("you.text-size"), Chosen: scaleKey(pref.TextScale)}
	for _, s := range []float32{1, 1.25, 1.5, 1.75, 2} {
		y.TextSize.Values = append(y.TextSize.Values, Value{scaleKey(s), strconv.Itoa(int(s*100)) + " %"})
	}
	y.Smaller, y.Larger = p.T("you.smaller"), p.T("you.larger")
	y.Theme = Setting{Title: p.T("you.theme"), Chosen: pref.Theme, Values: []Value{
		{"", p.T("you.theme.device")}, {"light", p.T("you.theme.light")}, {"dark", p.T("you.theme.dark")},
	}}
	y.Motion = Setting{Title: p.T("you.motion"), Chosen: strconv.FormatBool(pref.ReducedMotion), Values: []Value{
		{"false", p.T("you.motion.full")}, {"true", p.T("you.motion.reduced")},
	}}
	y.Data = Setting{Title: p.T("you.data"), Chosen: strconv.FormatBool(pref.LessData), Values: []Value{
		{"false", p.T("you.data.often")}, {"true", p.T("you.data.less")},
	}}
	if pref.LessData {
		y.DataSay = p.T("you.data-say")
	}
	return y
}

// missingOf names what the clinic's system does not give the app, so that nobody
// waits for it.
func missingOf(s care.Sync, p *say.Printer) string {
	var names []string
	for _, topic := range []struct {
		of  care.Topic
		key string
	}{
		{care.TopicSchedule, "schedule"},
		{care.TopicPlan, "plan"},
		{care.TopicCheckIns, "check-ins"},
		{care.TopicMessages, "messages"},
		{care.TopicSharing, "sharing"},
		{care.TopicPractice, "practice"},
	} {
		if s.Topics[topic.of].Missing {
			names = append(names, p.T("you.missing."+topic.key))
		}
	}
	if len(names) == 0 {
		return ""
	}
	return p.T("you.missing", "What", strings.Join(names, ", "))
}

// Sharing adds the choice for a computer that others use: after how many minutes with
// nobody there the person is signed out; 0 is never.
func (y You) Sharing(minutes int, p *say.Printer) You {
	y.Shared = Setting{Title: p.T("you.shared"), Chosen: strconv.Itoa(minutes)}
	for _, m := range SharedMinutes() {
		key := strconv.Itoa(m)
		y.Shared.Values = append(y.Shared.Values, Value{key, p.T("you.shared." + key)})
	}
	return y
}

// SharedMinutes are the choices for a shared computer; 0 is one that is not.
func SharedMinutes() []int { return []int{0, 5, 10, 20} }

// AskSignOut adds the question before signing out; what is not sent is said.
func (y You) AskSignOut(unsent int, p *say.Printer) You {
	y.Confirm = &Confirm{Sentence: p.T("you.confirm"), Yes: p.T("you.confirm.yes"), No: p.T("you.confirm.no")}
	if unsent > 0 {
		y.Confirm.Sentence = p.N("you.confirm.unsent", unsent)
		y.Confirm.Yes = p.T("you.confirm.delete")
	}
	return y
}

// Freshness says how old what is shown is.
func Freshness(s care.Sync, now time.Time, zone *time.Location, p *say.Printer) string {
	if s.AsOf.IsZero() {
		return p.T("sync.never")
	}
	if zone == nil {
		zone = time.UTC
	}
	at, today := s.AsOf.In(zone), now.In(zone)
	when := p.T("sync.on", "Date", p.MonthDay(at), "Time", p.Clock(at))
	if at.Format(time.DateOnly) == today.Format(time.DateOnly) {
		when = p.Clock(at)
	}
	if s.Offline {
		return p.T("sync.offline", "When", when)
	}
	return p.T("sync.as-of", "When", when)
}

func scaleKey(s float32) string {
	if s == 0 {
		s = 1
	}
	return strconv.FormatFloat(float64(s), 'f', -1, 32)
}

// linksOf leads to what has no tab of its own; what waits for the person comes
// first.
func linksOf(c care.Chart, p *say.Printer) []Link {
	var places []PlaceKey
	if len(c.Choices) > 0 {
		places = append(places, PlaceChoices)
	}
	if c.Viewer.Role == care.RolePatient {
		places = append(places, PlaceCheckIns, PlacePeople, PlaceReminders, PlaceLearn, PlaceAccess, PlaceExport)
	}
	if c.Viewer.Role == care.RoleLovedOne && !c.Sync.Ended {
		places = append(places, PlaceLeave)
	}
	links := make([]Link, 0, len(places)+4)
	for _, place := range append(places, PlaceAppLock, PlaceDevices, PlaceKeys, PlaceAbout) {
		links = append(links, Link{place, p.T("place." + string(place))})
	}
	return links
}
