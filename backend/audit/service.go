package audit

import (
	"cmp"
	"context"
	"encoding/hex"
	"fmt"
	"maps"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

// checkpointEvery is how many records may pass without a checkpoint.
const checkpointEvery = 1000

// heardMax is how much of a text others hear, in bytes.
const heardMax = 4096

// Record adds an entry in the transaction of ctx; return its error, so that the change fails with it. Outside a
// transaction it answers store.ErrNoTx.
func (l *Log) Record(ctx context.Context, e Entry) error {
	if e.Action == "" {
		return errActionMissing
	}
	head, err := l.head(ctx)
	if err != nil {
		return fmt.Errorf("record %s in the audit log: %w", e.Action, err)
	}
	if err := l.extend(ctx, head, e); err != nil {
		return fmt.Errorf("record %s in the audit log: %w", e.Action, err)
	}
	return l.pass(ctx, e)
}

// pass lets those who asked for it hear of an entry.
func (l *Log) pass(ctx context.Context, e Entry) error {
	if len(l.heard) == 0 {
		return nil
	}
	e.Outcome = cmp.Or(e.Outcome, Success)
	e.Details = maps.Clone(e.Details)
	for name, value := range e.Details {
		if text, ok := value.(string); ok {
			e.Details[name] = clean(text, heardMax)
		}
	}
	for _, hear := range l.heard {
		if err := hear(ctx, e); err != nil {
			return fmt.Errorf("tell of %s: %w", e.Action, err)
		}
	}
	return nil
}

func (l *Log) extend(ctx context.Context, head headRow, e Entry) error {
	info := reqinfo.From(ctx)
	from := origin{UserAgent: clean(info.UserAgent, 512)}
	if info.Address.IsValid() {
		from.Address = info.Address.String()
	}
	e.Outcome = cmp.Or(e.Outcome, Success)
	s := sealed{
		Entry: e, chain: head.Chain, boot: l.boot, seq: head.Seq + 1, at: l.clock.Now().UTC().Truncate(time.Microsecond),
		actorKind: cmp.Or(info.Actor.Kind, reqinfo.Anonymous), actor: info.Actor.ID,
		session: sessionMark(info.SessionID), request: info.RequestID,
	}
	if from.Address != "" || from.UserAgent != "" {
		from.Salt = secret.RandomBytes(16)
		s.origin = from.commitment()
	}
	record := s.bytes()
	next := headRow{Chain: head.Chain, Seq: s.seq, Hash: link(s.seq, head.Hash, record)}
	if err := l.append(ctx, s, record, next); err != nil {
		return err
	}
	if s.origin != "" {
		if err := l.insertOrigin(ctx, s, from); err != nil {
			return err
		}
	}
	if next.Seq%checkpointEvery == 0 {
		return l.checkpoint(ctx, next)
	}
	return nil
}

// Checkpoint signs where the chain ends now, unless the newest checkpoint already does.
func (l *Log) Checkpoint(ctx context.Context) error {
	err := l.store.Tx(ctx, func(ctx context.Context) error {
		head, err := l.head(ctx)
		if err != nil {
			return err
		}
		return l.checkpoint(ctx, head)
	})
	if err != nil {
		return fmt.Errorf("make an audit checkpoint: %w", err)
	}
	return nil
}

func (l *Log) checkpoint(ctx context.Context, head headRow) error {
	last, found, err := l.lastCheckpoint(ctx)
	if err != nil || head.Seq == 0 || (found && last.Seq >= head.Seq) {
		return err
	}
	c := Checkpoint{Chain: head.Chain, Seq: head.Seq, Hash: head.Hash, At: l.clock.Now().UTC().Truncate(time.Microsecond), Count: head.Seq, Previous: make([]byte, len(head.Hash))}
	if found {
		c.Previous = last.fingerprint()
	}
	c.sign(l.key)
	if err := l.insertCheckpoint(ctx, c); err != nil {
		return err
	}
	store.AfterCommit(ctx, func(ctx context.Context) {
		// The log leaves the machine, and with it the proof of how long the chain was.
		l.logger.InfoContext(ctx, "audit checkpoint", "chain", c.Chain, "seq", c.Seq,
			"hash", hex.EncodeToString(c.Hash), "signature", hex.EncodeToString(c.Signature))
	})
	return nil
}

// LastCheckpoint answers the newest checkpoint, to be kept elsewhere and given to Verify; false when there is none yet.
func (l *Log) LastCheckpoint(ctx context.Context) (Checkpoint, bool, error) {
	return l.lastCheckpoint(ctx)
}

// EraseOrigins forgets, in the transaction of ctx, from where an actor did what the log says. The chain stays valid.
func (l *Log) EraseOrigins(ctx context.Context, actorID string) error {
	if actorID == "" {
		return nil
	}
	if err := l.deleteOrigins(ctx, actorID); err != nil {
		return fmt.Errorf("erase origins of %s: %w", actorID, err)
	}
	return nil
}

// Count answers how many entries the log has.
func (l *Log) Count(ctx context.Context) (int64, error) { return l.length(ctx) }
