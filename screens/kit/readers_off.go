//go:build !accessibility

package kit

import "fyne.io/fyne/v2"

func attachReaders(*fyne.Container, *Shell) {}
