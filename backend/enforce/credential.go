package enforce

import "bytes"

// credential takes the one token that a call carries: Authorization: Bearer <token> or X-API-Key: <token>. Two of them
// in any combination, and lists, are ambiguous. What is not a bearer token counts as malformed.
func credential(in *inbound) (token []byte, problem Code) {
	switch {
	case in.credentials == 0:
		return nil, TokenMissing
	case in.credentials > 1:
		return nil, CredentialAmbiguous
	}
	value := in.apiKey
	if in.authorization != nil {
		const scheme = "bearer "
		if len(in.authorization) < len(scheme) || !foldIs(in.authorization[:len(scheme)], scheme) {
			return nil, TokenMalformed
		}
		value = in.authorization[len(scheme):]
	}
	if bytes.IndexByte(value, ',') >= 0 {
		return nil, CredentialAmbiguous
	}
	if len(value) == 0 {
		return nil, TokenMissing
	}
	return value, Undecided
}
