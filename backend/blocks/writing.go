package blocks

import (
	"context"
	"encoding/binary"
	"fmt"
	"net/netip"
	"strings"
)

// writtenBytesMax is the longest text that somebody goes on writing; a longer one is replaced as a whole.
const writtenBytesMax = 1 << 20

// Written is the text of a list: as its operators wrote it, or else made of its networks. Long says that it is longer than
// anybody edits, and was left out.
type Written struct {
	List List
	Text string
	Long bool
}

// Written answers the text of a list. It returns ErrListNotFound.
func (s *Service) Written(ctx context.Context, id string) (Written, error) {
	l, err := s.repo.list(ctx, id)
	if err != nil {
		return Written{}, err
	}
	w := Written{List: l}
	if w.Text, err = s.repo.text(ctx, id); err != nil {
		return w, fmt.Errorf("read the text of block list %s: %w", id, err)
	}
	if w.Text == "" {
		if w.Text, err = s.spelled(ctx, id); err != nil {
			return w, err
		}
	}
	if w.Long = len(w.Text) > writtenBytesMax; w.Long {
		w.Text = ""
	}
	return w, nil
}

// spelled makes a text of the stored networks, one in each line, no longer than it takes to see that it is too long.
func (s *Service) spelled(ctx context.Context, id string) (string, error) {
	stored, err := s.repo.ranges(ctx, id)
	if err != nil {
		return "", fmt.Errorf("read the networks of block list %s: %w", id, err)
	}
	r, err := decodeRanges(stored)
	if err != nil {
		return "", fmt.Errorf("block list %s: %w", id, err)
	}
	var text strings.Builder
	for _, each := range r.four {
		text.WriteString(spell(address4(each.from), address4(each.to)))
		if text.Len() > writtenBytesMax {
			break
		}
	}
	for _, each := range r.six {
		if text.Len() > writtenBytesMax {
			break
		}
		text.WriteString(spell(address6(each.from), address6(each.to)))
	}
	return text.String(), nil
}

// spell writes a line: an address or a network where the addresses are exactly one, else the range.
func spell(from, to netip.Addr) string {
	for bits := range from.BitLen() + 1 {
		p := netip.PrefixFrom(from, bits)
		if p.Masked().Addr() != from || lastOf(p) != to {
			continue
		}
		if p.IsSingleIP() {
			return from.String() + "\n"
		}
		return p.String() + "\n"
	}
	return from.String() + "-" + to.String() + "\n"
}

func address4(p p4) netip.Addr {
	var b [4]byte
	binary.BigEndian.PutUint32(b[:], uint32(p))
	return netip.AddrFrom4(b)
}

func address6(p p6) netip.Addr {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], p.hi)
	binary.BigEndian.PutUint64(b[8:], p.lo)
	return netip.AddrFrom16(b)
}

// Mistake is a line that names no network, by its number from 1 on and its first word.
type Mistake struct {
	Line int
	Word string
}

// words answers the mistake as a sentence's part.
func (m Mistake) words() string { return fmt.Sprintf("line %d: %q", m.Line, m.Word) }
