package guides

import (
	"container/list"
	"crypto/sha256"
	"sync"
)

// keptBytesMax bounds the HTML that is kept.
const keptBytesMax = 8 << 20

// kept holds the HTML of the texts that were asked for last, by what they say: a changed text is another one, so that a
// change shows at once. The zero value keeps nothing yet; it may be used from many goroutines at once.
type kept struct {
	mu    sync.Mutex
	at    map[[sha256.Size]byte]*list.Element
	order list.List // of *keptPage, latest first
	bytes int
}

type keptPage struct {
	key  [sha256.Size]byte
	html string
}

// html answers what is kept of a text, or makes it and keeps it. Two who ask at once may both make it.
func (k *kept) html(text string, make func(string) (string, error)) (string, error) {
	key := sha256.Sum256([]byte(text))
	k.mu.Lock()
	if found, ok := k.at[key]; ok {
		k.order.MoveToFront(found)
		defer k.mu.Unlock()
		return found.Value.(*keptPage).html, nil //nolint:forcetypeassert // pages only
	}
	k.mu.Unlock()
	html, err := make(text)
	if err == nil {
		k.keep(key, html)
	}
	return html, err
}

func (k *kept) keep(key [sha256.Size]byte, html string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, again := k.at[key]; again || len(html) > keptBytesMax/4 {
		return
	}
	if k.at == nil {
		k.at = map[[sha256.Size]byte]*list.Element{}
	}
	k.at[key] = k.order.PushFront(&keptPage{key, html})
	k.bytes += len(html)
	for k.bytes > keptBytesMax {
		last := k.order.Back()
		gone := k.order.Remove(last).(*keptPage) //nolint:forcetypeassert // pages only
		delete(k.at, gone.key)
		k.bytes -= len(gone.html)
	}
}
