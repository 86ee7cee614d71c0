// Package guides owns the guides: texts in Markdown that anybody may read and editors may change, with every text that a
// guide has had.
//
// Invariants: what leaves as HTML went through two filters (no raw HTML in Markdown, then an allow list of elements); a
// guide that came with the binary is refreshed by a newer binary until somebody edits it, and never afterwards; each
// change keeps a revision, writes its audit entry and raises the version in one transaction; a picture is made anew from the
// pixels of an upload, its address names its content, and it stays as long as any revision shows it.
//
// Tables: guides, guide_revisions, guide_images, guide_image_uses.
package guides
