package app

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/config"
	"github.com/gatehouse-dev/gatehouse/backend/doctor"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

type doctorCommand struct {
	config.Config
	JSON    bool           `help:"Print the findings as JSON."`
	Profile doctor.Profile `help:"Ask for what a regulation asks besides, with its clauses: pci, hipaa or gdpr." enum:"pci,hipaa,gdpr," default:""`
}

// Run prints what is weak and fails when anything is. A store that exists is opened, which brings it to this version; one
// that doesn't is not made.
func (c doctorCommand) Run(w world) error {
	settings, err := c.Check()
	if err != nil {
		return fmt.Errorf("%w: %w", errMisused, err)
	}
	facts, rules := factsOf(settings), policy.Shipped()
	if started(settings) {
		err = with(w, c.Config, "doctor", func(ctx context.Context, a *App) (err error) {
			if rules, err = a.Policy.Current(ctx); err != nil {
				return err
			}
			return a.examine(ctx, &facts)
		})
	}
	if err != nil {
		return fmt.Errorf("examine the installation: %w", err)
	}
	found := doctor.Examine(facts)
	if c.Profile != "" {
		found = append(doctor.ExamineFor(facts, c.Profile), policy.Findings(c.Profile, rules)...)
	}
	if err := c.print(w, found); err != nil {
		return err
	}
	if doctor.Failed(found) {
		return errors.New("the installation has weak spots")
	}
	return nil
}

func (c doctorCommand) print(w world, found []doctor.Finding) error {
	if c.JSON {
		encoder := json.NewEncoder(w.stdout)
		encoder.SetIndent("", "  ")
		return encoder.Encode(map[string]any{"findings": append([]doctor.Finding{}, found...)})
	}
	for _, f := range found {
		clauses := ""
		if len(f.Clauses) > 0 {
			clauses = "      " + strings.Join(f.Clauses, ", ") + "\n"
		}
		if _, err := fmt.Fprintf(w.stdout, "%s  %s\n      %s\n      %s\n%s", f.Weight, f.ID, f.Message, f.Fix, clauses); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(w.stdout, "%s.\n", fault.Counted(len(found), "finding", "findings"))
	return err
}

// started reports whether there is a store to look into.
func started(s config.Settings) bool {
	_, err := os.Stat(filepath.Join(s.Data, store.FileName))
	return s.Database != "" || err == nil
}

// factsOf answers what can be known without opening the store. Before the first start there is nothing to say about
// administrators.
func factsOf(s config.Settings) doctor.Facts {
	facts := doctor.Facts{Settings: s, Files: map[string]fs.FileMode{}, Admin: true, Now: clock.System().Now()}
	for _, path := range []string{s.Data, filepath.Join(s.Data, secret.KeysFile), filepath.Join(s.Data, store.FileName), s.TLSKey, s.GatewayTLSKey, s.InternalTLSKey} {
		if info, err := os.Stat(path); path != "" && err == nil {
			facts.Files[path] = info.Mode()
		}
	}
	for _, pair := range [][3]string{{"tls-cert", s.TLSCert, s.TLSKey}, {"gateway-tls-cert", s.GatewayTLSCert, s.GatewayTLSKey}, {"internal-tls-cert", s.InternalTLSCert, s.InternalTLSKey}} {
		if pair[1] != "" {
			facts.Certificates = append(facts.Certificates, certificateOf(pair[0], pair[1], pair[2]))
		}
	}
	return facts
}

func certificateOf(setting, cert, key string) doctor.Certificate {
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		return doctor.Certificate{Setting: setting, Problem: err.Error()}
	}
	return doctor.Certificate{Setting: setting, Until: pair.Leaf.NotAfter}
}

// examine adds what the store knows.
func (a *App) examine(ctx context.Context, facts *doctor.Facts) error {
	open, err := a.Accounts.SetupOpen(ctx)
	if err != nil {
		return err
	}
	facts.Admin, facts.Store = !open, true
	if facts.BackedUp, err = a.backups().Last(ctx); err != nil {
		return err
	}
	on, err := a.Policy.ProfilesOn(ctx)
	if err != nil {
		return err
	}
	for _, p := range on {
		facts.On = append(facts.On, p.Profile)
	}
	v, err := a.Audit.Verify(ctx)
	if err != nil {
		return err
	}
	if !v.OK {
		facts.Chain = v.Message
	}
	return nil
}
