package transport

import "time"

// State is how a door's certificate stands.
type State struct {
	Door string
	// Name is the host that the certificate is shown for.
	Name string
	// Issued is false before there is a certificate; then Until is zero.
	Issued bool
	Until  time.Time
	// Problem says why the last attempt to have a newer one failed; "" = it didn't.
	Problem string
}

// States answers how the certificate of each door stands.
func (s *Service) States() []State {
	if s == nil {
		return nil
	}
	var all []State
	for _, d := range s.doors {
		state := State{Door: d.Name, Name: d.Host, Problem: d.source.problem()}
		if c := d.source.current(); c != nil && c.Leaf != nil {
			state.Issued, state.Until = true, c.Leaf.NotAfter
			if state.Name == "" && len(c.Leaf.DNSNames) > 0 {
				state.Name = c.Leaf.DNSNames[0]
			}
		}
		all = append(all, state)
	}
	return all
}

// Days answers the whole days until the certificate ends, negative when it has ended.
func (s State) Days(now time.Time) float64 { return s.Until.Sub(now).Hours() / 24 }
