// Package diff says what changed between two documents for those who call the API: what breaks their calls, what may, and
// what is only new. It reads the bundled documents of package document.
//
// A named schema is compared once for each direction in which its values travel, and is reported with the operations
// that reach it, not once for each place: a field that leaves a schema of GitHub's document would otherwise be thousands of
// changes. Equal parts are skipped without being understood, so the work grows with what changed, and it ends when the
// context does.
package diff
