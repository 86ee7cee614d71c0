package notify

import (
	"io/fs"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/jobs"
	"github.com/gatehouse-dev/gatehouse/backend/mail"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

// Deps is what notify needs. Transport and Console may be nil, everything else is required.
type Deps struct {
	Store    *store.Store
	Clock    clock.Clock
	Audit    *audit.Log
	Keys     *secret.Keys
	Jobs     *jobs.Runner
	Accounts *accounts.Service
	// Transport sends mails; nil keeps them.
	Transport mail.Transport
	// Templates holds NAME.txt and NAME.html for each message.
	Templates fs.FS
	// Portal is the name that mails speak of.
	Portal string
	// PublicURL begins every link, without a slash at its end.
	PublicURL string
	// Zone is the one whose morning digests are sent in; nil is UTC.
	Zone *time.Location
	// Console is told of each kept mail after the commit; the demo prints it.
	Console func(Mail)
}

// Service tells people things. It may be used from many goroutines at once.
type Service struct {
	deps    Deps
	repo    repo
	cursors page.Codec
}

// New builds the service, registers the job that sends mails, and becomes the messenger of accounts.
func New(d Deps) *Service {
	s := &Service{deps: d, repo: repo{store: d.Store}, cursors: page.Codec{Key: d.Keys.Derive(secret.PurposeCursor)}}
	jobs.Register(d.Jobs, s.deliver)
	d.Accounts.SendThrough(s)
	return s
}

func (s *Service) now() time.Time { return s.deps.Clock.Now() }

func (s *Service) zone() *time.Location {
	if s.deps.Zone == nil {
		return time.UTC
	}
	return s.deps.Zone
}
