// Package campaigns owns what is known of how narrow every live token could be, and the campaigns in which security admins
// ask owners to make them so (TOK-13).
//
// A job walks along all tokens, a few at a time, and writes down what each one holds without needing it, by the very same
// look at its calls that the token's own page shows. Nothing is taken from a token by anybody but its owner: a campaign tells
// each owner once, of their own tokens only, and reminds them once; the owner narrows the token, or says why it stays as it
// is. What is written down of a token goes in the transaction that narrows or ends it.
//
// Tables: token_advice, token_advice_things, token_advice_walk, campaigns, campaign_tokens.
package campaigns
