package secret

import (
	"hash/crc32"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestChecksumIsCRC32ForEveryLength(t *testing.T) {
	text := strings.Repeat("gth_live_0123456789ABCDEFabcdef\x00\xff", 4)
	for n := range len(text) {
		have := uint32(0)
		for _, digit := range checksum(text[:n]) {
			have = have*62 + uint32(strings.IndexByte(Alphabet, digit))
		}
		require.Equal(t, crc32.ChecksumIEEE([]byte(text[:n])), have, "%d bytes", n)
	}
}
