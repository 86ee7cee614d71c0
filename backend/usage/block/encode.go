package block

import (
	"encoding/binary"
	"slices"

	"github.com/klauspost/compress/zstd"
)

// form is the first byte of a block; another layout gets another one. The first form has no Generation and is still read.
const (
	form      = 2
	formFirst = 1
)

// plainMax is up to which size a column stays as it is: a frame around it would cost more than it saves.
const plainMax = 64

// Encoder makes blocks. The zero value is not usable, see NewEncoder.
type Encoder struct {
	zstd    *zstd.Encoder
	indexes map[string]uint16
	words   []string
	rows    []uint16 // the index of each record's word
	column  []byte
	packed  []byte
	size    int // of the last block
}

// NewEncoder answers an encoder: a fast one for blocks that will be merged soon, else one for blocks that stay.
func NewEncoder(fast bool) *Encoder {
	level := zstd.SpeedDefault
	if fast {
		level = zstd.SpeedFastest
	}
	z, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(level), zstd.WithEncoderConcurrency(1), zstd.WithEncoderCRC(true), zstd.WithWindowSize(1<<20))
	if err != nil {
		panic("block: " + err.Error()) // the options are constants
	}
	return &Encoder{zstd: z, indexes: map[string]uint16{}}
}

// Encode answers the block of records, 1 to RecordsMax, in their order, and the filter of the texts that May asks for and
// of the statuses. Records that are near each other in time or in kind make the smallest blocks. Both are the caller's.
func (e *Encoder) Encode(records []*Record) (data, filter []byte) {
	if len(records) == 0 || len(records) > RecordsMax {
		panic("block: a block has 1 to 65,536 records")
	}
	data = binary.AppendUvarint(append(make([]byte, 0, e.size+e.size/8+16), form), uint64(len(records)))
	var marks []uint64
	for column := range texts {
		e.texts(records, column)
		if filtered(column) {
			for _, word := range e.words {
				marks = append(marks, mark(column, word))
			}
		}
		data = e.pack(data)
	}
	for column := range numbers {
		e.numbers(records, column)
		data = e.pack(data)
	}
	e.size = len(data)
	return data, makeFilter(append(marks, statusMarks(records)...))
}

// texts writes a dictionary, its words with their lengths, and then an index for each record: none when there is one
// word, one byte each up to 256 words, else two.
func (e *Encoder) texts(records []*Record, column int) {
	clear(e.indexes)
	e.words = e.words[:0]
	indexes := slices.Grow(e.rows[:0], len(records))[:len(records)]
	e.rows = indexes
	last, lastIndex := "", uint16(0)
	for i, r := range records {
		word := r.Text[column]
		if len(word) > TextMax {
			word = word[:TextMax]
		}
		if i == 0 || word != last {
			last, lastIndex = word, e.index(word)
		}
		indexes[i] = lastIndex
	}
	out := binary.AppendUvarint(e.column[:0], uint64(len(e.words)))
	for _, word := range e.words {
		out = append(binary.AppendUvarint(out, uint64(len(word))), word...)
	}
	switch {
	case len(e.words) == 1:
	case len(e.words) <= 1<<8:
		for _, index := range indexes {
			out = append(out, byte(index))
		}
	default:
		for _, index := range indexes {
			out = binary.LittleEndian.AppendUint16(out, index)
		}
	}
	e.column = out
}

func (e *Encoder) index(word string) uint16 {
	index, known := e.indexes[word]
	if !known {
		index = uint16(len(e.words)) //nolint:gosec // at most RecordsMax words
		e.words = append(e.words, word)
		e.indexes[word] = index
	}
	return index
}

// numbers writes varints: times and sequences as the difference to the record before, zigzag; the rest as they are.
func (e *Encoder) numbers(records []*Record, column int) {
	out, before := e.column[:0], int64(0)
	for _, r := range records {
		n := max(r.Number[column], 0)
		if column == At || column == Sequence {
			out = binary.AppendVarint(out, n-before)
			before = n
			continue
		}
		out = binary.AppendUvarint(out, uint64(n))
	}
	e.column = out
}

// pack appends the column: its length in bytes, doubled, plus one when it is compressed.
func (e *Encoder) pack(data []byte) []byte {
	if len(e.column) > plainMax {
		e.packed = e.zstd.EncodeAll(e.column, e.packed[:0])
		if len(e.packed) < len(e.column) {
			return append(binary.AppendUvarint(data, uint64(len(e.packed))<<1|1), e.packed...)
		}
	}
	return append(binary.AppendUvarint(data, uint64(len(e.column))<<1), e.column...)
}
