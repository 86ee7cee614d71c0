package usage

import (
	"math/rand/v2"
	"sync"
	"sync/atomic"
)

const (
	chunkEvents    = 512
	chunksMaxShard = 64
	// wakeChunks full chunks in one shard ask for a flush before its time. They are few, because packing them keeps a processor from
	// the calls that come meanwhile.
	wakeChunks = 2
)

// Recorder takes events from the doors. It is safe for concurrent use; the zero value is not usable, see NewRecorder.
type Recorder struct {
	shards  []shard
	pool    sync.Pool
	dropped atomic.Uint64
	wake    chan struct{}
}

type shard struct {
	mu   sync.Mutex
	full []*[]Event
	open *[]Event
	// A shard fills cache lines of its own, so that two cores don't fight over one line.
	_ [64]byte
}

// NewRecorder answers a recorder with the given number of shards, best one per core; it is raised to a power of two.
// It holds at most 32,768 events a shard.
func NewRecorder(shards int) *Recorder {
	n := 1
	for n < shards {
		n *= 2
	}
	r := &Recorder{shards: make([]shard, n), wake: make(chan struct{}, 1)}
	r.pool.New = func() any {
		events := make([]Event, 0, chunkEvents)
		return &events
	}
	return r
}

// Record takes e. It never waits for a disk or a flush: when the shard is full, the event is dropped and counted.
func (r *Recorder) Record(e Event) {
	s := &r.shards[rand.Uint32()&uint32(len(r.shards)-1)]
	s.mu.Lock()
	if s.open == nil {
		if len(s.full) >= chunksMaxShard {
			s.mu.Unlock()
			r.dropped.Add(1)
			return
		}
		s.open = r.pool.Get().(*[]Event)
	}
	*s.open = append(*s.open, e)
	wake := false
	if len(*s.open) == chunkEvents {
		s.full, s.open = append(s.full, s.open), nil
		wake = len(s.full) >= wakeChunks
	}
	s.mu.Unlock()
	if wake {
		select {
		case r.wake <- struct{}{}:
		default:
		}
	}
}

// Dropped answers how many events were lost since the start because nobody wrote them fast enough.
func (r *Recorder) Dropped() uint64 { return r.dropped.Load() }

// drain takes everything that was recorded out of the shards. The chunks go back by recycle.
func (r *Recorder) drain() []*[]Event {
	var chunks []*[]Event
	for i := range r.shards {
		s := &r.shards[i]
		s.mu.Lock()
		chunks = append(chunks, s.full...)
		if s.open != nil {
			chunks = append(chunks, s.open)
		}
		clear(s.full)
		s.full, s.open = s.full[:0], nil
		s.mu.Unlock()
	}
	return chunks
}

// recycle empties chunks for their next use; their events must not be used any more.
func (r *Recorder) recycle(chunks []*[]Event) {
	for _, chunk := range chunks {
		clear(*chunk)
		*chunk = (*chunk)[:0]
		r.pool.Put(chunk)
	}
}
