package patient

import (
	"strings"
	"testing"
	"time"

	"throughline/assets/contacts"
	"throughline/care"
)

func ask(form string) CheckInAsk {
	list, err := care.ParseContacts(contacts.US)
	if err != nil {
		panic(err)
	}
	return CheckInAsk{Form: form, NewID: "0f8fad5b-d9cb-469f-a165-70867728950e", Contacts: list}
}

func TestAFormSaysBeforeItBeginsWhatAnUrgentAnswerDoes(t *testing.T) {
	t.Parallel()
	m := CheckInOf(sample(), ask("http://example.org/phq-9"), at(9, 20, 0), en)
	check(t, "count", m.Intro.Words[0], "9 questions.")
	check(t, "not watched", m.Intro.Safety[1], "This app is not watched all the time. Staff may not see this until Wednesday 8:00 AM. "+
		"If you might act on these thoughts, call or text 988, or call 911, now.")
	if !strings.Contains(m.Intro.Safety[0], "even if you stop there") {
		t.Errorf("what becomes of an abandoned form is not told: %q", m.Intro.Safety[0])
	}
	check(t, "while staff are there", CheckInOf(sample(), ask("http://example.org/phq-9"), at(9, 12, 0), en).Intro.Safety[1],
		"This app is not watched all the time. Staff may not see this right away. If you might act on these thoughts, call or text 988, or call 911, now.")
	check(t, "harmless form", CheckInOf(sample(), ask("http://example.org/daily"), at(9, 12, 0), en).Intro.SafetyTitle, "")
}

func TestAFormThatCannotBeShownWholeIsRefused(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*care.Form){
		"unsupported":      func(f *care.Form) { f.Unsupported = []care.Unsupported{{Code: "file", Question: "A letter"}} },
		"no questions":     func(f *care.Form) { f.Items = nil },
		"nothing to chose": func(f *care.Form) { f.Items[2].Options = nil },
		"gone":             func(f *care.Form) { f.Canonical = "http://example.org/other" },
	} {
		c := sample()
		change(&c.Forms[0])
		if m := CheckInOf(c, ask("http://example.org/phq-9"), at(9, 12, 0), en); m.Refusal.Words == "" {
			t.Errorf("%s: not refused", name)
		}
	}
}

// A missing translation refuses the form, whole.
func TestAFormThatLacksTheLanguageIsRefused(t *testing.T) {
	t.Parallel()
	m := CheckInOf(sample(), ask("http://example.org/phq-9"), at(9, 12, 0), es)
	if !strings.Contains(m.Refusal.Words, "solo en inglés") || m.Intro.Start != "" {
		t.Errorf("%+v", m.Refusal)
	}
	c := sample()
	c.Forms = append(c.Forms, phq9("es-US"))
	m = CheckInOf(c, ask("http://example.org/phq-9"), at(9, 12, 0), es)
	check(t, "official version", m.Form.Language+m.Refusal.Words, "es-US")
}

func TestFillingInGoesQuestionByQuestionAndResumes(t *testing.T) {
	t.Parallel()
	c := sample()
	f := newFilling(CheckInOf(c, ask("http://example.org/phq-9"), at(9, 12, 0), en))
	f.start()
	f.next()
	check(t, "without an answer", f.page(saveNothing).fault, `Give an answer, or tap "Prefer not to answer".`)
	for i := range 8 {
		if f.choose(1, at(9, 12, i)) {
			t.Fatalf("item %d is urgent", i+1)
		}
		f.next()
	}
	check(t, "progress", f.page(saveDone).progress, "Question 9 of 9")
	// What was begun comes back at the same question.
	c.CheckIns = append(c.CheckIns, f.snapshot())
	f = newFilling(CheckInOf(c, ask("http://example.org/phq-9"), at(9, 13, 0), en))
	f.start()
	check(t, "resumed", f.page(saveDone).progress, "Question 9 of 9")
	if !f.choose(1, at(9, 13, 1)) {
		t.Error("item 9 at 1 is not urgent")
	}
	check(t, "urgent unsent", f.page(saveDone).save.Text, "Not sent yet. No one at the clinic has seen this.")
	f.next()
	check(t, "last page", f.page(saveDone).title, "Ready to send?")
	f.change("q2")
	f.decline(at(9, 13, 2))
	f.next()
	check(t, "changed", f.page(saveDone).lines[1].Answer, "Prefer not to answer")
	done, ok := f.finish(at(9, 13, 3))
	if !ok || done.Status != care.CheckInDone || !done.Authored.Equal(at(9, 13, 3)) || !done.Begun.Equal(at(9, 12, 0)) {
		t.Errorf("finished: %v %+v", ok, done)
	}
}

func TestEveryKindOfItemIsAnsweredOrSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	now := at(9, 12, 0)
	f := newFilling(CheckInOf(sample(), ask("http://example.org/daily"), now, en))
	f.start()
	check(t, "lead", f.page(saveNothing).lead[0].Words, "A few words about this morning.")
	check(t, "group", strings.Join(f.page(saveNothing).context, "|"), "Last night")
	f.choose(1, now)
	f.next()
	f.write(0, "seven", now)
	f.next()
	check(t, "decimal", f.page(saveNothing).fault, "Write a number, like 3 or 2.5.")
	check(t, "kept as typed", f.page(saveNothing).fields[0].typed, "seven")
	f.write(0, "6,5", now)
	f.next()
	f.write(0, "2.5", now)
	f.next()
	check(t, "integer", f.page(saveNothing).fault, "Write a whole number, like 3.")
	f.write(0, " 3 ", now)
	f.next()
	f.write(0, "2027-2-30", now)
	f.next()
	check(t, "date", f.page(saveNothing).fault, "Write a day, a month and a year, like 3, 9 and 2027.")
	f.write(0, "2027-2-3", now)
	f.next()
	f.choose(2, now)
	f.choose(0, now)
	f.choose(1, now)
	f.choose(1, now)
	f.next()
	long := strings.Repeat("مرحبا 🙂 ", 2000)
	f.write(0, long, now)
	f.next()
	pg := f.page(saveDone)
	var got []string
	for _, l := range pg.lines[:5] {
		got = append(got, l.Answer)
	}
	check(t, "answers", strings.Join(got, "|"), "No|6.5|3|February 3, 2027|A walk; Music")
	check(t, "nothing is cut", f.snapshot().Answers["words"].Text, long)
	check(t, "closing", pg.closing[0].Words, "Thank you for your time.")
}

// The clinic's word that it has an answer counts only for the answers that
// are on the screen now.
func TestReceivedCountsOnlyForTheSameAnswers(t *testing.T) {
	t.Parallel()
	c := sample()
	f := newFilling(CheckInOf(c, ask("http://example.org/phq-9"), at(9, 12, 0), en))
	f.change("q9")
	f.choose(1, at(9, 12, 0))
	sent := f.snapshot()
	sent.Delivery = care.Delivery{State: care.Received, Received: at(9, 12, 1)}
	c.CheckIns = append(c.CheckIns, sent)
	f.choose(3, at(9, 12, 2))
	f.follow(CheckInOf(c, ask("http://example.org/phq-9"), at(9, 12, 3), en))
	check(t, "newer answer", f.page(saveDone).save.Text, "Not sent yet. No one at the clinic has seen this.")
	f.choose(1, at(9, 12, 4))
	f.follow(CheckInOf(c, ask("http://example.org/phq-9"), at(9, 12, 5), en))
	check(t, "same answer", f.page(saveDone).save.Text, "The clinic has your answer about safety. The rest is saved on this device.")
}

func TestTheUrgentScreenHasContactsClinicAndSafetyCard(t *testing.T) {
	t.Parallel()
	c := sample()
	c.Safety = care.SafetyCard{Changed: at(2, 9, 0), Alone: []string{"Walk around the block"}, LiveFor: []string{"Nico"}}
	u := CheckInOf(c, ask("http://example.org/phq-9"), at(9, 20, 0), en).Urgent
	var labels []string
	for _, b := range u.Contacts {
		labels = append(labels, b.Label+"="+b.URI)
	}
	check(t, "contacts", strings.Join(labels[:3], " "), "Call 988=tel:988 Text 988=sms:988 Call 911=tel:911")
	check(t, "Spanish", u.Languages, "Free, any time. Español: oprima 2 o envíe AYUDA.")
	check(t, "clinic", u.Clinic+"|"+u.ClinicURI+"|"+u.ClinicHours, "Your clinic, (312) 555-0100|tel:3125550100|Opens Wednesday at 8:00 AM")
	check(t, "card", len(u.Safety), 2)
	check(t, "changed", u.SafetyChanged, "Changed March 2")
	for _, words := range append([]string{u.Title, u.Words, u.NotWatched, u.Received}, u.Replies...) {
		for _, never := range []string{"monitored", "we will contact", "you are safe.", "low risk"} {
			if strings.Contains(strings.ToLower(words), never) {
				t.Errorf("%q says %q", words, never)
			}
		}
	}
}

func FuzzReadTypedNeverKeepsWhatItDoesNotUnderstand(f *testing.F) {
	for _, s := range []string{"3", "2027-03-09", "1,5", "٣", "1e9", "", "-", "9999999999999999999"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, words string) {
		if day, ok := readTyped(care.ItemDate, words, chicago); ok {
			if _, err := time.Parse(time.DateOnly, day); err != nil {
				t.Errorf("%q became the day %q", words, day)
			}
		}
		if n, ok := readTyped(care.ItemDecimal, words, chicago); ok && strings.Trim(n, "+-.0123456789") != "" {
			t.Errorf("%q became the number %q", words, n)
		}
	})
}
