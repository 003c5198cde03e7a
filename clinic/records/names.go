package records

import (
	"context"
	"strings"
	"time"

	"throughline/clinic/auth"
	"throughline/clinic/document"
	"throughline/clinic/store"
)

// A name is asked for once in a while and not at every request.
const nameKept = 10 * time.Minute

type named struct {
	name  string
	until time.Time
}

// nameOf gives the name of who asks, so that a patient who sees in the audit
// that somebody looked also sees who. It is "" where there is none.
func (s *Service) nameOf(ctx context.Context, r store.Reader, p auth.Principal) string {
	key := p.ClinicID + " " + p.FHIRUser
	if v, ok := s.names.Load(key); ok {
		if n, ok := v.(named); ok && s.Now().Before(n.until) {
			return n.name
		}
	}
	_, typ, id, ok := document.Reference(p.FHIRUser)
	if !ok {
		return ""
	}
	v, err := r.Get(ctx, typ, id)
	if err != nil || v.Gone() {
		return ""
	}
	tree, err := document.Tree(v.Body)
	if err != nil {
		return ""
	}
	name := nameIn(tree)
	s.names.Store(key, named{name, s.Now().Add(nameKept)})
	return name
}

func nameIn(tree map[string]any) string {
	for _, n := range document.Select(tree, "name") {
		if text := strings.Join(document.Texts(n, "text"), " "); text != "" {
			return text
		}
		if parts := append(document.Texts(n, "given"), document.Texts(n, "family")...); len(parts) > 0 {
			return strings.Join(parts, " ")
		}
	}
	return ""
}
