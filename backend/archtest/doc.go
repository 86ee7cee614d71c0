// Package archtest holds the house's rules as tests: who may import whom, what a file's name promises, how long files
// and functions may be, where time, goroutines and GORM may appear, which versions of libraries are the least.
// It has no code of its own outside its tests.
package archtest
