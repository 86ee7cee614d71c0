// Package blocks owns the networks whose calls the gate refuses before it looks at a token (ENF-8): single networks with a
// reason and an end, and whole lists that operators paste, upload, or have fetched from an address on a schedule. A network
// that is allowed wins over all of them.
//
// Every door asks Blocked for every call. It reads an immutable index of sorted intervals, which is built beside the calls
// and swapped at once; a change is in it before its author is answered. A feed that can't be read, or that would refuse
// whole continents at a stretch, leaves the networks that it gave before.
//
// Tables: blocked_networks, block_lists, block_list_ranges, block_list_texts.
package blocks
