package engine

import (
	"context"
	"net/url"
	"time"

	"throughline/fhir"
	"throughline/sync/fhirhttp"
)

// Remote is what the engine needs of the clinic's FHIR endpoint;
// *fhirhttp.Client is one.
type Remote interface {
	Capabilities(ctx context.Context) (fhir.CapabilityStatement, error)
	Read(ctx context.Context, typ, id string) (fhirhttp.Resource, error)
	Create(ctx context.Context, typ string, body []byte, ifNoneExist string) (fhirhttp.Resource, error)
	Update(ctx context.Context, typ, id string, body []byte, cond fhirhttp.Condition) (fhirhttp.Resource, error)
	Bundle(ctx context.Context, kind string, writes []fhirhttp.Write) ([]fhirhttp.Written, error)
	History(ctx context.Context, scope string, since time.Time, each func(fhirhttp.Page) error) error
	Continue(ctx context.Context, next string, each func(fhirhttp.Page) error) error
	Search(ctx context.Context, typ string, query url.Values, each func(fhirhttp.Page) error) error
}
