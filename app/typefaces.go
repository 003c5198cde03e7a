package app

import (
	"fyne.io/fyne/v2/theme"

	"throughline/app/document"
	"throughline/assets"
)

// typefaces are those of what is printed. People write in letters that the product's own lacks: Fyne's, which every
// build carries, has Cyrillic, Greek and Vietnamese.
func typefaces() document.Fonts {
	return document.Fonts{
		Cuts: document.Cuts{Regular: assets.Regular().Content(), Semibold: assets.Semibold().Content()},
		More: []document.Cuts{{Regular: theme.DefaultTextFont().Content(), Semibold: theme.DefaultTextBoldFont().Content()}},
	}
}
