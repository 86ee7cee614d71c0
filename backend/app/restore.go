package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/backup"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/config"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

type restoreCommand struct {
	config.Config
	From               string `help:"The archive." required:"" type:"path" placeholder:"FILE"`
	Keys               string `help:"The file with the keys that was exported with a backup of the same installation." required:"" type:"path" placeholder:"FILE"`
	IdentityFile       string `help:"File (mode 0600) with the identity of age that opens the archive." type:"path" placeholder:"FILE"`
	PassphraseFile     string `help:"File (mode 0600) with the passphrase that opens the archive." type:"path" placeholder:"FILE"`
	KeysIdentityFile   string `help:"File (mode 0600) with the identity of age that opens the keys." type:"path" placeholder:"FILE"`
	KeysPassphraseFile string `help:"File (mode 0600) with the passphrase that opens the keys." type:"path" placeholder:"FILE"`
	Replace            bool   `help:"Put the backup in the place of the installation that is there, which is kept aside."`
	VerifyOnly         bool   `help:"Read both files to their ends, say what they hold, and change nothing."`
	Credentials        string `help:"What becomes of credentials. ended: what ended since the backup stays ended, as the replaced database knows it. hold: none works before somebody confirms it; the default where no database knows. trust: all work as they did; you answer for it that none ended since." enum:"ended,hold,trust," default:""`
	EndedIn            string `help:"Data directory of the lost installation, where its database can still be read: what ended there stays ended." type:"path" placeholder:"DIR"`
}

// Run brings an installation back while no server runs on it.
func (c restoreCommand) Run(w world) error {
	settings, err := c.Check()
	if err != nil {
		return fmt.Errorf("%w: %w", errMisused, err)
	}
	r := &backup.Restore{
		From: c.From, KeysFrom: c.Keys, Dir: c.Data, Database: c.Database, Replace: c.Replace, Ended: c.EndedIn,
		Data:        backup.Unlock{IdentityFile: c.IdentityFile, PassphraseFile: c.PassphraseFile},
		Keys:        backup.Unlock{IdentityFile: c.KeysIdentityFile, PassphraseFile: c.KeysPassphraseFile},
		Credentials: backup.Credentials(c.Credentials), Rooms: rooms(), Clock: clock.System(), Say: w.say,
	}
	if c.VerifyOnly {
		m, _, err := r.Verify()
		if err != nil {
			return fmt.Errorf("the backup can't be restored, and nothing was changed: %w", err)
		}
		_, err = fmt.Fprintf(w.stdout, "The backup is whole and the keys fit: %s as of %s, made by %s. Nothing was changed.\n",
			fault.Counted(m.Rows(), "row", "rows"), m.At.Format("2006-01-02 15:04:05 UTC"), m.Program)
		return err
	}
	how := backup.Held
	r.Revive = func(ctx context.Context, dir, database string, m backup.Manifest, since backup.Since) error {
		how = since.How
		return revive(ctx, w, settings, dir, database, m, since)
	}
	done, err := r.Run(reqinfo.AsSystem(w.ctx, "restore"))
	if errors.Is(err, backup.ErrUnfinished) {
		return err
	}
	if err != nil {
		return fmt.Errorf("nothing was restored: %w", err)
	}
	return sayRestored(w, done, how)
}

func sayRestored(w world, done backup.Restored, how backup.Credentials) error {
	lines := map[backup.Credentials]string{
		backup.Ended:   "What ended since the backup was ended here as well: revoked tokens, removed passkeys, roles and people.",
		backup.Held:    "Nothing knows what ended since the backup, so no credential works before somebody confirms it. Let an administrator in with: gatehouse admin recover --email ADDRESS",
		backup.Trusted: "All credentials of the backup work as they did then.",
	}
	m := done.Manifest
	if _, err := fmt.Fprintf(w.stdout, "Restored as of %s: %s, and the audit log holds.\n%s\nEverybody signs in again.\n",
		m.At.Format("2006-01-02 15:04:05 UTC"), fault.Counted(m.Rows(), "row", "rows"), lines[how]); err != nil {
		return err
	}
	if done.Aside == "" {
		return nil
	}
	_, err := fmt.Fprintf(w.stdout, "What was there before lies in %s; remove it when you don't need it any more.\n", done.Aside)
	return err
}

// revive opens the restored installation where it was prepared and has its credentials settled. Only when it is sound does
// it take its place.
func revive(ctx context.Context, w world, s config.Settings, dir, database string, m backup.Manifest, since backup.Since) error {
	s.Data, s.Database = dir, database
	a, err := New(ctx, Options{Settings: s, Carried: w.carried, Logger: newLogger(w.stderr, s)})
	if err != nil {
		return err
	}
	return errors.Join(a.settleRestored(ctx, m, since), a.Close(ctx))
}

// settleMost bounds how long credentials may take to settle; a request's bound would be too short for many of them.
const settleMost = time.Hour

func (a *App) settleRestored(ctx context.Context, m backup.Manifest, since backup.Since) error {
	ctx, cancel := context.WithTimeout(ctx, settleMost)
	defer cancel()
	var left []string
	err := a.Store.Tx(ctx, func(ctx context.Context) (err error) {
		if left, err = backup.Settle(ctx, a.Store, since, store.Micros(a.wall.Now())); err != nil {
			return err
		}
		return a.noteRestore(ctx, m, since, len(left))
	})
	if err != nil {
		return err
	}
	for _, id := range left {
		if err := a.Accounts.EraseAgain(ctx, id); err != nil {
			return err
		}
	}
	v, err := a.Audit.Verify(ctx)
	if err == nil && !v.OK {
		err = fmt.Errorf("the audit log of the backup does not hold: %s", v.Message)
	}
	return err
}

func (a *App) noteRestore(ctx context.Context, m backup.Manifest, since backup.Since, left int) error {
	err := a.Audit.Record(ctx, audit.Entry{Action: "backup.restore", Object: m.ID, Details: map[string]any{
		"at": m.At.Format(time.RFC3339), "seq": m.Audit.Seq, "hash": m.Audit.Hash, "credentials": string(since.How), "erasedAgain": left,
	}})
	if err != nil {
		return err
	}
	return a.tellKeepers(ctx, accounts.Notice{
		Kind: "security.restored", Title: "The portal was restored from a backup",
		Body: "It shows " + m.At.Format("2 January 2006, 15:04 UTC") + ". What was changed after that is gone, except that what ended stays ended. The audit log says how credentials were settled.",
		Link: "/operate/audit",
	})
}
