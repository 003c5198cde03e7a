//go:build !linux && !darwin && !windows

package vault

import "throughline/care"

func diagnose(error) *care.Fault { return ErrUnsupported }
