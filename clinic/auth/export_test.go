package auth

import "context"

// OpenInvitation lets the tests ask a server of which no page is open.
func (s *Server) OpenInvitation(ctx context.Context, code string) (Invitation, error) {
	return s.openInvitation(ctx, code)
}

// HashWork is how many argon2id hashes a server has computed: what somebody could time.
func (s *Server) HashWork() int64 { return s.passwords.worked.Load() }
