package blocks

import (
	"encoding/binary"
	"errors"
)

var errRanges = errors.New("the stored ranges of a block list are damaged")

// encode writes a set as it is stored: the number of IPv4 spans, and then 8 bytes for each of them and 32 for each of IPv6.
func (r *ranges) encode() []byte {
	b := make([]byte, 0, 4+8*len(r.four)+32*len(r.six))
	b = binary.BigEndian.AppendUint32(b, uint32(len(r.four))) //nolint:gosec // at most rangesMax
	for _, s := range r.four {
		b = binary.BigEndian.AppendUint32(b, uint32(s.from))
		b = binary.BigEndian.AppendUint32(b, uint32(s.to))
	}
	for _, s := range r.six {
		for _, v := range [4]uint64{s.from.hi, s.from.lo, s.to.hi, s.to.lo} {
			b = binary.BigEndian.AppendUint64(b, v)
		}
	}
	return b
}

func decodeRanges(b []byte) (ranges, error) {
	var r ranges
	if len(b) < 4 {
		return r, errRanges
	}
	four := int(binary.BigEndian.Uint32(b))
	b = b[4:]
	if four < 0 || four > rangesMax || len(b) < 8*four || (len(b)-8*four)%32 != 0 {
		return r, errRanges
	}
	r.four = make([]span[p4], four)
	for i := range r.four {
		r.four[i] = span[p4]{p4(binary.BigEndian.Uint32(b)), p4(binary.BigEndian.Uint32(b[4:]))}
		b = b[8:]
	}
	r.six = make([]span[p6], len(b)/32)
	for i := range r.six {
		r.six[i] = span[p6]{
			p6{binary.BigEndian.Uint64(b), binary.BigEndian.Uint64(b[8:])}, p6{binary.BigEndian.Uint64(b[16:]), binary.BigEndian.Uint64(b[24:])},
		}
		b = b[32:]
	}
	return r, nil
}
