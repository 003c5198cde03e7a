package main

import (
	"throughline/care"
	"throughline/screens/kit"
	"throughline/screens/staff"
)

// sharedCard is what staff see of a safety card: in full, and where its sharing was ended.
func sharedCard(maya care.Chart, over func(string, func(setting) *kit.Page) scene) []scene {
	with := func(shared bool) care.Chart {
		c, record := maya, *maya.Record
		record.Safety = safetyCard(record)
		record.Safety.Shared = shared
		c.Record = &record
		return c
	}
	page := func(c care.Chart) func(setting) *kit.Page {
		return func(at setting) *kit.Page {
			return staff.NewSafetyView(still{}, func() {}).Page(staff.SafetySharedOf(c, c.Record.Viewer.Ref, at.now, at.p))
		}
	}
	return []scene{over("safety-shared", page(with(true))), over("safety-stopped", page(with(false)))}
}
