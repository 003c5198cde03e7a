package access

import (
	"throughline/clinic/auth"
	"throughline/profile"
)

// partial is what a role sees of a type that it does not see whole. The front
// desk sees when somebody comes and with whom, and nothing of what for: not the
// topic, the reason, a note, or an element that is not listed. A loved one sees
// of what is shared what it says now: not how it came to that, and not what it
// is connected with (profile.FamilySees).
var partial = map[auth.Role]map[string]Part{
	auth.RoleFrontDesk: {
		"Appointment": {
			Elements: []string{
				"resourceType", "id", "meta", "identifier", "status", "serviceType", "appointmentType", "priority", "start", "end",
				"minutesDuration", "slot", "created", "participant", "requestedPeriod",
			},
			extensions: []string{profile.ExtPreviousStart, profile.ExtPreviousPlace, profile.ExtVideo, profile.ExtJoinURL, profile.ExtTimezone},
		},
		"Schedule": {
			Elements:   []string{"resourceType", "id", "meta", "identifier", "active", "actor", "planningHorizon"},
			extensions: []string{profile.ExtTimezone, profile.ExtWeekly, profile.ExtMinutes, profile.ExtOff, profile.ExtVideo, profile.ExtJoinURL},
		},
		"Slot": {
			Elements:   []string{"resourceType", "id", "meta", "identifier", "schedule", "status", "start", "end", "overbooked"},
			extensions: []string{profile.ExtPreviousStart, profile.ExtSlotActor, profile.ExtVideo, profile.ExtJoinURL},
		},
		"AppointmentResponse": {
			Elements: []string{
				"resourceType", "id", "meta", "identifier", "appointment", "start", "end", "participantType", "actor", "participantStatus",
			},
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
