// Package settings keeps what administrators decide while the instance runs and what therefore can't be a flag. Each
// setting is declared once, beside whoever reads it, with its type, its default and its rule; what is stored is checked
// again when it is read, so that a value from an older version can't surprise. Every change is audited, with the value.
//
// Table: settings. A setting that was never changed has no row.
package settings
