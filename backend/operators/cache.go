package operators

import (
	"maps"
	"sync"
	"time"
)

// cacheLife bounds how long another process's change goes unnoticed; changes of this process drop entries at once.
const cacheLife = time.Second

type entry struct {
	token  stored
	loaded time.Time
}

// cache spares the database the look-up of a token that was just looked up. Only tokens that exist are kept, so nobody
// can make it grow by guessing.
type cache struct {
	mu         sync.Mutex
	entries    map[string]entry
	generation uint64
	used       map[string]time.Time
}

func newCache() *cache { return &cache{entries: map[string]entry{}, used: map[string]time.Time{}} }

// get answers a fresh entry, or the generation under which a newly read one may be put.
func (c *cache) get(id string, now time.Time) (stored, uint64, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.entries[id]
	if ok && now.Sub(e.loaded) >= 0 && now.Sub(e.loaded) < cacheLife {
		return e.token, c.generation, true
	}
	return stored{}, c.generation, false
}

// put keeps what was read, unless something changed since the reading began: that reading may be the past.
func (c *cache) put(t stored, generation uint64, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if generation == c.generation {
		c.entries[t.ID] = entry{token: t, loaded: now}
	}
}

func (c *cache) drop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.generation++
	clear(c.entries)
}

func (c *cache) note(id string, at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.used[id] = at
}

// takeUsed answers and forgets when tokens were last used.
func (c *cache) takeUsed() map[string]time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	used := maps.Clone(c.used)
	clear(c.used)
	return used
}
