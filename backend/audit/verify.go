package audit

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

// Verify reads the whole log and answers whether it is what was written. Checkpoints kept elsewhere may be given; they
// show when the end of the log was cut off. The error says that the log could not be read, not that it is wrong.
func (l *Log) Verify(ctx context.Context, kept ...Checkpoint) (Verification, error) {
	// The head is read first: entries that arrive meanwhile lie behind it and are checked as well.
	head, err := l.currentHead(ctx)
	if err != nil {
		return Verification{}, err
	}
	w := &walk{log: l, head: head, previous: make([]byte, 32)}
	if err := w.loadCheckpoints(ctx, 0); err != nil {
		return Verification{}, err
	}
	for _, c := range kept {
		if !c.genuine(l.key) {
			return w.bad(c.Seq, "the checkpoint for entry %d was not signed by this installation", c.Seq), nil
		}
	}
	w.kept = kept
	var failed error
	err = l.eachRecord(ctx, func(row recordRow, from *originRow) bool {
		if w.found == nil {
			w.record(row, from)
		}
		if w.found == nil {
			failed = w.checkpoints(ctx, row)
		}
		return w.found == nil && failed == nil
	})
	if err == nil {
		err = failed
	}
	if err != nil {
		return Verification{}, err
	}
	result := w.result()
	l.broken.Store(!result.OK)
	return result, nil
}

// Healthy answers false once a verification has found the chain broken.
func (l *Log) Healthy() bool { return !l.broken.Load() }

// walk goes along the chain and remembers where it is.
type walk struct {
	log      *Log
	head     headRow
	previous []byte
	seq      int64
	signed   []Checkpoint // the next checkpoints of the database, in order
	mark     []byte       // fingerprint of the checkpoint before them
	kept     []Checkpoint
	found    *Verification
}

func (w *walk) bad(seq int64, format string, args ...any) Verification {
	v := Verification{Records: w.seq, FirstBad: seq, Message: "The audit log was altered: " + fmt.Sprintf(format, args...) + "."}
	w.found = &v
	return v
}

// record checks one entry: its place, its hash, its columns and its origin.
func (w *walk) record(row recordRow, from *originRow) {
	want := w.seq + 1
	if row.Seq != want {
		w.bad(want, "entry %d is missing, entry %d follows entry %d", want, row.Seq, w.seq)
		return
	}
	hash := link(row.Seq, w.previous, row.Record)
	if !bytes.Equal(hash, row.Hash) {
		w.bad(want, "the hash of entry %d does not fit its content and the entry before", want)
		return
	}
	c, err := row.content()
	if err != nil || !row.agrees(c, w.head.Chain) {
		w.bad(want, "the columns of entry %d do not say what its record says", want)
		return
	}
	if from != nil {
		o := origin{Salt: from.Salt, Address: from.Address, UserAgent: from.UserAgent}
		if c.Origin != o.commitment() || from.ActorID != row.ActorID {
			w.bad(want, "the origin of entry %d is not the one that was recorded", want)
			return
		}
	}
	for _, k := range w.kept {
		if k.Seq == row.Seq && (!bytes.Equal(k.Hash, row.Hash) || k.Chain != c.Chain) {
			w.bad(want, "entry %d is not the one that the given checkpoint saw", want)
			return
		}
	}
	w.seq, w.previous = row.Seq, row.Hash
}

// agrees reports whether the columns that the search uses repeat the chained record.
func (r recordRow) agrees(c content, chain string) bool {
	at := store.Time(r.At).Format(time.RFC3339Nano)
	return c.Chain == chain && c.Seq == itoa(r.Seq) && c.Action == r.Action && c.Actor == r.ActorID &&
		c.ActorKind == r.ActorKind && c.Object == r.Object && c.Outcome == r.Outcome && c.Time == at
}

func (w *walk) loadCheckpoints(ctx context.Context, after int64) (err error) {
	w.signed, err = w.log.checkpointsAfter(ctx, after)
	return err
}

// checkpoints compares the record with the checkpoint that was made at it, if there is one.
func (w *walk) checkpoints(ctx context.Context, row recordRow) error {
	if len(w.signed) == 0 || w.signed[0].Seq != row.Seq {
		return nil
	}
	c := w.signed[0]
	if w.mark == nil {
		w.mark = make([]byte, 32)
	}
	if !c.genuine(w.log.key) || !bytes.Equal(c.Hash, row.Hash) || !bytes.Equal(c.Previous, w.mark) {
		w.bad(row.Seq, "the checkpoint at entry %d does not fit the log", row.Seq)
		return nil
	}
	w.mark = c.fingerprint()
	if w.signed = w.signed[1:]; len(w.signed) == 0 {
		return w.loadCheckpoints(ctx, c.Seq)
	}
	return nil
}

// result judges the end of the log.
func (w *walk) result() Verification {
	switch {
	case w.found != nil:
		return *w.found
	case w.seq < w.head.Seq:
		return w.bad(w.seq+1, "entry %d and what follows are missing; there had been %s", w.seq+1, fault.Counted(w.head.Seq, "entry", "entries"))
	case w.seq == w.head.Seq && w.seq > 0 && !bytes.Equal(w.previous, w.head.Hash):
		return w.bad(w.seq, "the last entry is not the one that was written last")
	case len(w.signed) > 0 && w.signed[0].Seq > w.seq:
		return w.bad(w.seq+1, "entry %d is missing; a checkpoint saw entry %d", w.seq+1, w.signed[0].Seq)
	}
	for _, k := range w.kept {
		if k.Seq > w.seq {
			return w.bad(w.seq+1, "entry %d is missing; the given checkpoint saw entry %d", w.seq+1, k.Seq)
		}
	}
	return Verification{OK: true, Records: w.seq, Message: fault.Counted(w.seq, "entry is", "entries are") + " intact, to the last."}
}
