// Package doctor says what is weak about an installation: its settings, its files and what it found in its store. It only
// judges; the facts are gathered by whoever asks, and nothing is changed.
//
// What always holds: a finding has an id that stays, names what to do, and never repeats a secret. The defaults, on this
// machine alone, have no weak spot (S-CFG-04).
package doctor
