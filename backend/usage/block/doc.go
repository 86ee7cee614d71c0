// Package block is the form in which call events rest: some thousands of them as columns, each compressed by itself.
//
// A column of text is a dictionary and one index per event; times and counts are differences and varints. One question
// opens only the columns that it asks about: whether a token occurs at all stands in the dictionary, and before that in
// a small filter beside the block. Blocks are immutable. Encoders and opened blocks belong to one goroutine.
package block
