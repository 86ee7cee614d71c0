package audit

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"time"
)

const (
	labelRecord     = "gth/audit/v1"
	labelOrigin     = "gth/audit/origin/v1"
	labelSession    = "gth/audit/session/v1"
	labelCheckpoint = "gth/ckpt/v1"
)

// link answers the hash of the record at seq, given the hash before it.
func link(seq int64, previous []byte, record string) []byte {
	h := sha256.New()
	h.Write([]byte(labelRecord))
	h.Write(binary.BigEndian.AppendUint64(nil, uint64(seq)))
	h.Write(previous)
	h.Write(binary.BigEndian.AppendUint32(nil, uint32(len(record))))
	h.Write([]byte(record))
	return h.Sum(nil)
}

// origin is where a request came from.
type origin struct {
	Salt      []byte
	Address   string
	UserAgent string
}

// commitment answers the text that a record keeps of an origin; without the salt nobody can guess back.
func (o origin) commitment() string {
	h := sha256.New()
	h.Write([]byte(labelOrigin))
	h.Write(o.Salt)
	for _, s := range []string{o.Address, o.UserAgent} {
		h.Write(binary.BigEndian.AppendUint32(nil, uint32(len(s))))
		h.Write([]byte(s))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// sessionMark answers what a record keeps of a session: enough to see that two acts belong together.
func sessionMark(id string) string {
	if id == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(labelSession + id))
	return hex.EncodeToString(sum[:16])
}

// sealed is everything that one record states, before it becomes bytes.
type sealed struct {
	Entry
	chain, boot, actorKind, actor, session, request, origin string
	seq                                                     int64
	at                                                      time.Time
}

// bytes answers the canonical record. When the details are too long, it says so in their place.
func (s sealed) bytes() string {
	record := s.encode(s.Details)
	if len(record) > recordMax {
		record = s.encode(map[string]any{"omitted": "the details were too long"})
	}
	return string(record)
}

// encode names the members in canonical order.
func (s sealed) encode(details map[string]any) []byte {
	c := canonical{buf: make([]byte, 0, 512)}
	c.buf = append(c.buf, '{')
	c.member("action", s.Action, 128)
	c.member("actor", s.actor, 128)
	c.member("actorKind", s.actorKind, 32)
	c.member("boot", s.boot, 32)
	c.member("chain", s.chain, 64)
	c.name("details")
	if len(details) == 0 {
		c.buf = append(c.buf, "{}"...)
	} else {
		c.value(details, 0)
	}
	c.member("object", s.Object, 256)
	c.member("origin", s.origin, 64)
	c.member("outcome", string(s.Outcome), 32)
	c.member("request", s.request, 128)
	c.member("seq", itoa(s.seq), 20)
	c.member("session", s.session, 64)
	c.member("t", s.at.UTC().Format(time.RFC3339Nano), 40)
	c.member("v", "1", 1)
	c.buf = append(c.buf, '}')
	return c.buf
}

// sign fills in the signature of a checkpoint.
func (c *Checkpoint) sign(key []byte) { c.Signature = c.mac(key) }

// genuine reports whether key signed the checkpoint as it is.
func (c Checkpoint) genuine(key []byte) bool { return hmac.Equal(c.Signature, c.mac(key)) }

func (c Checkpoint) mac(key []byte) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(labelCheckpoint))
	for _, part := range [][]byte{[]byte(c.Chain), c.Hash, c.Previous} {
		h.Write(binary.BigEndian.AppendUint32(nil, uint32(len(part))))
		h.Write(part)
	}
	for _, n := range []int64{c.Seq, c.At.UnixMicro(), c.Count} {
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(n)))
	}
	return h.Sum(nil)
}

// fingerprint is what the next checkpoint says of this one.
func (c Checkpoint) fingerprint() []byte {
	sum := sha256.Sum256(append([]byte(labelCheckpoint), c.Signature...))
	return sum[:]
}
