package main

import (
	"slices"
	"time"

	"throughline/care"
	"throughline/screens/say"
	"throughline/screens/staff"
)

// sheetOf makes the scene of a sheet.
type sheetOf func(name string, of func(care.Chart, time.Time, *say.Printer) staff.Sheet) scene

// smallSheets are those of the Programme that ask little.
func smallSheets(sheet sheetOf, ahead care.Meeting, maya care.Person, form string) []scene {
	guest := care.Person{Ref: "RelatedPerson/guest", Name: "Elena Rivera"}
	with := func(c care.Chart, asked bool) care.Chart {
		c.Caseload, c.Meetings = slices.Clone(c.Caseload), slices.Clone(c.Meetings)
		for i, m := range c.Meetings {
			if m.Ref != ahead.Ref {
				continue
			}
			c.Meetings[i].Expected = slices.Clone(m.Expected)
			for j, k := range c.Caseload {
				if k.Patient.Ref == m.Expected[0].Patient.Ref {
					c.Caseload[j].Family = []care.Relative{{Person: guest}}
				}
			}
			if asked {
				c.Meetings[i].Expected[0].Session.Family = []care.Guest{{Ref: guest.Ref, Name: guest.Name}}
			}
		}
		return c
	}
	return []scene{
		sheet("cancel", func(c care.Chart, now time.Time, p *say.Printer) staff.Sheet {
			return staff.CancelSheet(c, now, p, ahead.Ref, "")
		}),
		sheet("end", func(c care.Chart, now time.Time, p *say.Printer) staff.Sheet {
			return staff.CancelSheet(c, now, p, "", ahead.Series)
		}),
		sheet("restore", func(c care.Chart, now time.Time, p *say.Printer) staff.Sheet {
			return staff.RestoreSheet(c, now, p, ahead.Ref)
		}),
		sheet("remove", func(c care.Chart, now time.Time, p *say.Printer) staff.Sheet {
			return staff.RemoveSheet(c, now, p, ahead.Series, maya)
		}),
		sheet("ask-form", func(c care.Chart, now time.Time, p *say.Printer) staff.Sheet {
			return staff.AskFormSheet(c, now, p, maya.Ref, "", "new")
		}),
		sheet("retire", func(c care.Chart, now time.Time, p *say.Printer) staff.Sheet {
			return staff.RetireSheet(c, now, p, form)
		}),
		sheet("ask-family", func(c care.Chart, now time.Time, p *say.Printer) staff.Sheet {
			return staff.AskFamilySheet(with(c, false), now, p, ahead.Ref)
		}),
		sheet("unask-family", func(c care.Chart, now time.Time, p *say.Printer) staff.Sheet {
			return staff.UnaskFamilySheet(with(c, true), now, p, ahead.Ref)
		}),
	}
}
