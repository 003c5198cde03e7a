package kit_test

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"throughline/screens/kit"
	"throughline/screens/kit/kittest"
)

// Every pair of roles that meets on a screen is computed from the tokens: text needs 4.5, edges and marks need 3
// (WCAG 2.2, 1.4.3 and 1.4.11). Line, ThreadFaint and the shadow are ornament and are left out.
func TestContrastOfTokens(t *testing.T) {
	t.Parallel()
	text := map[kit.Role][]kit.Role{
		kit.Ink:          {kit.Ground, kit.Surface, kit.Sunken, kit.ThreadSoft, kit.UrgentSoft, kit.PrimarySoft, kit.OKSoft},
		kit.InkSoft:      {kit.Ground, kit.Surface, kit.Sunken, kit.UrgentSoft, kit.Band1, kit.Band2, kit.Band3, kit.Band4, kit.Band5},
		kit.Primary:      {kit.Ground, kit.Surface, kit.ThreadSoft},
		kit.OnPrimary:    {kit.Primary},
		kit.OnPrimSoft:   {kit.PrimarySoft},
		kit.OnThreadSoft: {kit.ThreadSoft},
		kit.OK:           {kit.Ground, kit.Surface},
		kit.OnOKSoft:     {kit.OKSoft},
		kit.Urgent:       {kit.Ground, kit.Surface, kit.UrgentSoft},
		kit.OnUrgent:     {kit.Urgent},
	}
	marks := map[kit.Role][]kit.Role{
		kit.ThreadColor: {kit.Ground, kit.Surface, kit.Band1, kit.Band2, kit.Band3, kit.Band4, kit.Band5},
		kit.Control:     {kit.Ground, kit.Surface},
		kit.Primary:     {kit.Ground, kit.Surface, kit.Sunken}, // the focus ring
		kit.Ground:      {kit.ThreadColor},                     // the tick in a node
	}
	for _, mode := range []kit.Mode{kit.Light, kit.Dark} {
		colors := &kit.Theme{Mode: mode}
		check := func(pairs map[kit.Role][]kit.Role, least float64) {
			for front, grounds := range pairs {
				for _, ground := range grounds {
					ratio := kittest.Contrast(colors.Color(front, theme.VariantLight), colors.Color(ground, theme.VariantLight))
					if ratio < least {
						t.Errorf("mode %d: %s on %s is %.2f, under %.1f", mode, front, ground, ratio, least)
					}
				}
			}
		}
		check(text, 4.5)
		check(marks, 3)
	}
}

// The ratios that the design was agreed on hold to a tenth, so a changed token is a decision and not a slip.
func TestContrastAsAgreed(t *testing.T) {
	t.Parallel()
	agreed := []struct {
		front, ground kit.Role
		light, dark   string
	}{
		{kit.Ink, kit.Ground, "14.0", "14.7"},
		{kit.InkSoft, kit.Ground, "6.3", "8.5"},
		{kit.InkSoft, kit.Band5, "5.2", "4.6"},
		{kit.OnPrimary, kit.Primary, "8.4", "8.4"},
		{kit.OnUrgent, kit.Urgent, "6.4", "8.4"},
		{kit.Urgent, kit.UrgentSoft, "5.5", "7.3"},
		{kit.ThreadColor, kit.Ground, "3.8", "8.4"},
		{kit.Control, kit.Surface, "3.8", "4.2"},
	}
	for _, pair := range agreed {
		for mode, want := range map[kit.Mode]string{kit.Light: pair.light, kit.Dark: pair.dark} {
			colors := &kit.Theme{Mode: mode}
			got := fmt.Sprintf("%.1f", kittest.Contrast(colors.Color(pair.front, 0), colors.Color(pair.ground, 0)))
			if got != want {
				t.Errorf("mode %d: %s on %s is %s, want %s", mode, pair.front, pair.ground, got, want)
			}
		}
	}
}

// Fyne's own widgets ask for Fyne's own names; each is answered by one of ours, and an error is never red.
func TestThemeAnswersFyne(t *testing.T) {
	t.Parallel()
	colors := &kit.Theme{Mode: kit.Light}
	for name, want := range map[fyne.ThemeColorName]kit.Role{
		theme.ColorNameBackground: kit.Ground, theme.ColorNameForeground: kit.Ink, theme.ColorNameInputBorder: kit.Control,
		theme.ColorNameFocus: kit.Primary, theme.ColorNameError: kit.Primary, theme.ColorNameHyperlink: kit.Primary,
	} {
		if colors.Color(name, theme.VariantDark) != colors.Color(want, theme.VariantDark) {
			t.Errorf("%s is not %s", name, want)
		}
	}
	if colors.Color(kit.Ground, theme.VariantDark) != colors.Color(kit.Ground, theme.VariantLight) {
		t.Error("a light theme follows the system")
	}
	system := &kit.Theme{}
	if system.Color(kit.Ground, theme.VariantDark) == system.Color(kit.Ground, theme.VariantLight) {
		t.Error("a theme that follows the system is the same in light and dark")
	}
	if size := (&kit.Theme{Scale: 2}).Size(theme.SizeNameText); size != 34 {
		t.Errorf("text at scale 2 is %v, want 34", size)
	}
	if size := (&kit.Theme{Scale: 9}).Size(theme.SizeNameText); size != 34 {
		t.Errorf("text at scale 9 is %v, want the limit of 34", size)
	}
}
