package app

import (
	"context"

	"throughline/care"
)

// Invite has the clinic put a loved one into its records, with the patient's
// consent, and gives the one-time code.
func (c *Client) Invite(ctx context.Context, i care.Invitation) (care.Invited, error) {
	s, err := c.signedIn()
	if err != nil {
		return care.Invited{}, err
	}
	e := c.Engine()
	named, err := e.NameLovedOne(ctx, i)
	if err != nil {
		return care.Invited{}, err
	}
	made, err := s.Invite(ctx, "", named.Person, named.Consent)
	if err != nil {
		return care.Invited{}, c.heed(ctx, err)
	}
	e.Nudge() // the list of people is what the clinic has
	return made, nil
}

// InviteAgain makes a new code for somebody who is waited for; the one before stops
// working.
func (c *Client) InviteAgain(ctx context.Context, person string) (care.Invited, error) {
	s, err := c.signedIn()
	if err != nil {
		return care.Invited{}, err
	}
	made, err := s.Invite(ctx, person, nil, nil)
	if err != nil {
		return care.Invited{}, c.heed(ctx, err)
	}
	c.Engine().Nudge()
	return made, nil
}
