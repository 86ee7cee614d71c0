// Package terms owns the acceptable-use policy: its texts, and who accepted which of them.
//
// Texts are published and never changed; the newest one holds. A text may ask everybody to accept anew: until then a person
// reads everything and changes nothing but what stops damage (package web asks before each act). While nothing is published,
// nobody is asked. Only people are: an operator token agrees to nothing and is never refused for it. Whoever made one in the
// portal had to accept what held then, and those of the command line belong to who runs the portal. An acceptance names a version, which stands for one text, and is written with its audit entry in one
// transaction.
//
// Tables: terms, terms_acceptances.
package terms
