package profile

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"throughline/care"
	"throughline/fhir"
)

// writeItems follows the form, so that the response has its order and texts. A
// question's own questions stand below its answer (R4, QuestionnaireResponse);
// what the form does not ask for now is left out.
func writeItems(f care.Form, answers map[string]care.Reply) []fhir.ResponseItem {
	w := answerWriter{lay: care.Lay(f, answers)}
	return w.items(f.Items, nil)
}

type answerWriter struct{ lay care.Layout }

func (w answerWriter) items(items []care.Item, path []int) []fhir.ResponseItem {
	var out []fhir.ResponseItem
	for _, it := range items {
		if it.Kind == care.ItemDisplay || !w.lay.Enabled(it, path) {
			continue
		}
		if it.Kind != care.ItemGroup {
			if one, ok := w.question(it, path); ok {
				out = append(out, one)
			}
			continue
		}
		times := 1
		if it.Repeats {
			times = w.lay.Times(it, path)
		}
		for i := range times {
			inner := path
			if it.Repeats {
				inner = append(slices.Clone(path), i)
			}
			if below := w.items(it.Items, inner); len(below) > 0 {
				out = append(out, fhir.ResponseItem{LinkID: it.LinkID, Text: it.Text, Item: below})
			}
		}
	}
	return out
}

func (w answerWriter) question(it care.Item, path []int) (fhir.ResponseItem, bool) {
	reply := w.lay.Reply(it, path)
	out := fhir.ResponseItem{LinkID: it.LinkID, Text: it.Text}
	if reply.Declined {
		out.Extension = []fhir.Extension{{URL: ExtDataAbsent, ValueCode: AskedDeclined}}
		return out, true
	}
	out.Answer = writeAnswers(it, reply)
	if len(out.Answer) == 0 {
		return out, false
	}
	if !reply.At.IsZero() {
		out.Extension = []fhir.Extension{{URL: ExtAnsweredAt, ValueDateTime: fhir.DateTime(reply.At)}}
	}
	out.Answer[0].Item = w.items(it.Items, path)
	return out, true
}

func writeAnswers(it care.Item, reply care.Reply) []fhir.ResponseAnswer {
	var out []fhir.ResponseAnswer
	for _, o := range reply.Options {
		out = append(out, writeOption(o))
	}
	for _, one := range reply.Each() {
		if one.Yes != nil {
			if it.Kind == care.ItemBoolean {
				yes := *one.Yes
				out = append(out, fhir.ResponseAnswer{ValueBoolean: &yes})
			}
			continue
		}
		if text := strings.TrimSpace(one.Text); text != "" {
			out = append(out, writeText(it, one, text))
		}
	}
	return out
}

func writeOption(o care.Option) fhir.ResponseAnswer {
	switch o.Value {
	case care.ValueReference:
		return fhir.ResponseAnswer{ValueReference: &fhir.Reference{Reference: o.Code, Display: o.Text}}
	case care.ValueInteger:
		if n, err := strconv.Atoi(o.Text); err == nil {
			return fhir.ResponseAnswer{ValueInteger: &n}
		}
	case care.ValueDate:
		return fhir.ResponseAnswer{ValueDate: o.Text}
	case care.ValueTime:
		return fhir.ResponseAnswer{ValueTime: o.Text}
	case care.ValueCoding:
		c := &fhir.Coding{System: o.System, Code: o.Code, Display: o.Text}
		if o.HasOrdinal {
			c.Extension = []fhir.Extension{{URL: ExtOrdinal, ValueDecimal: fhir.Decimal(strconv.Itoa(o.Ordinal))}}
		}
		return fhir.ResponseAnswer{ValueCoding: c}
	case care.ValueString:
	}
	return fhir.ResponseAnswer{ValueString: o.Text}
}

// writeText writes what was written, in the type that the item asks for. Form and
// answer were checked before.
func writeText(it care.Item, one care.Reply, text string) fhir.ResponseAnswer {
	switch it.Kind {
	case care.ItemInteger:
		if n, err := strconv.Atoi(text); err == nil {
			return fhir.ResponseAnswer{ValueInteger: &n}
		}
	case care.ItemDecimal:
		if d, ok := care.ReadDecimal(text); ok {
			return fhir.ResponseAnswer{ValueDecimal: fhir.Decimal(d)}
		}
	case care.ItemQuantity:
		if d, ok := care.ReadDecimal(text); ok {
			q := &fhir.Quantity{Value: fhir.Decimal(d), Unit: one.Unit.Text, System: one.Unit.System, Code: one.Unit.Code}
			return fhir.ResponseAnswer{ValueQuantity: q}
		}
	case care.ItemDate:
		if _, to, err := fhir.ParseTime(text, nil); err == nil && to != fhir.ToSecond {
			return fhir.ResponseAnswer{ValueDate: text}
		}
	case care.ItemDateTime:
		return fhir.ResponseAnswer{ValueDateTime: text}
	case care.ItemTime:
		if _, err := time.Parse(time.TimeOnly, text); err == nil {
			return fhir.ResponseAnswer{ValueTime: text}
		}
	case care.ItemURL:
		return fhir.ResponseAnswer{ValueURI: text}
	case care.ItemReference:
		return fhir.ResponseAnswer{ValueReference: &fhir.Reference{Display: text}}
	}
	return fhir.ResponseAnswer{ValueString: text}
}
