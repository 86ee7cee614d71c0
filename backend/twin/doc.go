// Package twin writes the public pages as plain HTML: what a reader without scripts, a printer or a search engine sees, and
// what everybody sees until the pages' scripts have started. It also says which answers of the API the page will ask for,
// so that a browser fetches them beside the scripts instead of after them.
//
// It reads as the caller of the context may, holds nothing, and never answers for a page that the caller may not see.
// Every text comes from strangers: html/template escapes it, and Markdown passes the guides' allow list.
package twin
