// Package lint looks at an imported document with the eyes of the people who will use it: is it named, described,
// exemplified and secured. Broken parts are the importer's findings; these here are about quality. Each rule says why it
// is there and how to satisfy it, and the score is the weighted share of places that satisfy their rules.
package lint
