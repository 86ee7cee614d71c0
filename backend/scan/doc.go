// Package scan finds tokens of Gatehouse in files, in what is piped to it, and in the history of git repositories, and says
// where they are (TOK-14). A token is recognised by its form and its checksum, offline, so a find is a token and no guess.
// Nothing that this package answers, prints or keeps contains a secret: a find names the token's public id and a hint.
package scan
