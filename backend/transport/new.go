package transport

import (
	"crypto/x509"
	"fmt"
	"log/slog"
	"net"
	"os"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
)

// Door is one listener that speaks TLS.
type Door struct {
	Name string
	// Host is the name under which callers reach it; "" = not known, and nothing is compared with it.
	Host string
	// Cert and Key name PEM files. Empty: the certificate comes from ACME.
	Cert, Key string
	// ClientCA names the authorities whose certificates callers must show; "" = callers show none.
	ClientCA string
}

// ACME says who certifies. Whoever fills it has accepted the service's terms.
type ACME struct {
	Directory string
	Email     string // "" = none
	// CA names authorities in PEM to trust for the service itself; "" = the system's.
	CA string
}

// Deps is what a Service stands on. ACME is needed when a door has no files. Clock and Logger may be nil.
type Deps struct {
	Doors []Door
	ACME  ACME
	// Dir is where ACME's keys and certificates are kept; it is made with mode 0700.
	Dir string
	// Plain says that there is a plain listener on which the ACME service can check a name.
	Plain  bool
	Clock  clock.Clock
	Logger *slog.Logger
}

// Service holds the certificates of all doors. A nil Service is one without TLS. It may be used from many goroutines.
type Service struct {
	Deps
	doors  []*door
	issuer *issuer // nil: no door needs ACME
}

// door is a Door with the certificate that it shows.
type door struct {
	Door
	source  source
	clients *x509.CertPool
}

// New reads the files of every door and what an ACME service issued before. Files that can't be used are an error.
func New(deps Deps) (*Service, error) {
	if deps.Clock == nil {
		deps.Clock = clock.System()
	}
	if deps.Logger == nil {
		deps.Logger = slog.New(slog.DiscardHandler)
	}
	s := &Service{Deps: deps}
	for _, d := range deps.Doors {
		made, err := s.open(d)
		if err != nil {
			return nil, fmt.Errorf("the certificate of the %s listener: %w", d.Name, err)
		}
		s.doors = append(s.doors, made)
	}
	return s, nil
}

func (s *Service) open(d Door) (*door, error) {
	made := &door{Door: d}
	var err error
	if d.ClientCA != "" {
		if made.clients, err = readAuthorities(d.ClientCA); err != nil {
			return nil, err
		}
	}
	if d.Cert != "" {
		made.source, err = s.openFiles(d)
		return made, err
	}
	if s.issuer == nil {
		if s.issuer, err = newIssuer(s.Deps); err != nil {
			return nil, err
		}
	}
	made.source, err = s.issuer.open(d.Host)
	return made, err
}

// Listener answers ln, encrypted if there is a door of that name.
func (s *Service) Listener(name string, ln net.Listener) net.Listener {
	if s == nil {
		return ln
	}
	for _, d := range s.doors {
		if d.Name == name {
			return listener{Listener: ln, config: s.config(d)}
		}
	}
	return ln
}

func readAuthorities(path string) (*x509.CertPool, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read authorities: %w", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("%s holds no certificate in PEM", path)
	}
	return pool, nil
}
