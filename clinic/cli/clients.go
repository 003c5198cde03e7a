package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"throughline/clinic"
	"throughline/clinic/auth"
)

type list []string

func (l *list) String() string     { return strings.Join(*l, " ") }
func (l *list) Set(v string) error { *l = append(*l, strings.Fields(v)...); return nil }

func clientAdd(ctx context.Context, c *call) error {
	var client auth.NewClient
	var redirects list
	c.flags.StringVar(&client.ID, "id", "", "the client's `ID`")
	c.flags.StringVar(&client.Name, "name", "", "the app's `NAME` as people read it")
	c.flags.Var(&redirects, "redirect", "an `ADDRESS` to send codes to; may be given several times")
	c.flags.StringVar(&client.Scopes, "scopes", "", "the `SCOPES` that the app may ask for")
	c.flags.BoolVar(&client.Native, "native", false, "loopback redirects match on any port")
	c.flags.BoolVar(&client.Device, "device", false, "the app may use the device grant")
	jwks := c.flags.String("jwks", "", "a `FILE` with the public keys (a JWK Set) of a client that signs")
	c.flags.StringVar(&client.JWKSURI, "jwks-uri", "", "the `ADDRESS` where a client that signs publishes its keys")
	secret := c.flags.Bool("confidential", false, "the client has a secret, which is read from standard input")
	return c.quietAuth(ctx, func(a *auth.Server) error {
		if err := c.wants(0, 0); err != nil {
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
		if *jwks != "" {
			raw, err := os.ReadFile(*jwks)
			if err != nil {
				return misuse{err}
			}
			client.JWKS = string(raw)
		}
		client.RedirectURIs = redirects
		if ownApp(client.ID) {
			return misuse{fmt.Errorf("%q is the clinic's own app, which the server keeps", client.ID)}
		}
		if err := a.AddClient(ctx, client); err != nil {
			return misuse{err}
		}
		return a.RecordOperator(ctx, auth.Event{Kind: auth.EventClientAdded, ClientID: client.ID})
	})
}

// ownApp says that the server registers this app itself.
func ownApp(id string) bool { return id == clinic.AppID || id == clinic.WebAppID }

func clientList(ctx context.Context, c *call) error {
	return c.quietAuth(ctx, func(a *auth.Server) error {
		if err := c.wants(0, 0); err != nil {
			return err
		}
		clients, err := a.Clients(ctx)
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(c.Out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "ID\tNAME\tKIND\tREDIRECTS\tSCOPES")
		for _, a := range clients {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", a.ID, a.Name, a.Kind(), strings.Join(a.RedirectURIs, " "), a.Scopes)
		}
		return w.Flush()
	})
}

func clientRemove(ctx context.Context, c *call) error {
	return c.quietAuth(ctx, func(a *auth.Server) error {
		if err := c.wants(1, 1000); err != nil {
			return err
		}
		for _, id := range c.args {
			if ownApp(id) {
				return misuse{fmt.Errorf("%q is the clinic's own app, which the server keeps", id)}
			}
			err := a.RemoveClient(ctx, id)
			if errors.Is(err, auth.ErrNotFound) {
				err = misuse{fmt.Errorf("no app %q is registered", id)}
			}
			if err != nil {
				return err
			}
			if err := a.RecordOperator(ctx, auth.Event{Kind: auth.EventClientRemoved, ClientID: id}); err != nil {
				return err
			}
		}
		return nil
	})
}

func keysList(ctx context.Context, c *call) error {
	return c.quietAuth(ctx, func(a *auth.Server) error {
		if err := c.wants(0, 0); err != nil {
			return err
		}
		return c.showKeys(ctx, a)
	})
}

func keysRotate(ctx context.Context, c *call) error {
	known := c.flags.Bool("compromised", false, "drop the old keys at once: every access token ends, and apps get new ones by themselves")
	return c.quietAuth(ctx, func(a *auth.Server) error {
		if err := c.wants(0, 0); err != nil {
			return err
		}
		rotate := a.RotateKeys
		if *known {
			rotate = a.ReplaceKeys
		}
		if err := rotate(ctx); err != nil {
			return err
		}
		if err := a.RecordOperator(ctx, auth.Event{Kind: auth.EventKeysRotated}); err != nil {
			return err
		}
		return c.showKeys(ctx, a)
	})
}

func (c *call) showKeys(ctx context.Context, a *auth.Server) error {
	keys, err := a.Keys(ctx)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(c.Out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "ID\tMADE\tSTATE")
	for _, k := range keys {
		state := "the newest; signs two minutes after it was made"
		if !k.RetiredAt.IsZero() {
			state = "published until " + k.GoneAt.Format(time.RFC3339)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\n", k.ID, k.CreatedAt.Format(time.RFC3339), state)
	}
	return w.Flush()
}
