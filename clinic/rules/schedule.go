package rules

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"throughline/care"
	"throughline/clinic/document"
	"throughline/fhir"
	"throughline/profile"
)

// received is the server's time of the change.
func received(tree map[string]any) (time.Time, error) {
	t, _, err := fhir.ParseTime(one(tree, "meta.lastUpdated"), nil)
	return t, err
}

// planned holds an appointment against the programme's rules: it is not moved into
// the past, and a group has fifteen people at most, whoever books at the same time.
func planned(ctx context.Context, tx Tx, tree map[string]any) error {
	if err := notIntoThePast(ctx, tx, "Appointment", tree); err != nil {
		return err
	}
	series := seriesOf(tree)
	if series == "" || !takesPlace(tree) || !isGroup(tree) {
		return nil
	}
	was, err := tx.Before(ctx, "Appointment", one(tree, "id"))
	if err != nil {
		return err
	}
	if was != nil && takesPlace(was) && seriesOf(was) == series && sameMoment(one(was, "start"), one(tree, "start")) {
		return nil // counted already
	}
	found, err := tx.Where(ctx, "Appointment", url.Values{
		"identifier": {profile.SystemSeries + "|" + series}, "date": {one(tree, "start")}, "status:not": {"cancelled", "entered-in-error", "noshow"},
	})
	if err != nil {
		return err
	}
	members := map[string]bool{}
	for _, a := range append(found, tree) {
		if !takesPlace(a) || !sameMoment(one(a, "start"), one(tree, "start")) {
			continue
		}
		for _, ref := range document.Texts(a, "participant.actor.reference") {
			if strings.HasPrefix(ref, "Patient/") {
				members[ref] = true
			}
		}
	}
	if len(members) > care.MostMembers {
		return refuse("Appointment.participant", "This group is full. A group has 15 people at most.")
	}
	return nil
}

func seriesOf(a map[string]any) string {
	for _, v := range document.Select(a, "identifier") {
		if id, ok := v.(map[string]any); ok && id["system"] == profile.SystemSeries {
			value, _ := id["value"].(string)
			return value
		}
	}
	return ""
}

func isGroup(a map[string]any) bool {
	codes := document.Texts(a, "serviceType.coding.code")
	return slices.Contains(codes, "group") || slices.Contains(codes, "76168009")
}

func takesPlace(a map[string]any) bool {
	return !slices.Contains([]string{"cancelled", "entered-in-error", "noshow"}, one(a, "status"))
}

func sameMoment(a, b string) bool {
	x, _, errX := fhir.ParseTime(a, time.UTC)
	y, _, errY := fhir.ParseTime(b, time.UTC)
	return errX == nil && errY == nil && x.Equal(y)
}

// notIntoThePast refuses a session that is moved to a time that is over.
func notIntoThePast(ctx context.Context, tx Tx, typ string, tree map[string]any) error {
	was, err := tx.Before(ctx, typ, one(tree, "id"))
	if err != nil || was == nil || sameMoment(one(was, "start"), one(tree, "start")) || !takesPlace(tree) {
		return err
	}
	now, err := received(tree)
	if err != nil {
		return err
	}
	if start, _, err := fhir.ParseTime(one(tree, "start"), time.UTC); err == nil && !start.After(now) {
		return refuse(typ+".start", "A session cannot be moved to a time that is over.")
	}
	return nil
}

// early is how long before a session somebody can be there.
const early = care.JoinFrom

// attended refuses that somebody was at a session which has not begun.
func attended(ctx context.Context, tx Tx, tree map[string]any) error {
	if !slices.Contains([]string{"arrived", "in-progress", "finished"}, one(tree, "status")) {
		return nil
	}
	now, err := received(tree)
	if err != nil {
		return err
	}
	for _, ref := range document.Texts(tree, "appointment.reference") {
		_, typ, id, ok := document.Reference(ref)
		if !ok || typ != "Appointment" {
			continue
		}
		a, err := tx.Resource(ctx, typ, id)
		if err != nil {
			return err
		}
		if start, _, err := fhir.ParseTime(one(a, "start"), time.UTC); a != nil && err == nil && now.Before(start.Add(-early)) {
			return refuse("Encounter.status", "This session has not begun.")
		}
	}
	return nil
}
