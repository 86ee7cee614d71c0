// Package app puts the house together: it builds every service in the order of ranks, runs it and stops it in order, and
// is the command line. No rule of any domain lives here.
package app
