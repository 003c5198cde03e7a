package records

import (
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"

	"github.com/google/uuid"

	"throughline/clinic/access"
	"throughline/clinic/auth"
	"throughline/clinic/document"
	"throughline/clinic/outcome"
	"throughline/clinic/rules"
	"throughline/clinic/search"
	"throughline/clinic/store"
)

func newID() string { return uuid.NewString() }

// versionID is a version's number as clients see it.
func versionID(v store.Version) string { return strconv.FormatInt(v.Version, 10) }

// parse reads a body that is to be a resource of a type.
func (wk *work) parse(typ string, body []byte) (document.Document, error) {
	if typ == auditType {
		return document.Document{}, outcome.Of(http.StatusMethodNotAllowed, "not-supported", "The audit is written by the server alone.")
	}
	d, err := document.Parse(body)
	if err != nil {
		return d, err
	}
	if got := d.Type(); got != typ {
		return d, &outcome.Error{
			Status: http.StatusBadRequest, Code: "invalid", Expression: "resourceType",
			Say: "The body is a " + plain(got) + ", and the address is that of a " + typ + ".",
		}
	}
	if id := d.ID(); id != "" && !document.ValidID(id) {
		return d, &outcome.Error{
			Status: http.StatusUnprocessableEntity, Code: "value", Expression: typ + ".id",
			Say: "An id is 1 to 64 letters, digits, - and dots.",
		}
	}
	return d, nil
}

// plain repeats a word of the request only where it is a resource type.
func plain(typ string) string {
	if document.IsType(typ) {
		return typ
	}
	return "resource of an unknown type"
}

// condition reads the search of a conditional interaction. It has to be
// understood whole, and to choose something.
func condition(typ, query string) (search.Query, error) {
	values, err := url.ParseQuery(query)
	if err != nil {
		return search.Query{}, outcome.Of(http.StatusBadRequest, "invalid", "The condition is not a search.")
	}
	q, err := search.Parse(typ, values)
	if err != nil {
		return q, err
	}
	if len(q.Ignored) > 0 || len(q.Filters)+len(q.Chains) == 0 {
		return q, outcome.Of(http.StatusPreconditionFailed, "not-supported",
			"The server cannot search by this condition, so it did nothing.")
	}
	return q, nil
}

// patientMayChange are the elements of a Task that a patient may change; the
// rest is what staff asked for.
var patientMayChange = []string{
	"status", "statusReason", "businessStatus", "output", "executionPeriod", "lastModified", "note", "meta", "text",
}

// worked holds a change of staff's work against what was done before.
func (wk *work) worked(current store.Version, d document.Document) error {
	if wk.Role == access.RoleSystem || d.Type() != "Task" && d.Type() != "Flag" {
		return nil
	}
	var before map[string]any
	if len(current.Body) > 0 {
		tree, err := document.Tree(current.Body)
		if err != nil {
			return err
		}
		before = tree
	}
	after, err := document.Tree(d.Bytes())
	if err != nil {
		return err
	}
	return rules.Worked(before, after, wk.FHIRUser)
}

// lovedOneMayChange is how a loved one leaves.
var lovedOneMayChange = []string{"active", "period", "meta"}

// protected keeps what belongs to staff as it was when a patient updates a Task, or
// a loved one what stands for them.
func (wk *work) protected(current store.Version, d document.Document) error {
	may := patientMayChange
	switch {
	case wk.Role == auth.RoleRelatedPerson && current.Type == "RelatedPerson":
		may = lovedOneMayChange
	case wk.Role != auth.RolePatient || current.Type != "Task":
		return nil
	}
	old, err := document.Tree(current.Body)
	if err != nil {
		return err
	}
	next, err := document.Tree(d.Bytes())
	if err != nil {
		return err
	}
	for name := range merged(old, next) {
		if !slices.Contains(may, name) && !reflect.DeepEqual(old[name], next[name]) {
			return &outcome.Error{
				Status: http.StatusForbidden, Code: "forbidden", Expression: current.Type + "." + name,
				Say: "Only the clinic can change this part.",
			}
		}
	}
	if current.Type == "RelatedPerson" && next["active"] != false {
		return outcome.Forbidden // to leave is all that a loved one can do about it
	}
	return nil
}

func merged(a, b map[string]any) map[string]any {
	out := maps.Clone(a)
	maps.Copy(out, b)
	return out
}
