package kit

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// Four answers for the mood once stood in a row of three, with the last alone below.
func TestAFlowLeavesNoItemAlone(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		widths []float32
		width  float32
		want   []int // items in each row
	}{
		"all fit":                   {[]float32{50, 50, 50}, 200, []int{3}},
		"two and two":               {[]float32{118, 72, 60, 90}, 350, []int{2, 2}},
		"two cannot be shared":      {[]float32{100, 100}, 150, []int{1, 1}},
		"the last two stay as is":   {[]float32{60, 60, 60, 60, 60}, 200, []int{3, 2}},
		"seven as three, two, two":  {[]float32{60, 60, 60, 60, 60, 60, 60}, 200, []int{3, 2, 2}},
		"wider than there is room":  {[]float32{300, 300, 300}, 200, []int{1, 1, 1}},
		"one wide last stays alone": {[]float32{40, 40, 40, 199}, 200, []int{3, 1}},
		"nothing":                   {nil, 200, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			items := make([]fyne.CanvasObject, len(c.widths))
			for i, w := range c.widths {
				items[i] = NewSpace(w)
			}
			var rows []int
			last := float32(-1)
			flow{gap: 8}.each(items, c.width, func(_ fyne.CanvasObject, x, y, w, _ float32) {
				if x+w > c.width+slack {
					t.Errorf("an item ends at %v of %v", x+w, c.width)
				}
				if y != last {
					rows, last = append(rows, 0), y
				}
				rows[len(rows)-1]++
			})
			if len(rows) != len(c.want) {
				t.Fatalf("rows of %v, want %v", rows, c.want)
			}
			for i, n := range c.want {
				if rows[i] != n {
					t.Errorf("rows of %v, want %v", rows, c.want)
				}
			}
		})
	}
}

// "Registro de pensamientos" at 200 % lost the last letter of its title to a line of its own.
func TestALongWordOfATitleIsDrawnSmallerAndNotCut(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(&Theme{Scale: 2})
	for _, words := range []string{"Registro de pensamientos", "Atención ambulatoria intensiva"} {
		title := Title(words)
		at := title.wrapped(340)
		for _, line := range at.lines {
			for word := range strings.FieldsSeq(line) {
				if !strings.Contains(" "+words+" ", " "+word+" ") {
					t.Errorf("%q is cut: %q", words, at.lines)
				}
			}
			if w := at.style.width(line); w > 340+slack {
				t.Errorf("%q is %v wide", line, w)
			}
		}
		if at.style.Size < TitleStyle.Size*smallestTitle {
			t.Errorf("%q is drawn at %v", words, at.style.Size)
		}
	}
	if at := Title("Hello, Maya").wrapped(340); at.style != TitleStyle {
		t.Errorf("a title that fits is drawn at %v", at.style.Size)
	}
}

// On a phone at twice the size the severity beside a score was cut in the middle of a word, and so was the model of a
// session beside its name: what has no room beside stands under it.
func TestWhatHasNoRoomBesideStandsUnderIt(t *testing.T) {
	test.NewTempApp(t)
	score, band := Display("18"), Strong("Moderately severe")
	whole := NaturalWidth(score) + 14 + NaturalWidth(band)
	for _, c := range []struct {
		width float32
		under bool
	}{{whole + 1, false}, {whole - 10, true}} {
		box := Beside(14, score, band)
		box.Resize(fyne.NewSize(c.width, box.HeightFor(c.width)))
		box.arrange(box.Size())
		if under := band.Position().Y >= score.Size().Height && band.Position().X == 0; under != c.under {
			t.Errorf("at %.0f the second is at %v", c.width, band.Position())
		}
	}

	model := Small("(psychoeducation)")
	word, name := NaturalWidth(model), NaturalWidth(Small("Model"))
	for _, c := range []struct {
		width float32
		under bool
	}{{name + factGap + word + 1, false}, {name + factGap + word - 5, true}} {
		items := []fyne.CanvasObject{Small("Model"), model}
		if under := (factLayout{}).split(items, c.width) == 0; under != c.under {
			t.Errorf("at %.0f the value stands under its name: %v", c.width, under)
		}
	}
}
