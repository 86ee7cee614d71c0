package block

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/klauspost/compress/zstd"
)

// ErrDamaged reports bytes that are no block, or a part of one.
var ErrDamaged = errors.New("the block of call events is damaged")

// columnBytesMax bounds what one column may unfold to.
const columnBytesMax = 64 << 20

// decoder is shared: DecodeAll may be called concurrently. It is made on first use.
var decoder = sync.OnceValue(func() *zstd.Decoder {
	d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(columnBytesMax))
	if err != nil {
		panic("block: " + err.Error()) // the options are constants
	}
	return d
})

// Block is an opened block. Columns are unfolded when they are first asked for.
type Block struct {
	count   int
	columns int // that its form has
	raw     [texts + numbers]rawColumn
	texts   [texts]*Texts
	numbers [numbers][]int64
}

type rawColumn struct {
	data       []byte
	compressed bool
}

// Texts is a column of text: its distinct words, and the place of each record's word among them.
type Texts struct {
	Words   []string
	indexes []byte // none for one word, one byte a record up to 256 words, else two
}

// Index returns the place in Words of the record at a place.
func (c *Texts) Index(i int) int {
	switch {
	case len(c.Words) == 1:
		return 0
	case len(c.Words) <= 1<<8:
		return int(c.indexes[i])
	}
	return int(binary.LittleEndian.Uint16(c.indexes[2*i:]))
}

// Open reads a block's directory. data must not change while the block is in use. Damage is found here or when a column
// is asked for, and is ErrDamaged.
func Open(data []byte) (*Block, error) {
	if len(data) == 0 || data[0] != form && data[0] != formFirst {
		return nil, ErrDamaged
	}
	columns := texts + numbers
	if data[0] == formFirst {
		columns = texts + Generation
	}
	count, n := binary.Uvarint(data[1:])
	if n <= 0 || count == 0 || count > RecordsMax {
		return nil, ErrDamaged
	}
	b := &Block{count: int(count), columns: columns} //nolint:gosec // at most RecordsMax
	data = data[1+n:]
	for i := range columns {
		head, n := binary.Uvarint(data)
		if n <= 0 || head>>1 > uint64(len(data)-n) {
			return nil, ErrDamaged
		}
		end := n + int(head>>1) //nolint:gosec // at most len(data)
		b.raw[i] = rawColumn{data: data[n:end], compressed: head&1 == 1}
		data = data[end:]
	}
	if len(data) != 0 {
		return nil, ErrDamaged
	}
	return b, nil
}

// Len returns the number of records.
func (b *Block) Len() int { return b.count }

func (b *Block) unfold(i int) ([]byte, error) {
	raw := b.raw[i]
	if !raw.compressed {
		return raw.data, nil
	}
	out, err := decoder().DecodeAll(raw.data, nil)
	if err != nil {
		return nil, fmt.Errorf("%w: column %d: %w", ErrDamaged, i, err)
	}
	return out, nil
}

// Texts returns a column of text. It belongs to the block.
func (b *Block) Texts(column int) (*Texts, error) {
	if b.texts[column] != nil {
		return b.texts[column], nil
	}
	data, err := b.unfold(column)
	if err != nil {
		return nil, err
	}
	count, n := binary.Uvarint(data)
	if n <= 0 || count == 0 || count > uint64(b.count) { //nolint:gosec // a block's count is positive
		return nil, ErrDamaged
	}
	data = data[n:]
	c := &Texts{Words: make([]string, count)}
	for i := range c.Words {
		length, n := binary.Uvarint(data)
		if n <= 0 || length > TextMax || length > uint64(len(data)-n) {
			return nil, ErrDamaged
		}
		c.Words[i] = string(data[n : n+int(length)]) //nolint:gosec // at most TextMax
		data = data[n+int(length):]                  //nolint:gosec // at most TextMax
	}
	c.indexes = data
	if err := c.check(b.count); err != nil {
		return nil, err
	}
	b.texts[column] = c
	return c, nil
}

func (c *Texts) check(count int) error {
	width := 2
	switch {
	case len(c.Words) == 1:
		width = 0
	case len(c.Words) <= 1<<8:
		width = 1
	}
	if len(c.indexes) != width*count {
		return ErrDamaged
	}
	for i := range count {
		if c.Index(i) >= len(c.Words) {
			return ErrDamaged
		}
	}
	return nil
}

// Numbers returns a column of numbers, one per record. It belongs to the block.
func (b *Block) Numbers(column int) ([]int64, error) {
	if b.numbers[column] != nil {
		return b.numbers[column], nil
	}
	if texts+column >= b.columns {
		b.numbers[column] = make([]int64, b.count)
		return b.numbers[column], nil
	}
	data, err := b.unfold(texts + column)
	if err != nil {
		return nil, err
	}
	out, before := make([]int64, b.count), int64(0)
	for i := range out {
		n := 0
		if column == At || column == Sequence {
			var difference int64
			difference, n = binary.Varint(data)
			before += difference
			out[i] = before
		} else {
			var value uint64
			value, n = binary.Uvarint(data)
			out[i] = int64(value) //nolint:gosec // written from an int64
		}
		if n <= 0 {
			return nil, ErrDamaged
		}
		data = data[n:]
	}
	if len(data) != 0 {
		return nil, ErrDamaged
	}
	b.numbers[column] = out
	return out, nil
}

// Keep drops from places the records whose text in column doesn't pass test, which is asked once per distinct text. nil
// places are all records. The order stays; places is changed in place.
func (b *Block) Keep(places []int, column int, test func(string) bool) ([]int, error) {
	c, err := b.Texts(column)
	if err != nil {
		return nil, err
	}
	passes := make([]bool, len(c.Words))
	some, all := false, true
	for i, word := range c.Words {
		passes[i] = test(word)
		some, all = some || passes[i], all && passes[i]
	}
	switch {
	case !some:
		return []int{}, nil
	case all && places == nil:
		return b.All(), nil
	case all:
		return places, nil
	case places != nil:
		return slices.DeleteFunc(places, func(i int) bool { return !passes[c.Index(i)] }), nil
	}
	places = []int{}
	for i := range b.count {
		if passes[c.Index(i)] {
			places = append(places, i)
		}
	}
	return places, nil
}

// All returns the places of all records.
func (b *Block) All() []int {
	places := make([]int, b.count)
	for i := range places {
		places[i] = i
	}
	return places
}

// Record writes the record at a place into r.
func (b *Block) Record(place int, r *Record) error {
	for column := range texts {
		c, err := b.Texts(column)
		if err != nil {
			return err
		}
		r.Text[column] = c.Words[c.Index(place)]
	}
	for column := range numbers {
		c, err := b.Numbers(column)
		if err != nil {
			return err
		}
		r.Number[column] = c[place]
	}
	return nil
}
