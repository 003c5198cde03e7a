package entry

import (
	"slices"

	"throughline/care"
	"throughline/screens/kit"
	"throughline/screens/say"
)

// PlaceKey names a main place of the app.
type PlaceKey string

// The places.
const (
	PlaceToday     PlaceKey = "today"
	PlaceSchedule  PlaceKey = "schedule"
	PlacePlan      PlaceKey = "plan"
	PlaceCheckIns  PlaceKey = "check-ins"
	PlaceSkills    PlaceKey = "skills"
	PlaceReview    PlaceKey = "review"
	PlacePatients  PlaceKey = "patients"
	PlaceFollowUps PlaceKey = "follow-ups"
	PlaceProgramme PlaceKey = "programme"
	PlaceHome      PlaceKey = "home"
	PlaceSessions  PlaceKey = "sessions"
	PlaceLearn     PlaceKey = "learn"
	PlaceYou       PlaceKey = "you"

	// Pages that are reached from You.
	PlaceChoices PlaceKey = "choices"
	PlaceDevices PlaceKey = "devices"
	PlacePeople  PlaceKey = "people" // with whom a patient shares
	PlaceLeave   PlaceKey = "leave"  // how a loved one ends the connection
	PlaceAccess  PlaceKey = "access"
	PlaceExport  PlaceKey = "export"
	PlaceAbout   PlaceKey = "about"
	PlaceAppLock PlaceKey = "app-lock"
	PlaceKeys    PlaceKey = "keys"
	PlaceWipe    PlaceKey = "wipe"

	PlaceReminders PlaceKey = "reminders" // of a patient: when, and the calendar that is the surer way
)

var placeIcons = map[PlaceKey]string{
	PlaceToday: "sun", PlaceSchedule: "calendar-days", PlacePlan: "route", PlaceCheckIns: "clipboard-check", PlaceSkills: "wind",
	PlaceReview: "inbox", PlacePatients: "users", PlaceFollowUps: "phone-call", PlaceProgramme: "settings", PlaceHome: "house", PlaceSessions: "calendar-days", PlaceLearn: "graduation-cap", PlaceYou: "user-round",
	PlaceChoices: "list-checks", PlaceDevices: "smartphone", PlaceAccess: "shield-check", PlaceExport: "send", PlaceAbout: "info", PlaceAppLock: "lock",
	PlacePeople: "heart-handshake", PlaceLeave: "x", PlaceKeys: "menu", PlaceReminders: "bell",
}

// PlacesOf are the places that a role has, of staff by their duty, in their order.
func PlacesOf(role care.Role, duty care.Duty) []PlaceKey {
	switch role {
	case care.RolePatient:
		return []PlaceKey{PlaceToday, PlaceSchedule, PlacePlan, PlaceSkills, PlaceYou}
	case care.RoleStaff:
		if !duty.Clinical() {
			return []PlaceKey{PlaceProgramme, PlaceYou} // schedules, or forms
		}
		return []PlaceKey{PlaceReview, PlacePatients, PlaceFollowUps, PlaceProgramme, PlaceYou}
	case care.RoleLovedOne:
		return []PlaceKey{PlaceHome, PlaceSessions, PlaceLearn, PlaceYou}
	case care.RoleNone:
	}
	return nil
}

// TabOf is where a place stands among those of a role, by its number: what has no tab
// of its own is reached from You, which is lit. -1: a page of no place.
func TabOf(role care.Role, duty care.Duty, place PlaceKey) int {
	all := PlacesOf(role, duty)
	if i := slices.Index(all, place); i >= 0 || place == "" {
		return i
	}
	return slices.Index(all, PlaceYou)
}

// Frame is what stays from page to page for a role and duty.
func Frame(role care.Role, duty care.Duty, p *say.Printer) kit.ShellOptions {
	o := kit.ShellOptions{Brand: "Throughline", Help: p.T("help.open"), Menu: p.T("place.menu")}
	for _, key := range PlacesOf(role, duty) {
		o.Places = append(o.Places, kit.Place{Icon: placeIcons[key], Word: p.T("place." + string(key))})
	}
	return o
}
