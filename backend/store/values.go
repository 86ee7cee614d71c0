package store

import "time"

// Micros answers t as the tables keep it: microseconds since 1970 in UTC.
func Micros(t time.Time) int64 { return t.UnixMicro() }

// Time answers the instant, in UTC, that the tables keep as us.
func Time(us int64) time.Time { return time.UnixMicro(us).UTC() }

// NullMicros is Micros for a value that may be missing; nil stays nil.
func NullMicros(t *time.Time) *int64 {
	if t == nil {
		return nil
	}
	us := Micros(*t)
	return &us
}

// NullTime is Time for a value that may be missing; nil stays nil.
func NullTime(us *int64) *time.Time {
	if us == nil {
		return nil
	}
	t := Time(*us)
	return &t
}
