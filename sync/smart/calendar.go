package smart

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"

	"throughline/care"
)

// ErrNoCalendar means that the clinic offers no address for a calendar.
var ErrNoCalendar = &care.Fault{Code: "no-calendar-address", Say: "Your clinic does not offer this. You can save a file for your calendar."}

// Feed gives the address under which the person's own calendar finds their
// sessions; empty where they made none. ErrNoCalendar means that the clinic has
// no throughline_calendar_endpoint in its SMART configuration.
func (s *Session) Feed(ctx context.Context) (string, error) { return s.askFeed(ctx, http.MethodGet) }

// MakeFeed makes a new address, in the place of any other.
func (s *Session) MakeFeed(ctx context.Context) (string, error) {
	return s.askFeed(ctx, http.MethodPost)
}

// DropFeed takes the address back.
func (s *Session) DropFeed(ctx context.Context) (string, error) {
	return s.askFeed(ctx, http.MethodDelete)
}

func (s *Session) askFeed(ctx context.Context, method string) (string, error) {
	clinic, err := s.discovered(ctx)
	if err != nil {
		return "", err
	}
	if !clinic.trusts(clinic.Calendar) {
		return "", ErrNoCalendar
	}
	body, err := s.askOwn(ctx, method, clinic.Calendar)
	if err != nil {
		return "", err
	}
	var answer struct {
		Address string `json:"address"`
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return "", because(ErrFailed, errors.New("the calendar address cannot be read"))
	}
	if u, err := url.Parse(answer.Address); err != nil || answer.Address != "" && u.Host == "" {
		return "", because(ErrFailed, errors.New("the calendar address is none"))
	}
	return answer.Address, nil
}
