package kit_test

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"throughline/screens/kit"
	"throughline/screens/kit/kittest"
)

func page(body ...fyne.CanvasObject) func() fyne.CanvasObject {
	return func() fyne.CanvasObject {
		return shell(0, &kit.Page{Title: "Title", Body: kit.Stack(10, body...)})
	}
}

// Everything that can be tapped can be tapped by keyboard too: Space and Enter, after Tab has reached it.
func TestControlsByKeyboard(t *testing.T) {
	t.Parallel()
	var tapped []string
	note := func(name string) func() { return func() { tapped = append(tapped, name) } }
	screen := kittest.Open(t, kittest.Phone, func() fyne.CanvasObject {
		return page(
			kit.PrimaryButton("Next", note("Next")), kit.NewRowLink("Strengths", "", note("Strengths")),
			kit.IconButton("pencil", "Change", note("Change")),
			kit.Answers(kit.Options{Words: []string{"Not at all"}, Chosen: kit.None, OnChoose: func(int) { tapped = append(tapped, "Answer") }}),
		)()
	})
	canvas := screen.Window.Canvas()
	for range 12 {
		canvas.FocusNext()
		if focused := canvas.Focused(); focused != nil {
			focused.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
			focused.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
			focused.TypedKey(&fyne.KeyEvent{Name: fyne.KeyA})
		}
	}
	for _, want := range []string{"Next", "Strengths", "Change", "Answer"} {
		if count := len(slices.DeleteFunc(slices.Clone(tapped), func(name string) bool { return name != want })); count < 2 {
			t.Errorf("%s was tapped %d times by Space and Enter, want both", want, count)
		}
	}
}

// A choice is made by the person: nothing is chosen beforehand, a tap chooses, and the label says so.
func TestChoosing(t *testing.T) {
	t.Parallel()
	for name, build := range map[string]func(kit.Options) *kit.Chooser{"choices": kit.Choices, "segmented": kit.Segmented, "answers": kit.Answers} {
		t.Run(name, func(t *testing.T) {
			var chosen []int
			var chooser *kit.Chooser
			screen := kittest.Open(t, kittest.Phone, func() fyne.CanvasObject {
				chooser = build(kit.Options{
					Words: []string{"Coming", "Late", "Can't"}, Chosen: kit.None,
					OnChoose: func(i int) { chosen = append(chosen, i) },
					Spoken: func(chosen bool, place, count int) string {
						if chosen {
							return "chosen"
						}
						return "not chosen"
					},
				})
				return page(chooser)()
			})
			if chooser.Chosen() != kit.None {
				t.Fatalf("%d is chosen beforehand", chooser.Chosen())
			}
			screen.Tap(t, "Late")
			screen.Tap(t, "Late")
			if !slices.Equal(chosen, []int{1, 1}) || chooser.Chosen() != 1 {
				t.Errorf("taps gave %v, chosen is %d", chosen, chooser.Chosen())
			}
			if screen.Find("Late, chosen") == nil || screen.Find("Coming, not chosen") == nil {
				t.Errorf("labels do not say what is chosen: %q", screen.Labels())
			}
		})
	}
}

// What is typed stays when a fault is shown beside it, and the fault is said with the name of the field.
func TestFieldFault(t *testing.T) {
	t.Parallel()
	var field *kit.Field
	screen := kittest.Open(t, kittest.Phone, func() fyne.CanvasObject {
		field = kit.NewPasswordField("Passphrase", "").Reveal("Show", "Hide")
		return page(field)()
	})
	screen.Type(t, "Passphrase", "otter")
	field.Fault("Too short. Use 12 letters or more.")
	screen.Settle()
	if field.Entry.Text != "otter" {
		t.Errorf("the field holds %q", field.Entry.Text)
	}
	if !screen.Says("Too short. Use 12 letters or more.") || screen.Says("otter") {
		t.Errorf("the screen says %q", screen.Texts())
	}
	screen.Tap(t, "Show")
	if !screen.Says("otter") || screen.Find("Hide") == nil {
		t.Error("Show does not show what was typed")
	}
	field.Fault("")
	screen.Settle()
	if screen.Says("Too short.") {
		t.Error("the fault stays after it was taken away")
	}
}

// A label says the state, since Fyne's screen reader bridge knows buttons and text alone.
func TestLabels(t *testing.T) {
	t.Parallel()
	screen := kittest.Open(t, kittest.Phone, page(
		kit.NewRowLink("Morning check-in", "", nil).Overline("8:10 AM"),
		kit.NewQueueRow("Maya R.", "8:10 AM", "PHQ-9", kit.Tag(kit.ToneUrgent, "flag", "New"), nil),
	))
	labels := strings.Join(screen.Labels(), " | ")
	for _, want := range []string{"Help", "Morning check-in, 8:10 AM", "Maya R., PHQ-9", "Today, ✓", "Schedule"} {
		if !strings.Contains(labels, want) {
			t.Errorf("no control is called %q; there are %s", want, labels)
		}
	}
}

// The ring shows only while a control has the focus.
func TestFocusRing(t *testing.T) {
	t.Parallel()
	var button *kit.Button
	screen := kittest.Open(t, kittest.Phone, func() fyne.CanvasObject {
		button = kit.PrimaryButton("Next", nil)
		return page(button)()
	})
	before := screen.Picture()
	button.FocusGained()
	focused := screen.Picture()
	button.FocusLost()
	after := screen.Picture()
	if kittest.Differences(before, focused) < 500 {
		t.Error("the focus cannot be seen")
	}
	if kittest.Differences(before, after) != 0 {
		t.Error("the ring stays")
	}
	test.Tap(button)
}
