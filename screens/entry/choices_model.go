package entry

import (
	"time"

	"throughline/care"
	"throughline/screens/say"
)

// Choices is all that waits for the person's decision, in finished words.
type Choices struct {
	Title, Words string
	None, Back   string
	Each         []ChoiceCard

	p *say.Printer
}

// Fault says why a decision could not be kept.
func (m Choices) Fault(f *care.Fault) string { return m.p.Fault(f) }

// ChoiceCard is one thing of which two versions are kept, or that the clinic did
// not take.
type ChoiceCard struct {
	ID, Topic, Title string
	Why              string
	Urgent           string // what is to be said above all where no one has seen an urgent answer
	Mine, Theirs     ChoiceVersion
	Actions          []ChoiceAction
}

// ChoiceVersion is one version: who wrote it and when, and where it differs.
type ChoiceVersion struct {
	Who   string
	Lines []ChoiceLine
}

// ChoiceLine is one part of a version. Label may be empty.
type ChoiceLine struct{ Label, Text string }

// ChoiceAction is one way to decide.
type ChoiceAction struct {
	Words string
	Keep  care.Keep
}

var topicKeys = map[care.Topic]string{
	care.TopicSchedule: "schedule", care.TopicPlan: "plan", care.TopicCheckIns: "check-ins", care.TopicMessages: "messages",
	care.TopicSharing: "sharing", care.TopicPractice: "practice", care.TopicOther: "other",
}

// ChoicesOf lists what waits for a decision.
func ChoicesOf(c care.Chart, now time.Time, p *say.Printer) Choices {
	m := Choices{p: p, Title: p.T("choices.title"), Words: p.T("choices.words"), None: p.T("choices.none"), Back: p.T("patient.common.back")}
	for _, x := range c.Choices {
		card := ChoiceCard{
			ID: x.ID, Topic: p.T("choices.topic." + topicKeys[x.Topic]), Title: x.Title, Why: p.Fault(x.Why),
			Mine: ChoiceVersion{Who: p.T("choices.mine", "When", moment(x.Mine.At, c.Clinic.Zone, now, p))},
		}
		if card.Title == "" {
			card.Title = card.Topic
		}
		if x.Urgent {
			card.Urgent = p.T("patient.delivery.urgent-unsent")
		}
		if x.Kind == care.ChoiceConflict || x.Kind == care.ChoiceDeleted {
			card.Theirs.Who = theirsWho(x, c, now, p)
		}
		card.Mine.Lines, card.Theirs.Lines = choiceLines(x, p)
		for _, keep := range x.Can {
			card.Actions = append(card.Actions, ChoiceAction{p.T(keepKey(x.Kind, keep)), keep})
		}
		m.Each = append(m.Each, card)
	}
	return m
}

func theirsWho(x care.Choice, c care.Chart, now time.Time, p *say.Printer) string {
	when := moment(x.Theirs.At, c.Clinic.Zone, now, p)
	switch {
	case x.Theirs.By == "" || x.Theirs.At.IsZero():
		return p.T("choices.theirs-unknown")
	case x.Theirs.By == c.Viewer.Name:
		return p.T("choices.other-device", "When", when)
	}
	return p.T("choices.theirs", "Who", x.Theirs.By, "When", when)
}

// choiceLines are the parts in which the versions differ, or the whole where
// there is only one.
func choiceLines(x care.Choice, p *say.Printer) (mine, theirs []ChoiceLine) {
	for _, d := range x.Differ {
		label := d.Label
		if label == "" && p.Has("choices.part."+d.Name) {
			label = p.T("choices.part." + d.Name)
		}
		mine = append(mine, ChoiceLine{label, orNothing(d.Mine, p)})
		theirs = append(theirs, ChoiceLine{label, orNothing(d.Theirs, p)})
	}
	if len(mine) == 0 && x.Mine.Text != "" {
		mine = []ChoiceLine{{Text: x.Mine.Text}}
	}
	if x.Kind == care.ChoiceDeleted {
		theirs = []ChoiceLine{{Text: p.T("choices.deleted")}}
	}
	return mine, theirs
}

func orNothing(words string, p *say.Printer) string {
	if words == "" {
		return p.T("choices.nothing")
	}
	return words
}

func keepKey(kind care.ChoiceKind, keep care.Keep) string {
	switch {
	case keep == care.KeepBoth:
		return "choices.keep-both"
	case keep == care.KeepMine && kind == care.ChoiceRefused:
		return "choices.send-again"
	case keep == care.KeepMine:
		return "choices.keep-mine"
	case kind == care.ChoiceConflict:
		return "choices.keep-theirs"
	case kind == care.ChoiceDeleted:
		return "choices.let-go"
	}
	return "choices.give-up"
}

// moment says when something was, on the clinic's clock: today by its time alone.
func moment(t time.Time, zone *time.Location, now time.Time, p *say.Printer) string {
	if zone == nil {
		zone = time.UTC
	}
	at, today := t.In(zone), now.In(zone)
	if at.Format(time.DateOnly) == today.Format(time.DateOnly) {
		return p.T("choices.today", "Time", p.Clock(at))
	}
	return p.T("sync.on", "Date", p.MonthDay(at), "Time", p.Clock(at))
}
