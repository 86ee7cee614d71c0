package secret

import (
	"fmt"
	"io"
)

// Renew makes another secret for the token that has the given 16-character id, as a rotation does: the id stays, the
// secret is fresh. It fails as Generate does, and when id is not 16 base62 characters.
func Renew(brand string, kind Kind, id string, random io.Reader) (Token, error) {
	if !BrandValid(brand) || !kindValid(string(kind)) || len(id) != idLen || !isBase62(id) {
		return Token{}, fmt.Errorf("renew token: brand %q, kind %q or id %q is not allowed", brand, kind, id)
	}
	text, err := randomText(random, secretLen)
	if err != nil {
		return Token{}, fmt.Errorf("renew token: %w", err)
	}
	body := brand + "_" + string(kind) + "_" + id + "_" + string(text)
	crc := checksum(body)
	full := body + string(crc[:])
	return Token{Brand: brand, Kind: kind, ID: id, Full: full, Last4: full[len(full)-4:]}, nil
}
