package enforce

import "bytes"

const (
	schemeBearer = "bearer "
	schemeProven = "dpop "
)

// proven says whether the token came with the promise of a proof: Authorization: DPoP <token> (RFC 9449 §7.1).
func (in *inbound) proven() bool {
	return len(in.authorization) >= len(schemeProven) && foldIs(in.authorization[:len(schemeProven)], schemeProven)
}

// credential takes the one token that a call carries: Authorization: Bearer or DPoP <token>, or X-API-Key: <token>. Two of them
// in any combination, and lists, are ambiguous. Another scheme counts as malformed.
func credential(in *inbound) (token []byte, problem Code) {
	switch {
	case in.credentials == 0:
		return nil, TokenMissing
	case in.credentials > 1:
		return nil, CredentialAmbiguous
	}
	value := in.apiKey
	if in.authorization != nil {
		switch {
		case len(in.authorization) >= len(schemeBearer) && foldIs(in.authorization[:len(schemeBearer)], schemeBearer):
			value = in.authorization[len(schemeBearer):]
		case in.proven():
			value = in.authorization[len(schemeProven):]
		default:
			return nil, TokenMalformed
		}
	}
	if bytes.IndexByte(value, ',') >= 0 {
		return nil, CredentialAmbiguous
	}
	if len(value) == 0 {
		return nil, TokenMissing
	}
	return value, Undecided
}
