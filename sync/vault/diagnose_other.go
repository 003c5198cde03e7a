//go:build !linux && !darwin && !windows && !js

package vault

import "throughline/care"

func diagnose(error) *care.Fault { return ErrUnsupported }
