package search

import (
	"net/url"
	"slices"
	"strings"
)

// A chain follows few references, and each to few types: its cost is their
// product.
const (
	maxDepth   = 2
	maxTargets = 6
)

// chain reads "param.rest" or "param:Type.rest" (FHIR R4, Search, section
// 3.1.1.4.5). It reports false where the parameter is none of the type's
// references, or rest is no parameter of what they refer to.
func (q *Query) chain(key, value string, depth int) (bool, error) {
	head, rest, _ := strings.Cut(key, ".")
	name, target, _ := strings.Cut(head, ":")
	p, ok := Find(q.Type, name)
	if !ok || p.Kind != Reference {
		return false, nil
	}
	if depth == maxDepth {
		return false, bad(key, "A chain follows %d references at most.", maxDepth)
	}
	targets := p.Targets
	if target != "" {
		if len(targets) > 0 && !slices.Contains(targets, target) {
			return false, bad(key, "The reference does not go to this type.")
		}
		targets = []string{target}
	}
	c := Chain{Param: p.Name}
	for _, typ := range targets {
		of, err := parse(typ, url.Values{rest: {value}}, depth+1)
		switch {
		case err != nil && target != "":
			return false, err
		case err == nil && len(of.Filters)+len(of.Chains) > 0:
			c.Of = append(c.Of, of)
		}
	}
	if len(c.Of) == 0 {
		return false, nil
	}
	if len(c.Of) > maxTargets {
		return false, bad(key, "The reference goes to many types. Say which: %s:Type.%s.", name, rest)
	}
	q.Chains = append(q.Chains, c)
	return true, nil
}

// filter adds one parameter. A canonical with its version, "url|version", asks
// for both (FHIR R4, references, section 2.3.0.3).
func (q *Query) filter(p Parameter, modifier, value string) error {
	if _, versioned := Find(q.Type, "version"); p.Name == "url" && modifier == "" && versioned {
		if parts := split(value, '|'); len(parts) == 2 && parts[1] != "" && !strings.Contains(value, ",") {
			version, _ := Find(q.Type, "version")
			f, err := parseFilter(version, "", strings.ReplaceAll(parts[1], "|", `\|`))
			if err != nil {
				return err
			}
			q.Filters = append(q.Filters, f)
			value = parts[0]
		}
	}
	f, err := parseFilter(p, modifier, value)
	if err != nil {
		return err
	}
	q.Filters = append(q.Filters, f)
	return nil
}

func (q *Query) elements(v string) error {
	for name := range strings.SplitSeq(v, ",") {
		if name = strings.TrimPrefix(name, q.Type+"."); name == "" || strings.ContainsAny(name, ".:[") {
			return bad("_elements", "It lists top-level elements.")
		}
		q.Elements = append(q.Elements, name)
	}
	return nil
}
