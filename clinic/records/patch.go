package records

import (
	"context"
	"errors"
	"net/http"

	jsonpatch "github.com/evanphx/json-patch/v5"

	"throughline/clinic/outcome"
	"throughline/clinic/store"
)

// Patch applies a JSON Patch (RFC 6902) to the current version.
func (s *Service) Patch(ctx context.Context, call Call, typ, id string, patch []byte, cond Conditions) (out Written, err error) {
	err = s.update(ctx, call, "patch", typ+"/"+id, func(wk *work) error {
		out, err = wk.patch(ctx, typ, id, patch, cond)
		return err
	})
	return out, err
}

func (wk *work) patch(ctx context.Context, typ, id string, patch []byte, cond Conditions) (Written, error) {
	if !wk.MayAtAll('u', typ) {
		return Written{}, outcome.Forbidden
	}
	current, err := wk.w.Get(ctx, typ, id)
	if err != nil {
		if errors.Is(err, store.ErrNotFound) {
			return Written{}, outcome.NotFound
		}
		return Written{}, err
	}
	// As on reading: what is not the caller's own is not there.
	if err := wk.mayChange(ctx, 'u', current); err != nil {
		return Written{}, outcome.NotFound
	}
	if current.Gone() {
		return Written{}, outcome.Gone
	}
	ops, err := jsonpatch.DecodePatch(patch)
	if err != nil {
		return Written{}, badPatch(http.StatusBadRequest, err)
	}
	seen, err := shown(wk.Caller, current)
	if err != nil {
		return Written{}, err
	}
	body, err := ops.ApplyWithOptions(seen.Body, &jsonpatch.ApplyOptions{
		SupportNegativeIndices: false, AccumulatedCopySizeLimit: maxPatched, EscapeHTML: false,
	})
	if err != nil {
		return Written{}, badPatch(http.StatusUnprocessableEntity, err)
	}
	return wk.update(ctx, typ, id, body, cond)
}

// maxPatched bounds what the copy operations of one patch may add, in bytes.
const maxPatched = 1 << 20

func badPatch(status int, cause error) error {
	e := outcome.Of(status, "processing", "The patch cannot be applied to the current version.")
	e.Cause = cause
	return e
}
