package main

import (
	"throughline/care"
	"throughline/screens/entry"
	"throughline/screens/kit"
)

var audiences = map[care.Role]string{care.RolePatient: "patient", care.RoleStaff: "staff", care.RoleLovedOne: "lovedone"}

func of(role care.Role, name string, place entry.PlaceKey, page func(setting) *kit.Page) scene {
	return scene{audience: audiences[role], name: name, role: role, place: place, page: page}
}
