package cli

import (
	"context"
	"errors"
	"fmt"
	"text/tabwriter"

	"throughline/clinic"
	"throughline/clinic/forms"
	"throughline/clinic/store"
)

func clinicAdd(ctx context.Context, c *call) (err error) {
	var cfg clinic.Config
	var p store.Profile
	c.database(&cfg)
	c.flags.StringVar(&p.ID, "id", "", "the clinic's `ID`, which stands in its address: a-z, 0-9 and -")
	c.flags.StringVar(&p.Name, "name", "", "the clinic's `NAME` as people read it")
	c.flags.StringVar(&p.Phone, "phone", "", "the clinic's `NUMBER`, shown under Help")
	d, err := c.open(ctx, &cfg)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	if err := c.noMore(); err != nil {
		return err
	}
	if err := d.AddClinic(ctx, p); err != nil {
		return misuse{err}
	}
	return forms.Load(ctx, d.Records, p.ID)
}

func clinicList(ctx context.Context, c *call) (err error) {
	var cfg clinic.Config
	c.database(&cfg)
	d, err := c.open(ctx, &cfg)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	all, err := d.DB.Clinics(ctx)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(c.Out, 0, 0, 2, ' ', 0)
	for _, p := range all {
		fmt.Fprintf(w, "%s\t%s\t%s\n", p.ID, p.Name, p.Phone)
	}
	return w.Flush()
}
