package transport

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// lookEvery is how often files are compared with what was read last.
const lookEvery = 10 * time.Second

// source is where a door's certificate comes from.
type source interface {
	// current answers nil before there is one.
	current() *tls.Certificate
	// problem says why the last attempt to have a new one failed; "" = it didn't.
	problem() string
}

// held is a certificate that can be replaced while it is shown.
type held struct {
	certificate atomic.Pointer[tls.Certificate]
	mu          sync.Mutex
	why         string
}

func (h *held) current() *tls.Certificate { return h.certificate.Load() }

func (h *held) problem() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.why
}

// failed notes why there is no new certificate, and answers whether that is news.
func (h *held) failed(err error) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	news := h.why != err.Error()
	h.why = err.Error()
	return news
}

func (h *held) replace(c *tls.Certificate) {
	h.certificate.Store(c)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.why = ""
}

// files is the certificate of a door from two files.
type files struct {
	held
	door   Door
	digest [sha256.Size]byte // of both files, as they were read last
}

func (s *Service) openFiles(d Door) (*files, error) {
	f := &files{door: d}
	if _, err := f.read(); err != nil {
		return nil, err
	}
	s.examine(d, f.current())
	return f, nil
}

// read takes the files in if they changed, and answers whether they did. When they can't be used, what was in place stays.
func (f *files) read() (changed bool, err error) {
	info, err := os.Stat(f.door.Key)
	if err != nil {
		return false, fmt.Errorf("read the private key: %w", err)
	}
	if info.Mode().Perm()&0o037 != 0 {
		return false, fmt.Errorf("%s may be read by others; give it mode 0600 (0640 if its group may read it)", f.door.Key)
	}
	key, err := os.ReadFile(f.door.Key)
	if err != nil {
		return false, fmt.Errorf("read the private key: %w", err)
	}
	chain, err := os.ReadFile(f.door.Cert)
	if err != nil {
		return false, fmt.Errorf("read the certificate: %w", err)
	}
	digest := sha256.Sum256(append(append(key, 0), chain...))
	if digest == f.digest && f.current() != nil {
		f.replace(f.current())
		return false, nil
	}
	pair, err := tls.X509KeyPair(chain, key)
	if err != nil {
		return false, fmt.Errorf("%s and %s: %w", f.door.Cert, f.door.Key, err)
	}
	f.digest = digest
	f.replace(&pair)
	return true, nil
}

// WatchFiles reads changed files until ctx ends: soon after they changed, and at once on each value from now.
func (s *Service) WatchFiles(ctx context.Context, now <-chan os.Signal) {
	ticker := time.NewTicker(lookEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		case <-now:
		}
		s.reload()
	}
}

// reload reads all files. What is wrong with them is logged when it is news.
func (s *Service) reload() {
	if s == nil {
		return
	}
	for _, d := range s.doors {
		f, ok := d.source.(*files)
		if !ok {
			continue
		}
		changed, err := f.read()
		switch {
		case err != nil && f.failed(err):
			s.Logger.Error("a new certificate can't be used; the old one stays in place", "listener", d.Name, "cause", err)
		case changed:
			s.Logger.Info("took in a new certificate", "listener", d.Name, "until", f.current().Leaf.NotAfter)
			s.examine(d.Door, f.current())
		}
	}
}

// examine warns of a certificate that callers will not accept. It is no reason to refuse the start: a proxy in front may
// ask for another name, and a newer file may be on its way.
func (s *Service) examine(d Door, c *tls.Certificate) {
	now := s.Clock.Now()
	if now.After(c.Leaf.NotAfter) || now.Before(c.Leaf.NotBefore) {
		s.Logger.Warn("a certificate is not valid now", "listener", d.Name, "from", c.Leaf.NotBefore, "until", c.Leaf.NotAfter)
	}
	if d.Host != "" && c.Leaf.VerifyHostname(d.Host) != nil {
		s.Logger.Warn("a certificate is not for the listener's own name", "listener", d.Name, "name", d.Host, "names", c.Leaf.DNSNames)
	}
}
