package cli

import (
	"context"
	"errors"

	"throughline/clinic"
)

var errNoDemo = errors.New("not in this build")

func loadDemo(context.Context, *clinic.Server) error { return errNoDemo }

func demoAccounts(context.Context, *call) error { return errNoDemo }
