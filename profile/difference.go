package profile

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"throughline/care"
	"throughline/fhir"
)

// Compare puts two versions of one resource beside each other in words: what it
// is about, the whole of each, and the parts in which they differ. Either may be
// empty: it was deleted, or there is none. What cannot be read is left out.
func Compare(set Set, viewer Viewer, mine, theirs []byte) (title string, whole [2]string, differ []care.Difference) {
	r := &reader{set: set, viewer: viewer, role: RoleOf(viewer.FHIRUser)}
	r.readForms()
	m, t := r.told(mine), r.told(theirs)
	byName := map[string]part{}
	for _, p := range t {
		byName[p.name+"\n"+p.label] = p
	}
	for _, p := range m {
		key := p.name + "\n" + p.label
		other := byName[key]
		delete(byName, key)
		if p.text != other.text {
			differ = append(differ, care.Difference{Name: p.name, Label: p.label, Mine: p.text, Theirs: other.text})
		}
	}
	for _, p := range t {
		if _, left := byName[p.name+"\n"+p.label]; left && p.text != "" {
			differ = append(differ, care.Difference{Name: p.name, Label: p.label, Theirs: p.text})
		}
	}
	return cmp.Or(titleOf(m), titleOf(t)), [2]string{linesOf(m), linesOf(t)}, differ
}

// Author is who a reference names, as screens show them.
func Author(set Set, ref fhir.Reference) (name string, role care.Role) {
	r := &reader{set: set}
	return cmp.Or(r.signed(ref), r.person(ref).Name), RoleOf(ref.Reference)
}

// WrittenBy is who a resource itself says that it is from, where it says so.
func WrittenBy(raw []byte) fhir.Reference {
	res, err := fhir.Decode(raw)
	if err != nil {
		return fhir.Reference{}
	}
	if e, ok := fhir.FindExtension(res.Common().Meta.Extension, ExtWrittenBy); ok && e.ValueURI != "" {
		return fhir.Reference{Reference: e.ValueURI}
	}
	switch x := res.(type) {
	case *fhir.QuestionnaireResponse:
		if x.Author.Reference != "" {
			return x.Author
		}
		return x.Source
	case *fhir.Communication:
		return x.Sender
	case *fhir.CarePlan:
		return x.Author
	case *fhir.Condition:
		return x.Recorder
	case *fhir.Observation:
		if len(x.Performer) > 0 {
			return x.Performer[0]
		}
	}
	return fhir.Reference{}
}

// part is one part of a resource that a person reads.
type part struct {
	name  string // stable key: the element
	label string // words of the record for it, such as a question
	text  string // codes and dates as the record has them
	head  bool   // says what the whole is about
}

func titleOf(parts []part) string {
	for _, p := range parts {
		if p.head && p.text != "" {
			return p.text
		}
	}
	return ""
}

func linesOf(parts []part) string {
	var lines []string
	for _, p := range parts {
		switch {
		case p.text == "":
		case p.label != "":
			lines = append(lines, p.label+": "+p.text)
		default:
			lines = append(lines, p.text)
		}
	}
	return strings.Join(lines, "\n")
}

// told gives the parts of a resource that a person reads.
func (r *reader) told(raw []byte) []part {
	if len(raw) == 0 {
		return nil
	}
	res, err := fhir.Decode(raw)
	if err != nil {
		return nil
	}
	switch x := res.(type) {
	case *fhir.Goal:
		out := []part{{name: "description", text: x.Description.Words(), head: true}, {name: "lifecycleStatus", text: x.LifecycleStatus}}
		for _, t := range x.Target {
			out = append(out, part{name: "target", text: strings.TrimSpace(t.DueDate + " " + t.DetailString)})
		}
		return append(merged(out), notes(x.Note))
	case *fhir.Condition:
		status, _ := coding(x.ClinicalStatus, SystemConditionClinical)
		return []part{{name: "code", text: x.Code.Words(), head: true}, {name: "clinicalStatus", text: status}, notes(x.Note)}
	case *fhir.Observation:
		out := []part{{name: "value", text: cmp.Or(x.ValueString, x.Code.Words()), head: true}, {name: "status", text: x.Status}}
		return append(out, notes(x.Note))
	case *fhir.QuestionnaireResponse:
		return r.answerParts(x)
	case *fhir.AppointmentResponse:
		session, _ := get[*fhir.Appointment](r.set, x.Appointment.Reference)
		out := []part{{name: "participantStatus", text: x.ParticipantStatus}, {name: "comment", text: x.Comment}}
		if session != nil {
			out = append([]part{{name: "appointment", text: cmp.Or(session.Description, session.Start), head: true}}, out...)
		}
		return out
	case *fhir.Task:
		return []part{{name: "description", text: cmp.Or(x.Description, x.Code.Words()), head: true}, {name: "status", text: x.Status}, notes(x.Note)}
	case *fhir.Communication:
		var said []string
		for _, p := range x.Payload {
			said = append(said, p.ContentString)
		}
		return []part{{name: "payload", text: strings.Join(said, "\n"), head: true}, {name: "status", text: x.Status}}
	case *fhir.Consent:
		return []part{{name: "status", text: x.Status, head: true}}
	case *fhir.CarePlan:
		out := []part{{name: "title", text: x.Title, head: true}, {name: "description", text: x.Description}, {name: "status", text: x.Status}}
		var lines []part
		for _, a := range x.Activity {
			line := part{name: "activity", label: a.Detail.Code.Words(), text: a.Detail.Description}
			if a.Detail.Status == "cancelled" {
				line.text = "" // taken away
			}
			lines = append(lines, line)
		}
		slices.SortStableFunc(lines, func(a, b part) int { return strings.Compare(a.label, b.label) })
		return append(out, merged(lines)...)
	}
	return nil
}

// answerParts are the answers, by question.
func (r *reader) answerParts(q *fhir.QuestionnaireResponse) []part {
	form, _ := r.forms.find(q.Questionnaire)
	out := []part{{name: "questionnaire", text: form.Title, head: true}, {name: "status", text: q.Status}}
	var walk func(items []fhir.ResponseItem, form []care.Item)
	walk = func(items []fhir.ResponseItem, form []care.Item) {
		for _, it := range items {
			q := find(form, it.LinkID)
			one := answerReader{into: map[string]care.Reply{}}
			one.read([]fhir.ResponseItem{{Element: it.Element, LinkID: it.LinkID, Answer: it.Answer}}, []care.Item{q}, nil)
			if reply := one.into[it.LinkID]; reply.Answered() {
				out = append(out, part{name: "item", label: cmp.Or(q.Text, it.Text, it.LinkID), text: replyText(reply)})
			}
			walk(it.Item, q.Items)
			for _, a := range it.Answer {
				walk(a.Item, q.Items)
			}
		}
	}
	walk(q.Item, form.Items)
	return out
}

func replyText(r care.Reply) string {
	if r.Declined {
		return AskedDeclined
	}
	var words []string
	for _, o := range r.Options {
		words = append(words, o.Text)
	}
	for _, one := range r.Each() {
		text := strings.TrimSpace(one.Text + " " + one.Unit.Text)
		if one.Yes != nil {
			text = strconv.FormatBool(*one.Yes)
		}
		words = append(words, text)
	}
	return strings.Join(words, ", ")
}

func notes(all []fhir.Annotation) part {
	var texts []string
	for _, n := range all {
		texts = append(texts, n.Text)
	}
	return part{name: "note", text: strings.Join(texts, "\n")}
}

// merged puts parts of the same name together, so that each is told once.
func merged(in []part) []part {
	var out []part
	for _, p := range in {
		if n := len(out); n > 0 && out[n-1].name == p.name && out[n-1].label == p.label {
			out[n-1].text += "\n" + p.text
			continue
		}
		out = append(out, p)
	}
	return out
}
