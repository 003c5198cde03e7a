package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"throughline/clinic"
	"throughline/clinic/auth"
)

// loopback stands for the server's own address in commands that issue no token.
const loopback = "http://127.0.0.1"

func userAdd(ctx context.Context, c *call) (err error) {
	var (
		cfg  clinic.Config
		user auth.NewUser
		role string
	)
	c.database(&cfg)
	c.flags.StringVar(&user.Username, "username", "", "the `NAME` to sign in with")
	c.flags.StringVar(&role, "role", "", "patient, related-person, therapist, psychiatrist, care-coordinator, front-desk or admin")
	c.flags.StringVar(&user.FHIRUser, "fhir-user", "", "who it is in FHIR, such as Practitioner/`ID`")
	c.flags.StringVar(&user.PatientID, "patient", "", "for a related person, the `ID` of the patient")
	c.flags.StringVar(&user.DisplayName, "name", "", "the person's `NAME` as people read it")
	d, err := c.open(ctx, &cfg)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if err := c.noMore(); err != nil {
		return err
	}
	password, err := c.line()
	if err != nil {
		return err
	}
	user.Role, user.Password = auth.Role(role), auth.Secret(password)
	a, err := d.Auth(loopback) //nolint:contextcheck // auth.New takes none
	if err != nil {
		return err
	}
	added, err := a.AddUser(ctx, user)
	if err != nil {
		return misuse{err}
	}
	_, err = fmt.Fprintln(c.Out, added.ID)
	return err
}

type list []string

func (l *list) String() string     { return strings.Join(*l, " ") }
func (l *list) Set(v string) error { *l = append(*l, strings.Fields(v)...); return nil }

func clientAdd(ctx context.Context, c *call) (err error) {
	var (
		cfg       clinic.Config
		client    auth.NewClient
		redirects list
	)
	c.database(&cfg)
	c.flags.StringVar(&client.ID, "id", "", "the client's `ID`")
	c.flags.StringVar(&client.Name, "name", "", "the app's `NAME` as people read it")
	c.flags.Var(&redirects, "redirect", "an `ADDRESS` to send codes to; may be given several times")
	c.flags.StringVar(&client.Scopes, "scopes", "", "the `SCOPES` that the app may ask for")
	c.flags.BoolVar(&client.Native, "native", false, "loopback redirects match on any port")
	c.flags.BoolVar(&client.Device, "device", false, "the app may use the device grant")
	secret := c.flags.Bool("confidential", false, "the client has a secret, which is read from standard input")
	d, err := c.open(ctx, &cfg)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if err := c.noMore(); err != nil {
		return err
	}
	if *secret {
		line, err := c.line()
		if err != nil {
			return err
		}
		if line == "" {
			return misuse{errors.New("no secret on standard input")}
		}
		client.Secret = auth.Secret(line)
	}
	client.RedirectURIs = redirects
	a, err := d.Auth(loopback) //nolint:contextcheck // auth.New takes none
	if err != nil {
		return err
	}
	if err := a.AddClient(ctx, client); err != nil {
		return misuse{err}
	}
	return nil
}
