package patient

import (
	"fmt"
	"strings"
	"testing"

	"throughline/care"
	"throughline/screens/kit/kittest"
)

const kinds = "http://example.org/kinds"

// kindsForm has an item of each kind that the other samples lack.
func kindsForm() care.Form {
	var towns []care.Option
	for i := range 30 {
		towns = append(towns, care.Option{Code: fmt.Sprint("t", i), Text: fmt.Sprintf("Town number %d", i+1)})
	}
	yes := true
	return care.Form{
		Ref: "Questionnaire/kinds", Canonical: kinds, Title: "All kinds", Language: "en", Computed: []string{"Index"},
		Items: []care.Item{
			{LinkID: "rested", Kind: care.ItemInteger, Text: "How rested were you?", Limits: care.Limits{Min: "0", Max: "10"}, Notes: []care.Note{
				{Kind: care.NoteLower, Text: "not at all"}, {Kind: care.NoteUpper, Text: "fully"}, {Text: "A rough number is enough."}, {Kind: care.NoteLegal, Text: "Made by the clinic."},
			}},
			{LinkID: "bed", Kind: care.ItemTime, Text: "When did you go to bed?"},
			{LinkID: "when", Kind: care.ItemDateTime, Text: "When was the last time?"},
			{LinkID: "town", Kind: care.ItemChoice, Text: "Where do you live?", Options: towns, Look: care.LookSearch},
			{LinkID: "why", Kind: care.ItemOpenChoice, Repeats: true, Text: "What kept you awake?", Options: []care.Option{{Code: "n", Text: "Noise"}, {Code: "w", Text: "Worry"}, {Code: "x", Text: "I do not know", Exclusive: true}}},
			{LinkID: "weight", Kind: care.ItemQuantity, Text: "What do you weigh?", Units: []care.Option{{Code: "kg", Text: "kilograms"}, {Code: "[lb_av]", Text: "pounds"}}},
			{LinkID: "names", Kind: care.ItemString, Repeats: true, Text: "Who can help?", Limits: care.Limits{MaxOccurs: 3}},
			{LinkID: "woke", Kind: care.ItemBoolean, Text: "Did you wake up?", Urgent: true, UrgentIf: []care.Reply{{Yes: &yes}}},
			{LinkID: "nights", Kind: care.ItemGroup, Repeats: true, Text: "A night", Items: []care.Item{{LinkID: "night", Kind: care.ItemText, Text: "What was on your mind?"}}},
			{
				LinkID: "words", Kind: care.ItemText, Text: "Anything else?", Limits: care.Limits{MaxLength: 20},
			},
			{LinkID: "after", Kind: care.ItemURL, Text: "A page that helped?", Enable: []care.Condition{{Question: "words", Op: care.OpExists, Is: care.Reply{Yes: &yes}}}},
		},
	}
}

func kindsChart() care.Chart {
	c := sample()
	c.Forms = append(c.Forms, kindsForm())
	return c
}

func fillKinds(t *testing.T, key string) *filling {
	t.Helper()
	f := newFilling(CheckInOf(kindsChart(), ask(kinds), tuesday, en))
	f.change(key)
	return f
}

func TestAFormTellsWhatItsLengthDependsOn(t *testing.T) {
	t.Parallel()
	in := CheckInOf(kindsChart(), ask(kinds), tuesday, en).Intro
	check(t, "how many", in.Words[0], "10 questions. Your answers can add or leave out some.")
	check(t, "computed", in.Words[3], "This app does not work out these values. Your clinic does: Index.")
}

func TestAFewNumbersAreAScale(t *testing.T) {
	t.Parallel()
	f := fillKinds(t, "rested")
	pg := f.page(saveNothing)
	check(t, "ask", pg.ask, askScale)
	check(t, "ends", pg.low+"|"+pg.high+"|"+pg.help[0].Words+"|"+pg.legal[0].Words, "not at all|fully|A rough number is enough.|Made by the clinic.")
	f.choose(7, tuesday)
	check(t, "answer", f.answer().Text, "7")
}

func TestTimesAreWrittenWithAHalfOfTheDay(t *testing.T) {
	t.Parallel()
	f := fillKinds(t, "bed")
	f.write(0, "11|30|", tuesday)
	f.next()
	check(t, "which half", f.fault, "Write the hour and the minute, like 7 and 30, and choose AM or PM.")
	f.write(0, "11|30|pm", tuesday)
	check(t, "evening", f.answer().Text, "23:30:00")
	f.write(0, "12|05|am", tuesday)
	check(t, "after midnight", f.answer().Text, "00:05:00")
	f.write(0, "22|5|", tuesday)
	check(t, "of 24 hours", f.answer().Text, "22:05:00")
	f = fillKinds(t, "when")
	f.write(0, "2027-3-9|6|0|pm", tuesday)
	check(t, "moment", f.answer().Text, "2027-03-09T18:00:00-06:00")
	check(t, "in words", answerWords(f.item().Item, f.answer(), en), "March 9, 2027, "+en.Clock(at(9, 18, 0)))
	day, hour, minute, half := clockParts(care.ItemDateTime, f.answer().Text, chicago)
	check(t, "back in its fields", strings.Join(append(day, hour, minute, half), " "), "2027 03 09 6 00 pm")
}

func TestOneAnswerStandsAlone(t *testing.T) {
	t.Parallel()
	f := fillKinds(t, "why")
	f.choose(0, tuesday)
	f.choose(1, tuesday)
	f.write(0, "The heat", tuesday)
	check(t, "several", answerWords(f.item().Item, f.answer(), en), "Noise; Worry; The heat")
	f.choose(2, tuesday)
	check(t, "alone", len(f.answer().Options), 1)
	f.choose(0, tuesday)
	check(t, "not any more", f.answer().Options[0].Text+fmt.Sprint(len(f.answer().Options)), "Noise1")
}

func TestAnAmountHasAUnitOfTheForm(t *testing.T) {
	t.Parallel()
	f := fillKinds(t, "weight")
	f.write(0, "70,5", tuesday)
	f.next()
	check(t, "which", f.fault, "Choose a unit.")
	f.pickUnit(0, tuesday)
	check(t, "answer", answerWords(f.item().Item, f.answer(), en), "70.5 kilograms")
	f.next()
	check(t, "goes on", f.stage, stageReady)
}

func TestSeveralAnswersAreWrittenInSeveralFields(t *testing.T) {
	t.Parallel()
	f := fillKinds(t, "names")
	f.write(0, "Sam", tuesday)
	f.addRow()
	f.write(1, "Ada", tuesday)
	f.addRow()
	check(t, "no more than three", f.page(saveNothing).addRow, "")
	check(t, "fields", len(f.page(saveNothing).fields), 3)
	f.write(0, "", tuesday)
	check(t, "one taken back", answerWords(f.item().Item, f.answer(), en)+f.page(saveNothing).fields[1].typed, "AdaAda")
}

func TestAGroupIsFilledInMoreThanOnce(t *testing.T) {
	t.Parallel()
	f := fillKinds(t, "night")
	f.write(0, "The first", tuesday)
	f.returning = false
	f.next()
	check(t, "asks", f.page(saveNothing).question, `Is there more to add to "A night"?`)
	f.more(tuesday)
	check(t, "second", strings.Join(f.page(saveNothing).context, "|"), "A night (2)")
	f.write(0, "The second", tuesday)
	var got []string
	for _, l := range linesOf(f.m.Form, f.reply.Answers, en) {
		if strings.HasPrefix(l.Question, "What was") {
			got = append(got, l.Question+"="+l.Answer)
		}
	}
	check(t, "both", strings.Join(got, "; "), "What was on your mind?=The first; What was on your mind? (2)=The second")
	f.next()
	f.fewer(tuesday)
	check(t, "taken away", f.page(saveNothing).hint, "Filled in 1 time. Go on with Next if that is all.")
}

// 10,000 letters of any script are counted, kept and said to be too many; nothing
// is cut.
func TestATextThatIsTooLongIsKeptWhole(t *testing.T) {
	t.Parallel()
	f := fillKinds(t, "words")
	long := strings.Repeat("שלום🙂", 2000)
	f.write(0, long, tuesday)
	f.next()
	check(t, "fault", f.fault, "This form takes 20 letters. Make it 9980 letters shorter. Nothing is cut.")
	check(t, "count", f.page(saveNothing).fields[0].count, "10000 of 20 letters")
	check(t, "kept", f.snapshot().Answers["words"].Text, long)
}

// A question that depends on another comes and goes with its answer, and what was
// written in it is kept but not sent.
func TestAQuestionComesAndGoes(t *testing.T) {
	t.Parallel()
	f := fillKinds(t, "words")
	n := len(f.lay.Steps)
	f.write(0, "yes", tuesday)
	check(t, "one more", len(f.lay.Steps), n+1)
	f.change("after")
	f.write(0, "example.org", tuesday)
	check(t, "address", f.answer().Text, "https://example.org")
	f.change("words")
	f.write(0, "", tuesday)
	check(t, "gone", f.lay.Find("after"), -1)
	check(t, "kept", f.snapshot().Answers["after"].Text, "https://example.org")
}

// A form without scores can mark an answer as urgent too.
func TestAYesCanBeUrgent(t *testing.T) {
	t.Parallel()
	f := fillKinds(t, "woke")
	check(t, "no", f.choose(1, tuesday), false)
	check(t, "yes", f.choose(0, tuesday), true)
	check(t, "answered at", f.answer().At.Equal(tuesday), true)
}

// What is half written and where one was come back after a crash.
func TestAFormOpensWhereItWasLeft(t *testing.T) {
	t.Parallel()
	c := kindsChart()
	f := fillKinds(t, "bed")
	f.write(0, "11|3|", tuesday)
	c.CheckIns = append(c.CheckIns, f.snapshot())
	f = newFilling(CheckInOf(c, ask(kinds), tuesday, en))
	f.start()
	check(t, "place", f.item().LinkID, "bed")
	check(t, "half written", f.page(saveNothing).fields[0].typed, "11|3|")
}

func TestALongListIsSearched(t *testing.T) {
	t.Parallel()
	x := by("form-search")
	s, a := open(t, x, kittest.Phone.Full(), en)
	s.Type(t, "Find an answer", "27")
	s.Tap(t, "Town number 27")
	check(t, "chosen", a.saved[len(a.saved)-1].Answers["town"].Options[0].Code, "t26")
}

func TestAThousandQuestionsAreNoTrouble(t *testing.T) {
	t.Parallel()
	yes := true
	form := care.Form{Canonical: kinds, Title: "Long", Language: "en"}
	for i := range 1200 {
		it := care.Item{LinkID: fmt.Sprint(i), Kind: care.ItemBoolean, Text: fmt.Sprintf("Question %d?", i)}
		if i > 0 {
			it.Enable = []care.Condition{{Question: fmt.Sprint(i - 1), Op: care.OpEqual, Is: care.Reply{Yes: &yes}}}
		}
		form.Items = append(form.Items, it)
	}
	c := sample()
	c.Forms = []care.Form{form}
	f := newFilling(CheckInOf(c, ask(kinds), tuesday, en))
	f.start()
	for range 60 {
		f.choose(0, tuesday)
		f.next()
	}
	check(t, "progress", f.page(saveDone).progress, "Question 61 of 61")
	if _, ok := f.finish(tuesday); !ok {
		t.Error(f.fault)
	}
}
