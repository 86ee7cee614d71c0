package enforce

import "bytes"

// route answers which API a call is for and the path within it: the one that the host stands for, whose paths are its own
// from the first character on, or the one that the first segment names.
func (s *Service) route(host []byte, path string) (api, rest string) {
	if snapshot := s.snapshot.Load(); snapshot != nil && len(snapshot.hosts) > 0 {
		if served := snapshot.hosted(host); served != nil {
			return served.Slug, path
		}
	}
	return splitAPI(path)
}

// hosted finds the API of a Host field (RFC 9110 section 7.2), whose case and port say nothing. A dot at the end is not
// repaired away.
func (s *Snapshot) hosted(host []byte) *API {
	if i := bytes.IndexByte(host, ':'); i >= 0 {
		host = host[:i]
	}
	var lower [256]byte
	if len(host) == 0 || len(host) > len(lower) {
		return nil
	}
	for i, c := range host {
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		lower[i] = c
	}
	return s.hosts[string(lower[:len(host)])]
}
