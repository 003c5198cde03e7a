package main

import "slices"

// upsert is sync as many apps have it: a device sends the whole of each document that it has changed, and the server
// puts it in the place of what is there.
func upsert(t trace) outcome {
	server := make([]goal, t.Goals)
	local, dirty := map[string][]goal{}, map[string][]bool{}
	for _, d := range devices {
		local[d], dirty[d] = make([]goal, t.Goals), make([]bool, t.Goals)
	}
	sync := func(d string) {
		for i, changed := range dirty[d] {
			if changed {
				server[i] = local[d][i]
			}
		}
		local[d], dirty[d] = slices.Clone(server), make([]bool, t.Goals)
	}
	var o outcome
	for _, s := range t.Steps {
		switch {
		case s.Do == "sync":
			sync(s.Actor)
		case s.Actor == "clinician":
			o.Saw = append(o.Saw, server[s.Goal].get(s.Field))
			server[s.Goal].set(s.Field, s.Value)
		default:
			o.Saw = append(o.Saw, local[s.Actor][s.Goal].get(s.Field))
			local[s.Actor][s.Goal].set(s.Field, s.Value)
			dirty[s.Actor][s.Goal] = true
		}
	}
	for range 2 {
		for _, d := range devices {
			sync(d)
		}
	}
	o.Final = server
	return o
}
