package main

import (
	"throughline/care"
	"throughline/screens/entry"
	"throughline/screens/kit"
	"throughline/screens/staff"
)

func staffScenes(c charts) []scene {
	review := func(name string, chart care.Chart, selected string) scene {
		return of(care.RoleStaff, name, entry.PlaceReview, func(at setting) *kit.Page {
			return staff.NewReviewView(still{}, at.both).Page(staff.ReviewOf(chart, at.now, at.p, selected))
		})
	}
	all := []scene{review("review", c.therapist, ""), review("review-empty", care.Chart{Clinic: c.therapist.Clinic, Sync: c.therapist.Sync}, "")}
	for _, r := range c.therapist.Reviews {
		if r.State == care.ReviewDone {
			return append(all, review("review-done", c.therapist, r.CheckIn.ID))
		}
	}
	return all
}

var audiences = map[care.Role]string{care.RolePatient: "patient", care.RoleStaff: "staff", care.RoleLovedOne: "lovedone"}

func of(role care.Role, name string, place entry.PlaceKey, page func(setting) *kit.Page) scene {
	return scene{audience: audiences[role], name: name, role: role, place: place, page: page}
}
