package app

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/scan"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
)

// scanCommand needs neither a portal nor its data: the checksum tells a token from what only looks like one.
type scanCommand struct {
	Paths   []string `arg:"" optional:"" help:"Files and directories; - is standard input. Without any: the working directory." placeholder:"PATH"`
	History bool     `help:"Read all commits of the git repositories at the paths too: every branch, tag, stash and the reflog."`
	Format  string   `help:"text, json or sarif." enum:"text,json,sarif" default:"text"`
	Output  string   `help:"File for the report instead of standard output." short:"o"`
	Brand   string   `help:"What the portal's tokens begin with." default:"gth"`
	Ignore  []string `help:"Public ids of tokens that are meant to be there, such as examples (the 16 characters in the middle)." placeholder:"ID"`
	Check   string   `help:"Ask the portal at this address whether the tokens work. It gets their ids and hashes." placeholder:"URL" xor:"portal"`
	Report  string   `help:"Report the tokens to the portal at this address, which ends or limits them as its policy says." placeholder:"URL" xor:"portal"`
	MaxMiB  int64    `help:"Skip larger files; 0 skips none." name:"max-mib" default:"0"`
}

func (c scanCommand) Run(w world) error {
	if !secret.BrandValid(c.Brand) {
		return fmt.Errorf("%w: a brand has two to eight lower-case letters and digits and begins with a letter", errMisused)
	}
	skipped := 0
	s := &scan.Scan{Finder: scan.NewFinder(c.Brand), Ignore: c.Ignore, BytesMax: c.MaxMiB << 20, Stdin: os.Stdin, Skipped: func(path string, err error) {
		skipped++
		_, _ = fmt.Fprintf(w.stderr, "%s was not read: %v\n", path, err)
	}}
	if len(c.Paths) == 0 {
		c.Paths = []string{"."}
	}
	for _, path := range c.Paths {
		if err := c.read(w, s, path); err != nil {
			return err
		}
	}
	if err := c.report(w, s.Findings()); err != nil {
		return err
	}
	if err := c.ask(w, s.Findings()); err != nil {
		return err
	}
	if n := len(s.Findings()); n > 0 {
		return fmt.Errorf("%s found", fault.Counted(n, "token was", "tokens were"))
	}
	if skipped > 0 {
		_, _ = fmt.Fprintln(w.stderr, fault.Counted(skipped, "file was", "files were")+" not read; nothing was found in the others.")
	}
	return nil
}

func (c scanCommand) read(w world, s *scan.Scan, path string) error {
	if err := s.Path(w.ctx, path); err != nil {
		return fmt.Errorf("%w: %w", errMisused, err)
	}
	if c.History && path != "-" {
		return s.History(w.ctx, path)
	}
	return nil
}

// ask tells on stderr what the portal says, so that a report on stdout stays what it is.
func (c scanCommand) ask(w world, findings []scan.Finding) error {
	portal := cmp.Or(c.Check, c.Report)
	if portal == "" {
		return nil
	}
	client := &http.Client{Timeout: 30 * time.Second}
	answers, err := scan.Ask(w.ctx, client, portal, findings, c.Report != "")
	return errors.Join(scan.WriteAnswers(w.stderr, answers, c.Report != ""), err)
}

func (c scanCommand) report(w world, findings []scan.Finding) (err error) {
	out := w.stdout
	if c.Output != "" {
		file, err := os.OpenFile(filepath.Clean(c.Output), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		defer func() {
			if closed := file.Close(); err == nil {
				err = closed
			}
		}()
		out = file
	}
	return write(out, c.Format, w.carried.Version, findings)
}

func write(out io.Writer, format, version string, findings []scan.Finding) error {
	switch format {
	case "json":
		return scan.WriteJSON(out, findings)
	case "sarif":
		return scan.WriteSARIF(out, version, findings)
	}
	return scan.WriteText(out, findings)
}
