package patient

import (
	"strconv"
	"strings"
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// saving is how far the last change has come on this device.
type saving int

const (
	saveNothing saving = iota
	saveRunning
	saveDone
	saveFailed
)

// page is what is on the screen of a form at one moment, in finished words.
type page struct {
	stage    stage
	at, of   int // at counts from 1
	progress string

	instruction string
	lead        []string
	question    string
	kind        care.ItemKind
	many        bool
	hint        string
	options     []string
	chosen      []int
	declined    bool
	typed       string
	label       string   // of the field
	parts       []string // names of day, month and year, in the language's order
	order       []int    // which part of year, month, day each is
	fault       string

	helpAgain string // label of the way back to the urgent screen
	save      Status
	retry     bool
	next      string
	back      string
	close     string
	again     string // try again
	decline   string

	title, words string // of the last page
	lines        []Line
	change       string
	closing      []string
}

func (f *filling) page(state saving) page {
	p := f.m.p
	pg := page{stage: f.stage, of: len(f.m.steps), at: f.at + 1, save: f.saveWords(state), retry: state == saveFailed, next: p.T("patient.checkin.next")}
	pg.back, pg.close, pg.again = p.T("patient.common.back"), p.T("patient.common.save-and-close"), p.T("patient.common.try-again")
	pg.decline = p.T("patient.checkin.declined")
	if f.anyUrgent() {
		pg.helpAgain = p.T("patient.urgent.again")
	}
	switch f.stage {
	case stageQuestion:
		f.questionPage(&pg)
	case stageReady:
		pg.title, pg.words = p.T("patient.ready.title"), p.T("patient.ready.words")
		if f.m.Offline {
			pg.words += " " + p.T("patient.ready.offline")
		}
		pg.lines, pg.closing = linesOf(f.m.Form, f.reply.Answers, p), f.m.closing
		pg.next, pg.change = p.T("patient.ready.send"), p.T("patient.ready.change")
	case stageIntro:
	}
	return pg
}

func (f *filling) questionPage(pg *page) {
	p, st := f.m.p, f.m.steps[f.at]
	q, r := st.item, f.reply.Answers[st.item.LinkID]
	pg.progress = p.T("patient.checkin.progress", "At", pg.at, "Of", pg.of)
	pg.instruction = f.m.Form.Instruction
	if st.group != "" {
		pg.instruction = strings.TrimSpace(pg.instruction + "\n" + st.group)
	}
	pg.lead, pg.question, pg.kind, pg.many = st.lead, q.Text, q.Kind, q.Repeats
	pg.declined, pg.fault = r.Declined, f.fault
	if f.returning {
		pg.next = p.T("patient.checkin.back-to-list")
	}
	switch q.Kind {
	case care.ItemBoolean:
		pg.options = []string{p.T("patient.checkin.yes"), p.T("patient.checkin.no")}
		if r.Yes != nil && *r.Yes {
			pg.chosen = []int{0}
		} else if r.Yes != nil {
			pg.chosen = []int{1}
		}
	case care.ItemChoice:
		if q.Repeats {
			pg.hint = p.T("patient.checkin.several")
		}
		for i, o := range q.Options {
			pg.options = append(pg.options, o.Text)
			for _, c := range r.Options {
				if sameOption(o, c) {
					pg.chosen = append(pg.chosen, i)
				}
			}
		}
	default:
		pg.typed = f.typed[q.LinkID]
		if pg.typed == "" {
			pg.typed = r.Text
		}
		pg.hint, pg.label = p.T("patient.checkin.hint-"+kindKey(q.Kind)), p.T("patient.checkin.your-answer")
		if q.Kind == care.ItemDate {
			pg.parts, pg.order = []string{p.T("patient.checkin.month"), p.T("patient.checkin.day"), p.T("patient.checkin.year")}, []int{1, 2, 0}
			if p.Language() == "es" {
				pg.parts, pg.order = []string{pg.parts[1], pg.parts[0], pg.parts[2]}, []int{2, 1, 0}
			}
		}
	}
}

func kindKey(k care.ItemKind) string {
	switch k {
	case care.ItemInteger:
		return "integer"
	case care.ItemDecimal:
		return "decimal"
	case care.ItemDate:
		return "date"
	default:
		return "text"
	}
}

// saveWords tells where the answers are. An urgent one that the clinic does
// not have is told as that above all.
func (f *filling) saveWords(state saving) Status {
	p := f.m.p
	sent := f.reply.Delivery.State == care.Received
	switch {
	case state == saveFailed:
		return Status{Icon: "info", Text: p.T("patient.checkin.save-failed")}
	case f.anyUrgent() && !sent:
		return Status{Icon: "smartphone", Text: p.T("patient.delivery.urgent-unsent")}
	case f.anyUrgent():
		return Status{Icon: "circle-check", Text: p.T("patient.urgent.received")}
	case state == saveRunning:
		return Status{Icon: "smartphone", Text: p.T("patient.checkin.saving")}
	case len(f.reply.Answers) == 0:
		return Status{}
	}
	return Status{Icon: "smartphone", Text: p.T("patient.checkin.saved")}
}

// readTyped turns what is typed into the form that a reply keeps: digits, a
// decimal point, an ISO day. ok is false for what is none of that.
func readTyped(kind care.ItemKind, words string) (string, bool) {
	trimmed := strings.TrimSpace(words)
	switch kind {
	case care.ItemInteger:
		n, err := strconv.ParseInt(trimmed, 10, 32)
		return strconv.FormatInt(n, 10), err == nil
	case care.ItemDecimal:
		dotted := strings.Replace(trimmed, ",", ".", 1)
		n, err := strconv.ParseFloat(dotted, 64)
		return dotted, err == nil && n > -1e15 && n < 1e15 && strings.Trim(dotted, "+-.0123456789") == ""
	case care.ItemDate:
		parts := strings.Split(trimmed, "-")
		if len(parts) != 3 {
			return "", false
		}
		y, errY := strconv.Atoi(strings.TrimSpace(parts[0]))
		mo, errM := strconv.Atoi(strings.TrimSpace(parts[1]))
		d, errD := strconv.Atoi(strings.TrimSpace(parts[2]))
		day := time.Date(y, time.Month(mo), d, 0, 0, 0, 0, time.UTC)
		whole := errY == nil && errM == nil && errD == nil && y >= 1880 && y <= 2200
		return day.Format(time.DateOnly), whole && int(day.Month()) == mo && day.Day() == d
	default:
		return words, trimmed != ""
	}
}

// spoken says the state of an answer for screen readers.
func spoken(p *say.Printer) func(chosen bool, place, count int) string {
	return func(chosen bool, place, count int) string {
		if chosen {
			return p.T("patient.spoken.chosen", "Place", place, "Count", count)
		}
		return p.T("patient.spoken.open", "Place", place, "Count", count)
	}
}
