package secret

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
)

// Alphabet is the order of base62 digits in every text secret: 0-9, A-Z, a-z.
const Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// errShortRandom reports a source of randomness that gave less than was asked.
var errShortRandom = errors.New("the source of randomness gave too little")

// digitValid says which bytes are base62 digits.
var digitValid = func() (table [256]bool) {
	for _, c := range []byte(Alphabet) {
		table[c] = true
	}
	return table
}()

// RandomBytes returns n bytes from the operating system's generator. It never returns less: crypto/rand ends the
// process when the generator fails.
func RandomBytes(n int) []byte {
	out := make([]byte, n)
	_, _ = rand.Read(out) // documented never to fail
	return out
}

// RandomText returns n base62 characters (5.95 bits each) from the operating system's generator.
func RandomText(n int) string {
	out, err := randomText(rand.Reader, n)
	if err != nil {
		panic(fmt.Sprintf("secret: %v", err)) // unreachable: rand.Reader ends the process itself
	}
	return string(out)
}

// randomText draws by rejection: a byte above 247 would favour the first eight digits.
func randomText(random io.Reader, n int) ([]byte, error) {
	out := make([]byte, 0, n)
	buffer := make([]byte, n+n/4+8)
	for len(out) < n {
		if _, err := io.ReadFull(random, buffer); err != nil {
			return nil, fmt.Errorf("read randomness: %w", errors.Join(errShortRandom, err))
		}
		for _, b := range buffer {
			if b < 248 && len(out) < n {
				out = append(out, Alphabet[b%62])
			}
		}
	}
	return out, nil
}

func isBase62(s string) bool {
	for i := 0; i < len(s); i++ {
		if !digitValid[s[i]] {
			return false
		}
	}
	return true
}
