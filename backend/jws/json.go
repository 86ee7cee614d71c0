package jws

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"unicode/utf8"
)

const (
	membersMax = 40
	depthMax   = 6
	secondsMax = 253_402_300_799 // the last second of the year 9999
)

var errJSON = errors.New("not one JSON object with each member once")

// object reads the members of one JSON object (RFC 8259). A member that is repeated, anywhere in it, deep nesting, text
// that is not Unicode and anything behind the object are errors.
func object(raw []byte) (map[string]json.RawMessage, error) {
	if !utf8.Valid(raw) {
		return nil, errJSON
	}
	if err := once(raw); err != nil {
		return nil, err
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(raw, &members); err != nil || members == nil || len(members) > membersMax {
		return nil, errJSON
	}
	return members, nil
}

// once walks a value and refuses repeated members.
func once(raw []byte) error {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var seen []map[string]bool // for each open value; nil for a list
	name := false              // whether a member's name comes next
	for {
		token, err := decoder.Token()
		if err != nil {
			if len(seen) == 0 && decoder.InputOffset() > 0 && !decoder.More() {
				return nil
			}
			return errJSON
		}
		switch token := token.(type) {
		case json.Delim:
			switch token {
			case '{':
				seen = append(seen, map[string]bool{})
			case '[':
				seen = append(seen, nil)
			default:
				seen = seen[:len(seen)-1]
			}
			name = len(seen) > 0 && seen[len(seen)-1] != nil
		case string:
			if name {
				if seen[len(seen)-1][token] {
					return errJSON
				}
				seen[len(seen)-1][token] = true
				name = false
				continue
			}
			name = len(seen) > 0 && seen[len(seen)-1] != nil
		default:
			name = len(seen) > 0 && seen[len(seen)-1] != nil
		}
		if len(seen) > depthMax {
			return errJSON
		}
	}
}

// text reads a member that must be a string with something in it.
func text(members map[string]json.RawMessage, name string, into *string) bool {
	raw, found := members[name]
	if !found || len(raw) == 0 || raw[0] != '"' || json.Unmarshal(raw, into) != nil {
		return false
	}
	return *into != ""
}

// optional is text for a member that may be missing.
func optional(members map[string]json.RawMessage, name string, into *string) bool {
	if _, found := members[name]; !found {
		return true
	}
	return text(members, name, into)
}

// seconds reads a NumericDate (RFC 7519 §2) that is a whole number.
func seconds(members map[string]json.RawMessage, name string, into *int64) bool {
	value, err := strconv.ParseInt(string(members[name]), 10, 64)
	*into = value
	return err == nil && value > 0 && value <= secondsMax
}
