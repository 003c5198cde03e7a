// Package forms gives a clinic the forms that the product ships, so that it begins with the instruments which the
// programme's own rules ask for, such as the check-ins after a discharge.
package forms

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"strings"

	"throughline/assets/questionnaires"
	"throughline/clinic/records"
	"throughline/clinic/search"
	"throughline/clinic/store"
	"throughline/fhir"
)

// Form is a Questionnaire that the product ships.
type Form struct {
	ID, URL string
	Body    []byte
}

var shipped = []string{
	"phq-9", "gad-7", "daily", "phq-2", "gad-2", "pc-ptsd-5", "pcl-5", "medication-report", "follow-up-two-weeks", "follow-up-two-months",
	"personal-assessment", "safety-card",
}

// Shipped are the forms that a clinic uses, each in its languages.
func Shipped() ([]Form, error) {
	var out []Form
	for _, form := range shipped {
		files, err := fs.Glob(questionnaires.FS, form+"-??.json") // the tags of its other languages
		if err != nil {
			return nil, err
		}
		for _, file := range append([]string{form + ".json"}, files...) {
			raw, err := fs.ReadFile(questionnaires.FS, file)
			if err != nil {
				return nil, err
			}
			var q fhir.Questionnaire
			if err := q.UnmarshalJSON(raw); err != nil {
				return nil, fmt.Errorf("%s: %w", file, err)
			}
			out = append(out, Form{ID: strings.TrimSuffix(file, ".json"), URL: q.URL, Body: raw})
		}
	}
	return out, nil
}

// Load gives a clinic those forms of which it has none at their address. What it changed, retired or took away is its
// own decision, and stays as it is.
func Load(ctx context.Context, to *records.Service, clinic string) error {
	all, err := Shipped()
	if err != nil {
		return err
	}
	var missing [][]byte
	err = to.Store.View(ctx, clinic, func(r store.Reader) error {
		for _, f := range all {
			q, err := search.Parse("Questionnaire", url.Values{"url": {f.URL}})
			if err != nil {
				return err
			}
			switch err := records.Each(ctx, r, q, func(store.Version) error { return errThere }); {
			case err == nil:
				missing = append(missing, f.Body)
			case !errors.Is(err, errThere):
				return err
			}
		}
		return nil
	})
	if err != nil || len(missing) == 0 {
		return err
	}
	_, err = to.Load(ctx, clinic, records.Keep, missing...)
	return err
}

var errThere = errors.New("it is there")
