package leaks

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/ident"
	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// FromHoney is the source of finds that a honey token made: nobody found it, somebody used it.
const FromHoney = "honey"

const (
	honeyPrefix     = "hny_"
	honeyMax        = 200
	honeyNameMax    = 80
	honeyPlantedMax = 200
)

// Honey is a token that opens nothing and looks like one that does. It is planted where nobody has any business, and its use
// tells that somebody was there.
type Honey struct {
	// ID is hny_ and the 16 characters that the token's own text shows.
	ID   string
	Kind secret.Kind
	Name string
	// Planted says where it lies.
	Planted     string
	MAC         [32]byte
	PepperKID   string
	Last4       string
	CreatedBy   string
	CreatedAt   time.Time
	Used        int64 // how often it was told, at most once an hour for each network
	LastUsedAt  *time.Time
	LastNetwork string
	RetiredAt   *time.Time
}

// Hint answers the recognisable form of the token.
func (h Honey) Hint(brand string) string {
	return secret.Hint(brand, h.Kind, strings.TrimPrefix(h.ID, honeyPrefix), h.Last4)
}

// The faults of honey tokens.
var (
	// ErrHoneyNotFound says that there is no such honey token.
	ErrHoneyNotFound = fault.New(fault.NotFound, "leaks.honey_not_found", "There is no such honey token.", "Choose one from the list.")
	// ErrHoneyTooMany says that there are as many honey tokens as an installation has.
	ErrHoneyTooMany = fault.New(fault.Conflict, "leaks.honey_too_many", "There are 200 honey tokens.", "Retire one that lies nowhere any more.")
)

// HoneyTokens answers the ones that are out, newest first, and then those that were retired. The route's permission admits
// the caller.
func (s *Service) HoneyTokens(ctx context.Context) ([]Honey, error) { return s.repo.honeys(ctx) }

// PlantHoney makes a honey token that looks like one of an environment, and answers it with the only copy of its text. It
// returns ErrHoneyTooMany and fault.ErrInvalid.
func (s *Service) PlantHoney(ctx context.Context, name, planted string, kind secret.Kind) (Honey, secret.Text, error) {
	name, planted = clean(name, honeyNameMax), clean(planted, honeyPlantedMax)
	var mistakes []fault.Field
	if name == "" {
		mistakes = append(mistakes, fault.Required("/name", "Give it a name, by which you know it again."))
	}
	if planted == "" {
		mistakes = append(mistakes, fault.Required("/planted", "Say where you plant it: whoever reads the alarm has to look there."))
	}
	if len(mistakes) > 0 {
		return Honey{}, "", fault.ErrInvalid.With(mistakes...)
	}
	minted, err := secret.Generate(s.brand, kind, s.tokens.Random)
	if err != nil {
		return Honey{}, "", fmt.Errorf("make a honey token: %w", err)
	}
	kid, pepper := s.tokens.Keys.Pepper()
	h := Honey{
		ID: honeyPrefix + minted.ID, Kind: kind, Name: name, Planted: planted, MAC: secret.MAC(pepper, secret.DomainToken, minted.Full), PepperKID: kid,
		Last4: minted.Last4, CreatedBy: rbac.From(ctx).ID, CreatedAt: s.clock.Now(),
	}
	err = s.store.Tx(ctx, func(ctx context.Context) error {
		// Two at once must not both see the last free place.
		if err := s.store.Serialize(ctx); err != nil {
			return err
		}
		if n, err := s.repo.countHoney(ctx); err != nil || n >= honeyMax {
			if err == nil {
				err = ErrHoneyTooMany
			}
			return err
		}
		if err := s.repo.insertHoney(ctx, h); err != nil {
			return err
		}
		return s.noteHoney(ctx, "honey.plant", h, map[string]any{"planted": planted})
	})
	if err != nil {
		return Honey{}, "", fmt.Errorf("plant a honey token: %w", err)
	}
	return h, secret.Text(minted.Full), nil
}

// RetireHoney makes a honey token one that nobody ever made; what it told stays. It returns ErrHoneyNotFound, and changes
// nothing where it is retired already.
func (s *Service) RetireHoney(ctx context.Context, id string) (Honey, error) {
	var h Honey
	err := s.store.Tx(ctx, func(ctx context.Context) (err error) {
		if h, err = s.repo.honey(ctx, id); err != nil || h.RetiredAt != nil {
			return err
		}
		now := s.clock.Now()
		h.RetiredAt = &now
		if err := s.repo.retireHoney(ctx, h); err != nil {
			return err
		}
		return s.noteHoney(ctx, "honey.retire", h, map[string]any{})
	})
	if err != nil {
		return Honey{}, fmt.Errorf("retire honey token %s: %w", id, err)
	}
	return h, nil
}

// noteHoney tells the gate and the audit log.
func (s *Service) noteHoney(ctx context.Context, action string, h Honey, details map[string]any) error {
	if err := s.store.Changed(ctx, store.KindToken, h.ID); err != nil {
		return err
	}
	return s.auditHoney(ctx, action, h, details)
}

func (s *Service) auditHoney(ctx context.Context, action string, h Honey, details map[string]any) error {
	details["name"] = h.Name
	return s.audit.Record(ctx, audit.Entry{Action: action, Object: h.ID, Outcome: audit.Success, Details: details})
}

// HoneyUsed opens a find: somebody called with a honey token from a network. The security admins are told of each network
// and of each find that was closed meanwhile. Enforcement calls it; what was retired meanwhile tells nothing.
func (s *Service) HoneyUsed(ctx context.Context, id, network string) error {
	ctx = reqinfo.AsSystem(ctx, "honey.use")
	if network == "" {
		network = "an unknown network"
	}
	err := s.store.Tx(ctx, func(ctx context.Context) error {
		h, err := s.repo.honey(ctx, id)
		if err != nil || h.RetiredAt != nil {
			return err
		}
		now := s.clock.Now()
		if err := s.repo.useHoney(ctx, id, network, now); err != nil {
			return err
		}
		l := Leak{
			ID: ident.New("lk"), TokenID: h.ID, Kind: h.Kind, Generation: 1, TokenName: h.Name, Hint: h.Hint(s.brand), Source: FromHoney,
			Place: clean("Used from "+network+". It was planted here: "+h.Planted, placeRunesMax), Outcome: Told, FirstSeenAt: now, LastSeenAt: now, Seen: 1,
		}
		stored, again, err := s.repo.see(ctx, l)
		if err != nil {
			return err
		}
		if err := s.auditHoney(ctx, "honey.use", h, map[string]any{"network": network, "planted": h.Planted, "find": stored.ID}); err != nil {
			return err
		}
		if again && stored.ClosedAt == nil {
			return nil
		}
		stored.ClosedAt, stored.ClosedBy, stored.Note = nil, "", ""
		if err := s.repo.saveStanding(ctx, stored); err != nil {
			return err
		}
		return s.alarm(ctx, h, network)
	})
	if err != nil {
		return fmt.Errorf("note the use of honey token %s: %w", id, err)
	}
	return nil
}

func (s *Service) alarm(ctx context.Context, h Honey, network string) error {
	if s.tokens.Messenger == nil || s.tokens.Guards == nil {
		return nil
	}
	guards, err := s.tokens.Guards(ctx)
	if err != nil {
		return err
	}
	sentence := "The honey token " + h.Name + " was used from " + network + ". It was planted here: " + h.Planted
	for _, g := range guards {
		n := accounts.Notice{
			Account: g.ID, Kind: "security.honey_used", Title: "The honey token " + h.Name + " was used", Link: "/operate/leaks",
			Body: "From " + network + ". It was planted here: " + h.Planted,
		}
		err := s.tokens.Messenger.Notify(ctx, n, "honey-used", map[string]any{
			"Token": h.Name + " (" + h.Hint(s.brand) + ")", "Sentence": sentence, "Network": network, "Link": "/operate/leaks",
			"When": s.clock.Now().Format("2 January 2006, 15:04 MST"),
		})
		if err != nil {
			return err
		}
	}
	return nil
}
