// Package sample writes the call of an operation in ten languages. The token always comes from the environment
// variable GATEHOUSE_TOKEN and never stands in the code. Every text from the document is untrusted and is quoted by
// the rules of the language that it goes into, so that no example, name or path can end a literal.
package sample
