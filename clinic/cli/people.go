package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"throughline/clinic"
	"throughline/clinic/auth"
)

// loopback stands for the server's own address in commands that hand out none.
const loopback = "http://127.0.0.1"

// withAuth runs fn on the authorization server of the database that the flags name.
func (c *call) withAuth(ctx context.Context, base *string, fn func(*auth.Server, *clinic.Data) error) (err error) {
	var cfg clinic.Config
	c.database(&cfg)
	c.positional()
	d, err := c.open(ctx, &cfg)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	c.takePositional()
	a, err := d.Auth(strings.TrimSuffix(cmp.Or(*base, loopback), "/")) //nolint:contextcheck // auth.New takes none
	if err != nil {
		return misuse{err}
	}
	return fn(a, d)
}

// quietAuth is withAuth for commands that print no address.
func (c *call) quietAuth(ctx context.Context, fn func(*auth.Server) error) error {
	return c.withAuth(ctx, new(string), func(a *auth.Server, _ *clinic.Data) error { return fn(a) })
}

// named gives the user of a name.
func named(ctx context.Context, a *auth.Server, name string) (auth.User, error) {
	u, err := a.UserByName(ctx, name)
	if errors.Is(err, auth.ErrNotFound) {
		return u, misuse{fmt.Errorf("nobody signs in as %q", name)}
	}
	return u, err
}

func userAdd(ctx context.Context, c *call) error {
	var user auth.NewUser
	var role string
	c.flags.StringVar(&user.Username, "username", "", "the `NAME` to sign in with")
	c.flags.StringVar(&role, "role", "", "patient, related-person, therapist, psychiatrist, care-coordinator, front-desk or admin")
	c.flags.StringVar(&user.FHIRUser, "fhir-user", "", "who it is in FHIR, such as Practitioner/`ID`")
	c.flags.StringVar(&user.PatientID, "patient", "", "for a related person, the `ID` of the patient")
	c.flags.StringVar(&user.DisplayName, "name", "", "the person's `NAME` as people read it")
	return c.quietAuth(ctx, func(a *auth.Server) error {
		if err := c.wants(0, 0); err != nil {
			return err
		}
		if user.Role = auth.Role(role); !user.Role.Valid() {
			return misuse{fmt.Errorf("there is no role %q", role)}
		}
		var err error
		if user.Password, err = c.newPassword(user.Username, user.DisplayName); err != nil {
			return err
		}
		added, err := a.AddUser(ctx, user)
		if err != nil {
			return misuse{err}
		}
		if err := a.RecordOperator(ctx, auth.Event{Kind: auth.EventUserAdded}.AboutUser(added)); err != nil {
			return err
		}
		_, err = fmt.Fprintln(c.Out, added.ID)
		return err
	})
}

// newPassword reads a password and refuses a weak one.
func (c *call) newPassword(names ...string) (auth.Secret, error) {
	line, err := c.line()
	if err != nil {
		return "", err
	}
	if err := auth.CheckPassword(auth.Secret(line), names...); err != nil {
		return "", misuse{err}
	}
	return auth.Secret(line), nil
}

func userList(ctx context.Context, c *call) error {
	return c.quietAuth(ctx, func(a *auth.Server) error {
		if err := c.wants(0, 0); err != nil {
			return err
		}
		users, err := a.Users(ctx)
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(c.Out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "NAME\tROLE\tIN FHIR\tSTATE")
		for _, u := range users {
			state := "active"
			if u.Disabled {
				state = "disabled"
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", u.Username, u.Role, u.FHIRUser, state)
		}
		return w.Flush()
	})
}

func userDisable(ctx context.Context, c *call) error {
	return setDisabled(ctx, c, true, auth.EventUserDisabled)
}

func userEnable(ctx context.Context, c *call) error {
	return setDisabled(ctx, c, false, auth.EventUserEnabled)
}

func setDisabled(ctx context.Context, c *call, disabled bool, kind auth.EventKind) error {
	return c.quietAuth(ctx, func(a *auth.Server) error {
		return c.eachUser(ctx, a, func(u auth.User) error {
			if err := a.SetDisabled(ctx, u.ID, disabled); err != nil {
				return err
			}
			return a.RecordOperator(ctx, auth.Event{Kind: kind}.AboutUser(u))
		})
	})
}

// eachUser finds all the people named before it does something to the first.
func (c *call) eachUser(ctx context.Context, a *auth.Server, do func(auth.User) error) error {
	if err := c.wants(1, 1000); err != nil {
		return err
	}
	var users []auth.User
	for _, name := range c.args {
		u, err := named(ctx, a, name)
		if err != nil {
			return err
		}
		users = append(users, u)
	}
	for _, u := range users {
		if err := do(u); err != nil {
			return err
		}
	}
	return nil
}

func userResetPassword(ctx context.Context, c *call) error {
	return c.quietAuth(ctx, func(a *auth.Server) error {
		if err := c.wants(1, 1); err != nil {
			return err
		}
		u, err := named(ctx, a, c.args[0])
		if err != nil {
			return err
		}
		password, err := c.newPassword(u.Username, u.DisplayName)
		if err != nil {
			return err
		}
		if err := a.SetPassword(ctx, u.ID, password); err != nil {
			return err
		}
		return a.RecordOperator(ctx, auth.Event{Kind: auth.EventPasswordReset}.AboutUser(u))
	})
}

func userResetSecond(ctx context.Context, c *call) error {
	return c.quietAuth(ctx, func(a *auth.Server) error {
		return c.eachUser(ctx, a, func(u auth.User) error {
			if err := a.RemoveSecondFactor(ctx, u.ID); err != nil {
				return err
			}
			return a.RecordOperator(ctx, auth.Event{Kind: auth.EventSecondFactorRemoved}.AboutUser(u))
		})
	})
}

func sessionsList(ctx context.Context, c *call) error {
	return c.quietAuth(ctx, func(a *auth.Server) error {
		if err := c.wants(1, 1); err != nil {
			return err
		}
		u, err := named(ctx, a, c.args[0])
		if err != nil {
			return err
		}
		sessions, err := a.Sessions(ctx, u.ID)
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(c.Out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "ID\tAPP\tDEVICE\tSIGNED IN\tLAST USED")
		for _, g := range sessions {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", g.ID, g.ClientID, g.Device,
				g.CreatedAt.Format(time.RFC3339), g.UsedAt.Format(time.RFC3339))
		}
		return w.Flush()
	})
}

func sessionsRevoke(ctx context.Context, c *call) error {
	return c.quietAuth(ctx, func(a *auth.Server) error {
		if err := c.wants(1, 2); err != nil {
			return err
		}
		u, err := named(ctx, a, c.args[0])
		if err != nil {
			return err
		}
		sessions, err := a.Sessions(ctx, u.ID)
		if err != nil {
			return err
		}
		ended := 0
		for _, g := range sessions {
			if len(c.args) == 2 && g.ID != c.args[1] {
				continue
			}
			if err := a.RevokeSession(ctx, g.ID); err != nil {
				return err
			}
			ended++
			event := auth.Event{Kind: auth.EventSessionRevoked, ClientID: g.ClientID, GrantID: g.ID}
			if err := a.RecordOperator(ctx, event.AboutUser(u)); err != nil {
				return err
			}
		}
		if len(c.args) == 2 && ended == 0 {
			return misuse{fmt.Errorf("%s has no sign-in %q", u.Username, c.args[1])}
		}
		if len(c.args) == 1 { // what is under way on a page of ours, too
			if err := a.RevokeUser(ctx, u.ID, "revoked by the clinic"); err != nil {
				return err
			}
		}
		fmt.Fprintf(c.Out, "%d ended.\n", ended)
		return nil
	})
}

func invite(ctx context.Context, c *call) error {
	var n auth.NewInvitation
	var role string
	var base string
	c.flags.StringVar(&n.FHIRUser, "fhir-user", "", "who is invited, such as Patient/`ID`, RelatedPerson/ID or Practitioner/ID; it is in the database")
	c.flags.StringVar(&role, "role", "", "for staff: therapist, psychiatrist, care-coordinator, front-desk or admin")
	c.flags.StringVar(&base, "base-url", "", "the `ADDRESS` by which people reach the server")
	return c.withAuth(ctx, &base, func(a *auth.Server, _ *clinic.Data) error {
		if err := c.wants(0, 0); err != nil {
			return err
		}
		n.Role = auth.Role(role)
		made, err := a.Invite(ctx, n)
		if errors.Is(err, auth.ErrNotFound) {
			err = fmt.Errorf("there is no %q in the clinic's records", n.FHIRUser)
		}
		if err != nil {
			return misuse{err}
		}
		event := auth.Event{Kind: auth.EventInvited, About: made.FHIRUser, PatientID: made.PatientID}
		if err := a.RecordOperator(ctx, event); err != nil {
			return err
		}
		fmt.Fprintf(c.Out, "code     %s\nexpires  %s\n", made.Code, made.ExpiresAt.Format(time.RFC3339))
		if base != "" {
			fmt.Fprintf(c.Out, "page     %s\n", made.URL)
		}
		return nil
	})
}
