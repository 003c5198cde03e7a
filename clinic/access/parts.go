package access

import (
	"throughline/clinic/auth"
	"throughline/profile"
)

// partial is what a role sees of a type that it does not see whole. The front
// desk sees when somebody comes and with whom, and nothing of what for: not the
// kind of visit, the topic, the reason, a note, the link of the room, the labels
// that tell who is treated for substance use (42 CFR 2.12), or an element that is
// not listed. A loved one sees
// of what is shared what it says now: not how it came to that, and not what it
// is connected with (profile.FamilySees).
var partial = map[auth.Role]map[string]Part{
	auth.RoleFrontDesk: {
		"Appointment": {
			Elements: []string{
				"resourceType", "id", "meta", "identifier", "status", "start", "end", "minutesDuration", "slot", "created", "participant",
				"requestedPeriod",
			},
			extensions: []string{profile.ExtPreviousStart, profile.ExtPreviousPlace, profile.ExtVideo, profile.ExtTimezone},
			unlabelled: true, people: "participant",
		},
		"Schedule": {
			Elements:   []string{"resourceType", "id", "meta", "identifier", "active", "actor", "planningHorizon"},
			extensions: []string{profile.ExtTimezone, profile.ExtWeekly, profile.ExtMinutes, profile.ExtOff, profile.ExtVideo},
			unlabelled: true, people: "actor",
		},
		"Slot": {
			Elements:   []string{"resourceType", "id", "meta", "identifier", "schedule", "status", "start", "end", "overbooked"},
			extensions: []string{profile.ExtPreviousStart, profile.ExtSlotActor, profile.ExtVideo},
			unlabelled: true,
		},
		"AppointmentResponse": {
			Elements: []string{
				"resourceType", "id", "meta", "identifier", "appointment", "start", "end", "participantType", "actor", "participantStatus",
			},
			unlabelled: true,
		},
	},
	auth.RoleRelatedPerson: family(),
}

func family() map[string]Part {
	out := map[string]Part{}
	for typ, sees := range profile.FamilySees {
		out[typ] = Part{Elements: sees.Elements, extensions: sees.Extensions}
	}
	return out
}
