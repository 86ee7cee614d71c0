package clockwatch

import (
	"context"
	"errors"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
)

const (
	// skewMax is by how much the clocks of a cluster may differ: more, and tokens that one node signs are none to another.
	skewMax       = 30 * time.Second
	compareBudget = 2 * time.Second
)

// Skew is by how much this machine's clock differs from another one's. The zero value is no difference.
type Skew struct {
	By   time.Duration // ahead; negative: behind
	From string        // the name of the other clock; "" = there is none to compare with
}

// ErrDiffers says that this machine's clock differs too much from those of the others.
var ErrDiffers = errors.New("the clock of this node differs too much from those of the others")

// TooMuch says that a machine with such a clock should answer nobody.
func (s Skew) TooMuch() bool { return s.By > skewMax || s.By < -skewMax }

// Skew answers the difference from the reference that differs most, as it was found at the last reading. A reference that
// does not answer says nothing.
func (s *Service) Skew() Skew {
	if found := s.skew.Load(); found != nil {
		return *found
	}
	return Skew{}
}

// compare asks the references, and notes what it finds.
func (s *Service) compare(ctx context.Context) Skew {
	if len(s.References) == 0 {
		return Skew{}
	}
	var worst Skew
	asked := false
	for name, reference := range s.References {
		found, ok := s.differs(ctx, reference)
		if !ok {
			continue
		}
		if !asked || found.Abs() > worst.By.Abs() {
			worst = Skew{By: found, From: name}
		}
		asked = true
	}
	if !asked {
		return s.Skew() // nobody says that it has changed
	}
	if before := s.Skew(); worst.TooMuch() != before.TooMuch() {
		if worst.TooMuch() {
			s.Logger.ErrorContext(ctx, "this machine's clock differs too much from another one's: the node reports that it isn't ready until they agree", "from", worst.From, "ahead", worst.By.Round(time.Second).String())
		} else {
			s.Logger.InfoContext(ctx, "this machine's clock agrees with the others again")
		}
	}
	s.skew.Store(&worst)
	return worst
}

// differs answers by how much our clock is ahead of another one. An answer that took long says too little.
func (s *Service) differs(ctx context.Context, reference Reference) (time.Duration, bool) {
	ctx, cancel := context.WithTimeout(ctx, compareBudget)
	defer cancel()
	_, before := clock.Read(s.Clock)
	theirs, err := reference(ctx)
	wall, after := clock.Read(s.Clock)
	took := time.Duration(after - before)
	if err != nil || took > compareBudget {
		return 0, false
	}
	return wall.Add(-took / 2).Sub(theirs), true
}
