// Package embed holds the files that other tools made and the binary carries: the built web application, the sample
// catalogue of the demo, the shipped guides and the mail templates. Only main imports it; everybody else receives an
// fs.FS. Its values never change after start and are safe for concurrent use.
package embed

import (
	"embed"
	"io/fs"
)

// The whole directory is embedded, not web/dist, because dist exists only after the web application was built: this way
// a plain `go build` works without Node, and a build never touches a committed file.
//
//go:embed all:web
var web embed.FS

//go:embed all:seed
var seed embed.FS

//go:embed all:guides
var guides embed.FS

//go:embed all:mail
var mail embed.FS

// Web returns the files of the built web application with index.html at the root. When the application was not built,
// it returns a single page that says how to build it, so that the server always has something to answer.
func Web() fs.FS {
	if Built() {
		return sub(web, "web/dist")
	}
	return sub(web, "web/placeholder")
}

// Built reports whether the binary carries the built web application rather than the placeholder.
func Built() bool {
	_, err := fs.Stat(web, "web/dist/index.html")
	return err == nil
}

// Seed returns the sample catalogue: seed.json, the API documents that it names, and a description of its format.
func Seed() fs.FS { return sub(seed, "seed") }

// Guides returns the shipped guides as Markdown files with front matter (title, slug, order, summary).
func Guides() fs.FS { return sub(guides, "guides") }

// Mail returns the mail templates: a letter NAME.txt for each message, and the layout that all of them share.
func Mail() fs.FS { return sub(mail, "mail") }

// sub can't fail for the constant directories above: the compiler refuses to embed one that is missing, and dist is
// looked up before it is used.
func sub(files embed.FS, dir string) fs.FS {
	tree, err := fs.Sub(files, dir)
	if err != nil {
		panic("embed: " + dir + ": " + err.Error())
	}
	return tree
}
