package enforce

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/valyala/fasthttp"

	"github.com/gatehouse-dev/gatehouse/backend/catalog"
	"github.com/gatehouse-dev/gatehouse/backend/outbound"
)

// errCredential says that an upstream can't be called because its own credential could not be had.
var (
	errCredential     = errors.New("the upstream's credential could not be had")
	errCredentialLate = fmt.Errorf("%w: %w", errCredential, os.ErrDeadlineExceeded)
)

// presenter puts what the upstream wants to see into a request.
type presenter interface {
	// field answers the header that shows the credential, or errCredential.
	field() (credentialField, error)
	// refused hears that the upstream answered 401.
	refused()
}

// newCredential makes what shows a credential. Getting one takes no longer than a call may.
func (u *upstreams) newCredential(c *catalog.UpstreamCredential, total time.Duration) (presenter, error) {
	if c == nil {
		return nil, nil
	}
	switch c.Kind {
	case catalog.CredentialHeader:
		return fixed(newField(c.Name, c.Secret)), nil
	case catalog.CredentialBasic:
		return fixed(newField(fasthttp.HeaderAuthorization, "Basic "+base64.StdEncoding.EncodeToString([]byte(c.User+":"+c.Secret)))), nil
	case catalog.CredentialOAuth:
		client := outbound.New(outbound.Options{Allow: u.allow, MaxBytes: oauthBytesMax, Timeout: min(oauthTimeout, total)})
		return &oauth{config: *c, client: client}, nil
	}
	return nil, fmt.Errorf("%w: its kind is unknown", errCredential)
}

// credentialField is a header. What a caller sent under its name, in any spelling, gives way to it.
type credentialField struct{ name, folded, value []byte }

func newField(name, value string) credentialField {
	var buffer [foldedMax]byte
	return credentialField{[]byte(name), bytes.Clone(foldName(&buffer, []byte(name))), []byte(value)}
}

// fixed is a header that never changes.
type fixed credentialField

func (f fixed) field() (credentialField, error) { return credentialField(f), nil }

func (fixed) refused() {}
