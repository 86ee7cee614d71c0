package app

import (
	"context"
	"fmt"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/backup"
	"github.com/gatehouse-dev/gatehouse/backend/config"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/usage"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

type backupCommand struct {
	config.Config
	To                 string   `help:"The archive; a file of this name is replaced once the new one is whole." required:"" type:"path" placeholder:"FILE"`
	Recipient          []string `help:"Public key of age (age1…) that the archive is encrypted for; repeat it for several." placeholder:"AGE1…"`
	PassphraseFile     string   `help:"File (mode 0600) with the passphrase that opens the archive, instead of recipients." type:"path" placeholder:"FILE"`
	KeysTo             string   `help:"Write the keys as well, into a file of their own." type:"path" placeholder:"FILE"`
	KeysRecipient      []string `help:"Public key of age that the keys are encrypted for, another one than the archive's." placeholder:"AGE1…"`
	KeysPassphraseFile string   `help:"File (mode 0600) with the passphrase that opens the keys, instead of recipients." type:"path" placeholder:"FILE"`
}

// Run works beside a running server, which goes on writing.
func (c backupCommand) Run(w world) error {
	r := backup.Request{
		To: c.To, KeysTo: c.KeysTo, Data: backup.Lock{Recipients: c.Recipient, PassphraseFile: c.PassphraseFile},
		Keys: backup.Lock{Recipients: c.KeysRecipient, PassphraseFile: c.KeysPassphraseFile},
	}
	if !r.Data.Given() {
		return fmt.Errorf("%w: give --recipient or --passphrase-file; a backup is always encrypted", errMisused)
	}
	if r.Keys.Given() != (r.KeysTo != "") {
		return fmt.Errorf("%w: --keys-to goes with --keys-recipient or --keys-passphrase-file", errMisused)
	}
	return with(w, c.Config, "backup", func(ctx context.Context, a *App) error {
		service := a.backups()
		service.Say = w.say
		done, err := service.Make(ctx, r, a.tellOfKeys)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(w.stdout, "%s holds %s as of %s, %s.\n", c.To, fault.Counted(done.Manifest.Rows(), "row", "rows"),
			done.Manifest.At.Format("2006-01-02 15:04:05 UTC"), size(done.Bytes))
		if err == nil && c.KeysTo != "" {
			_, err = fmt.Fprintf(w.stdout, "%s holds the keys. Keep it, and what opens it, away from the archive: together they are everything.\n", c.KeysTo)
		}
		return err
	})
}

func (w world) say(line string) { _, _ = fmt.Fprintln(w.stderr, line) }

func size(bytes int64) string {
	if bytes < 1<<20 {
		return fmt.Sprintf("%d kB", (bytes+1023)>>10)
	}
	return fmt.Sprintf("%.1f MB", float64(bytes)/(1<<20))
}

func rooms() *backup.Rooms {
	return &backup.Rooms{UsageMigrations: usage.Migrations, UsageLedger: usage.LedgerTable, UsageFile: usage.FileName}
}

func (a *App) backups() *backup.Service {
	return backup.New(backup.Deps{Store: a.Store, Audit: a.Audit, Keys: a.keys, Clock: a.wall, Program: a.options.Carried.Version, Rooms: rooms()})
}

// tellOfKeys tells everybody who may keep signing keys that the keys of the installation left it.
func (a *App) tellOfKeys(ctx context.Context) error {
	return a.tellKeepers(ctx, accounts.Notice{
		Kind: "security.keys_exported", Title: "The keys of the portal were exported",
		Body: "Somebody made a backup of them on the server's command line, encrypted. If none of you did that, look at who can get onto the machine.",
		Link: "/operate/audit",
	})
}

// tellKeepers tells everybody who may keep signing keys.
func (a *App) tellKeepers(ctx context.Context, n accounts.Notice) error {
	people, err := a.Accounts.WithPermission(ctx, rbac.KeysWrite)
	if err != nil {
		return err
	}
	for _, person := range people {
		n.Account = person.ID
		if err := a.Notify.Notify(ctx, n, "", nil); err != nil {
			return err
		}
	}
	return nil
}

// askBudget bounds what a scrape may wait for the database.
const askBudget = 2 * time.Second

var lastBackup = prometheus.NewDesc("gatehouse_backup_last_success_timestamp_seconds", "The instant that the newest backup shows, in seconds since 1970; there is none before the first.", nil, nil)

// backupGauge asks the database at the moment of the scrape: backups are made by other processes.
type backupGauge struct{ app *App }

// Describe implements prometheus.Collector.
func (backupGauge) Describe(to chan<- *prometheus.Desc) { to <- lastBackup }

// Collect implements prometheus.Collector.
func (g backupGauge) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), askBudget)
	defer cancel()
	at, err := g.app.backups().Last(ctx)
	if err != nil || at == nil {
		return // a scrape without the value is what an alert for its absence sees
	}
	to <- prometheus.MustNewConstMetric(lastBackup, prometheus.GaugeValue, float64(at.UnixMilli())/1000)
}
