package profile

import (
	"slices"
	"strings"
	"time"

	"throughline/care"
	"throughline/fhir"
)

// wordings are the changes that ExtWording keeps, newest first.
func (r *reader) wordings(from fhir.Resource, in []fhir.Extension) []care.Change {
	var out []care.Change
	for _, e := range in {
		if e.URL != ExtWording {
			continue
		}
		var c care.Change
		for _, part := range e.Extension {
			switch part.URL {
			case "text":
				c.Text = part.ValueString
			case "by":
				c.By = part.ValueString
			case "role":
				c.Role = part.ValueString
			case "why":
				c.Why = part.ValueString
			case "what":
				c.What = care.ChangeKind(part.ValueCode)
			case "at":
				c.At = r.maybe(from, "wording.at", part.ValueDateTime)
			case "who":
				c.Team = part.ValueReference != nil && RoleOf(part.ValueReference.Reference) == care.RoleStaff
			}
		}
		if c.What != care.Worded || c.Text != "" || c.Why != "" { // what tells of nothing is no change
			out = append(out, c)
		}
	}
	slices.Reverse(out) // of two at once, the one that was added later is the later one
	slices.SortStableFunc(out, func(a, b care.Change) int { return b.At.Compare(a.At) })
	return out
}

// story is the wordings of something that may come and go. What other systems
// wrote has none: then first is the only one, with its end where it has ended.
func (r *reader) story(from fhir.Resource, in []fhir.Extension, first care.Change, present bool) []care.Change {
	out := r.wordings(from, in)
	if len(out) == 0 {
		out = []care.Change{first}
	}
	if !present && out[0].What != care.Removed {
		end := care.Change{Text: first.Text, What: care.Removed, At: r.updated(from)}
		if c, ok := from.(*fhir.Condition); ok && c.AbatementDateTime != "" {
			end.At = r.maybe(c, "abatementDateTime", c.AbatementDateTime)
		}
		out = append([]care.Change{end}, out...)
	}
	return out
}

// wording writes a change as an extension.
func wording(c care.Change, who string) fhir.Extension {
	e := fhir.Extension{URL: ExtWording}
	add := func(part fhir.Extension) { e.Extension = append(e.Extension, part) }
	add(fhir.Extension{URL: "text", ValueString: c.Text})
	add(fhir.Extension{URL: "at", ValueDateTime: c.At.Format(time.RFC3339Nano)}) // two in one second keep their order
	add(fhir.Extension{URL: "by", ValueString: c.By})
	add(fhir.Extension{URL: "who", ValueReference: &fhir.Reference{Reference: who}})
	for _, x := range []struct{ url, words string }{{"role", c.Role}, {"why", c.Why}} {
		if x.words != "" {
			add(fhir.Extension{URL: x.url, ValueString: x.words})
		}
	}
	if c.What != care.Worded {
		add(fhir.Extension{URL: "what", ValueCode: string(c.What)})
	}
	return e
}

// whySaid gives the viewer's last change of something its reason.
func (w *planWriter) whySaid(c care.WhySaid) error {
	var res fhir.Resource
	var err error
	switch name, _, _ := strings.Cut(c.Of, "/"); name {
	case "Goal":
		res, err = again[*fhir.Goal](w, c.Of)
	case "Condition":
		res, err = again[*fhir.Condition](w, c.Of)
	case "Observation":
		res, err = again[*fhir.Observation](w, c.Of)
	default:
		return errGone
	}
	if err != nil {
		return err
	}
	told := w.wordings(res, res.Common().Extension)
	if len(told) == 0 || told[0].Team {
		return errGone
	}
	old := told[0]
	told[0].Why = strings.TrimSpace(c.Why)
	in := res.Common().Extension
	for i := len(in) - 1; i >= 0; i-- {
		if one := w.wordings(res, in[i:i+1]); len(one) == 1 && one[0] == old {
			in[i] = wording(told[0], w.who)
			return w.put(res)
		}
	}
	return errGone
}

// again is edit for what must be there.
func again[T fhir.Resource](w *planWriter, ref string) (fhir.Resource, error) {
	res, there, err := edit[T](w.set, ref)
	if err != nil || !there {
		return nil, orGone(err)
	}
	return res, nil
}
