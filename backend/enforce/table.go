package enforce

import (
	"hash/maphash"
	"maps"
)

const tableFan = 64 // children of each of the two levels: 4,096 leaves, so a leaf of a million entries copies in 10 µs

var tableSeed = maphash.MakeSeed()

// table is a map that can be copied with one entry changed without copying the rest. put is for building only; with
// and without leave their receiver as it was and return a copy that shares all but one leaf.
type table[K comparable, V any] struct {
	root *[tableFan]*[tableFan]map[K]V
	size int
}

func (t table[K, V]) get(key K) (value V, ok bool) {
	if t.root == nil {
		return value, false
	}
	high, low := tablePlace(key)
	branch := t.root[high]
	if branch == nil {
		return value, false
	}
	value, ok = branch[low][key]
	return value, ok
}

// put changes the table itself. Nobody else may hold it yet.
func (t *table[K, V]) put(key K, value V) {
	if t.root == nil {
		t.root = new([tableFan]*[tableFan]map[K]V)
	}
	high, low := tablePlace(key)
	if t.root[high] == nil {
		t.root[high] = new([tableFan]map[K]V)
	}
	leaf := t.root[high][low]
	if leaf == nil {
		leaf = make(map[K]V, 1)
		t.root[high][low] = leaf
	}
	before := len(leaf)
	leaf[key] = value
	t.size += len(leaf) - before
}

func (t table[K, V]) with(key K, value V) table[K, V] {
	out := t.forked(key)
	out.put(key, value)
	return out
}

func (t table[K, V]) without(key K) table[K, V] {
	if _, ok := t.get(key); !ok {
		return t
	}
	out := t.forked(key)
	high, low := tablePlace(key)
	delete(out.root[high][low], key)
	out.size--
	return out
}

// forked copies the way to the leaf of key and the leaf.
func (t table[K, V]) forked(key K) table[K, V] {
	out := table[K, V]{root: new([tableFan]*[tableFan]map[K]V), size: t.size}
	if t.root != nil {
		*out.root = *t.root
	}
	high, low := tablePlace(key)
	branch := new([tableFan]map[K]V)
	if old := out.root[high]; old != nil {
		*branch = *old
	}
	branch[low] = maps.Clone(branch[low])
	out.root[high] = branch
	return out
}

func tablePlace[K comparable](key K) (high, low uint64) {
	h := maphash.Comparable(tableSeed, key)
	return h % tableFan, h / tableFan % tableFan
}
