package settings

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
)

var (
	// ErrStale says that somebody else changed the setting since it was read.
	ErrStale = fault.New(fault.Stale, "settings.stale", "Somebody else changed this setting meanwhile.", "Read it again, then change it.")
	// ErrValue says that a value breaks the rule of its setting.
	ErrValue = fault.New(fault.Invalid, "settings.value_invalid", "This value is not one that the setting can have.", "Correct the value and send it again.")
)

// Setting declares one setting. T must survive JSON. Name is dotted and never changes; Rule may be nil and otherwise
// answers why a value can't be, in words for people. Never keep a secret in a setting: values are audited.
type Setting[T any] struct {
	Name    string
	Default T
	Rule    func(T) error
}

// Value is a setting's present value. Version is 0 while it is the default and grows with each change.
type Value[T any] struct {
	Value     T
	Version   int64
	UpdatedAt time.Time
	UpdatedBy string
}

func (s Setting[T]) check(v T) error {
	if s.Rule == nil {
		return nil
	}
	if err := s.Rule(v); err != nil {
		return ErrValue.Because(err).With(fault.Bad("/"+s.Name, err.Error()))
	}
	return nil
}

// decode answers the stored value, or an error when it no longer fits the declaration.
func (s Setting[T]) decode(text string) (T, error) {
	var v T
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		return s.Default, fmt.Errorf("read setting %s: %w", s.Name, err)
	}
	if err := s.check(v); err != nil {
		return s.Default, fmt.Errorf("read setting %s: %w", s.Name, err)
	}
	return v, nil
}
