package assets_test

import (
	"testing"

	"golang.org/x/image/font/sfnt"

	"throughline/assets"
)

func TestTheTypefaceHasTheLettersThatItIsSaidToHave(t *testing.T) {
	t.Parallel()
	if !assets.Covers("¿Estás a salvo? “Yes” – 988, 10 %…") || assets.Covers("ok 🙂") || assets.Covers("Привет") || assets.Covers("e\u0301") || !assets.Covers("") {
		t.Fatal("what is covered is not what it is meant to be")
	}
	for name, content := range map[string][]byte{"regular": assets.Regular().Content(), "semibold": assets.Semibold().Content(), "italic": assets.Italic().Content()} {
		font, err := sfnt.Parse(content)
		if err != nil {
			t.Fatal(err)
		}
		var buffer sfnt.Buffer
		for r := rune(0); r < 0x3000; r++ {
			if glyph, err := font.GlyphIndex(&buffer, r); assets.Covers(string(r)) && (err != nil || glyph == 0) {
				t.Errorf("%s lacks U+%04X", name, r)
			}
		}
	}
}
