// Package terms owns the acceptable-use policy: its texts, and who accepted which of them.
//
// Texts are published and never changed; the newest one holds. A text may ask everybody to accept anew: until then a person
// reads everything and changes nothing but what stops damage (package web asks before each act). While nothing is published,
// nobody is asked. An acceptance names a version, which stands for one text, and is written with its audit entry in one
// transaction.
//
// Tables: terms, terms_acceptances.
package terms
