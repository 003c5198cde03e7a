package auth

import "context"

// OpenInvitation lets the tests ask a server of which no page is open.
func (s *Server) OpenInvitation(ctx context.Context, code string) (Invitation, error) {
	return s.openInvitation(ctx, code)
}
