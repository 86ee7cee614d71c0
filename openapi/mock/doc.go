// Package mock answers an operation as its document describes it, without any upstream: from the document's examples,
// else with generated data that satisfies the schema. It says what is wrong with a request before it answers. The same
// chunk and request always give the same answer.
package mock
