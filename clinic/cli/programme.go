package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"time"

	"throughline/clinic"
	"throughline/clinic/document"
	"throughline/clinic/records"
	"throughline/clinic/roster"
	"throughline/clinic/search"
	"throughline/clinic/store"
	"throughline/fhir"
	"throughline/profile"
)

// programmeTemplate prints the table to fill in.
func programmeTemplate(_ context.Context, c *call) error {
	if err := c.flags.Parse(c.args); err != nil {
		return misuse{err}
	}
	_, err := c.Out.Write(roster.Template)
	return err
}

// programmeImport takes a table of staff, patients and series whole, or names every
// row that is wrong and takes nothing.
func programmeImport(ctx context.Context, c *call) (err error) {
	var cfg clinic.Config
	var zone string
	c.database(&cfg)
	c.flags.StringVar(&zone, "zone", "", "the clinic's IANA time `ZONE`, such as America/Chicago; needed where its Organization names none")
	c.flags.StringVar(&cfg.Name, "name", "", "the clinic's `NAME`, where it has no Organization yet")
	files := c.interspersed()
	d, err := c.open(ctx, &cfg)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	files = append(files, c.args...)
	if len(files) != 1 {
		return misuse{errors.New("name one FILE.csv; clinicd programme template prints the table to fill in")}
	}
	raw, err := os.ReadFile(files[0])
	if err != nil {
		return misuse{err}
	}
	table, err := roster.Read(bytes.NewReader(raw))
	if err != nil {
		return fmt.Errorf("%s: nothing of it was imported: %w", files[0], err)
	}
	bodies, where, err := organizationOf(ctx, d, cfg.Name, zone)
	if err != nil {
		return err
	}
	more, err := table.Resources(where)
	if err != nil {
		return err
	}
	done, err := d.Records.Load(ctx, d.ID, records.Replace, append(bodies, more...)...)
	if err != nil {
		return fmt.Errorf("%s: nothing of it was imported: %w", files[0], err)
	}
	for _, w := range table.Warnings {
		fmt.Fprintln(c.Err, "clinicd programme import:", w)
	}
	return report(c.Out, done)
}

// organizationOf is the clinic's Organization with its zone, or a new one to be
// loaded too.
func organizationOf(ctx context.Context, d *clinic.Data, name, zone string) ([][]byte, roster.Clinic, error) {
	where := roster.Clinic{ID: d.ID}
	q, err := search.Parse("Organization", url.Values{"type": {"http://terminology.hl7.org/CodeSystem/organization-type|prov"}})
	if err != nil {
		return nil, where, err
	}
	var found *fhir.Organization
	err = d.Records.Store.View(ctx, d.ID, func(r store.Reader) error {
		return records.Each(ctx, r, q, func(v store.Version) error {
			if found != nil {
				return nil
			}
			if _, err := document.Parse(v.Body); err != nil {
				return err
			}
			o, err := fhir.Decode(v.Body)
			found, _ = o.(*fhir.Organization)
			return err
		})
	})
	if err != nil {
		return nil, where, err
	}
	told := zone
	if found != nil && told == "" {
		e, _ := fhir.FindExtension(found.Extension, profile.ExtTimezone)
		told = e.ValueCode
	}
	if where.Zone, err = time.LoadLocation(told); err != nil || told == "" {
		return nil, where, misuse{fmt.Errorf("the clinic's time zone %q is not known; name it with --zone, such as America/Chicago", told)}
	}
	if found != nil {
		where.Organization = "Organization/" + found.ID
		return nil, where, nil
	}
	if name == "" {
		return nil, where, misuse{errors.New("this clinic has no Organization yet; give its name with --name")}
	}
	raw, ref, err := roster.Organization(d.ID, name, told)
	where.Organization = ref
	return [][]byte{raw}, where, err
}
