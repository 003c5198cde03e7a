package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"text/tabwriter"

	"throughline/clinic"
	"throughline/clinic/auth"
	"throughline/clinic/demo"
	"throughline/clinic/records"
)

// loadDemo loads what is not there yet. What people did since the last start
// stays as they left it.
func loadDemo(ctx context.Context, s *clinic.Server) error {
	return demo.Load(ctx, demoSink{s}, s.Now())
}

type demoSink struct{ *clinic.Server }

func (d demoSink) PutResources(ctx context.Context, resources [][]byte) error {
	_, err := d.Records.Load(ctx, d.ID, records.Keep, resources...)
	return err
}

func (d demoSink) AddUser(ctx context.Context, a demo.Account) error {
	_, err := d.Auth.AddUser(ctx, auth.NewUser{
		Username: a.User, Password: auth.Secret(a.Password), Role: auth.Role(a.Role),
		FHIRUser: a.FHIRUser, PatientID: a.Patient, DisplayName: a.Name,
	})
	if errors.Is(err, auth.ErrExists) {
		return nil
	}
	return err
}

func demoAccounts(_ context.Context, c *call) error {
	asJSON := c.flags.Bool("json", false, "as JSON")
	if err := c.parse(); err != nil {
		return err
	}
	if err := c.noMore(); err != nil {
		return err
	}
	if *asJSON {
		enc := json.NewEncoder(c.Out)
		enc.SetIndent("", "  ")
		return enc.Encode(demo.Accounts()) //nolint:gosec // to show these passwords is what the command is for
	}
	w := tabwriter.NewWriter(c.Out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "ROLE\tUSER\tPASSWORD\tWHAT THERE IS TO SEE")
	for _, a := range demo.Accounts() {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", a.Role, a.User, a.Password, a.Sees)
	}
	return w.Flush()
}
