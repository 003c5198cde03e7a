package profile

import (
	"cmp"
	"slices"

	"throughline/care"
	"throughline/fhir"
)

// groupsOf are the clinic's series, by name: those that it
// keeps a schedule of, and those that only sessions tell of.
func (r *reader) groupsOf(all []met) []care.Group {
	of := map[string]*care.Group{}
	each(r.set, func(s *fhir.Schedule) {
		g := r.schedule(s)
		g.Ended = s.Active != nil && !*s.Active
		of[g.Series] = &g
	})
	for _, m := range all {
		if m.Series == "" || m.Kind != care.KindGroup {
			continue
		}
		g := of[m.Series]
		if g == nil {
			g = &care.Group{
				Series: m.Series, Zone: r.zone, First: m.Start, Minutes: int(m.Duration().Minutes()), Video: m.Video,
				Leader: r.person(m.leader), Place: r.room(m.place), Bring: m.Bring,
			}
			of[m.Series] = g
		}
		if g.Ref == "" {
			r.infer(g, m)
		}
	}
	out := make([]care.Group, 0, len(of))
	for _, g := range of {
		slices.SortFunc(g.Times, func(a, b care.WeeklyTime) int {
			return cmp.Or(cmp.Compare((a.Day+6)%7, (b.Day+6)%7), cmp.Compare(a.Hour, b.Hour), cmp.Compare(a.Minute, b.Minute))
		})
		out = append(out, *g)
	}
	slices.SortFunc(out, func(a, b care.Group) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Series, b.Series)) })
	return out
}

// infer takes into a group what one of its sessions tells.
func (r *reader) infer(g *care.Group, m met) {
	if m.Start.After(g.Last) {
		g.Last = m.Start
	}
	if t := (care.WeeklyTime{Day: m.Start.Weekday(), Hour: m.Start.Hour(), Minute: m.Start.Minute()}); !m.Moved() && !slices.Contains(g.Times, t) {
		g.Times = append(g.Times, t)
	}
}
