package app

import (
	"context"
	"errors"
	"fmt"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/config"
	"github.com/gatehouse-dev/gatehouse/backend/keys"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

type keysCommand struct {
	List   listKeysCommand  `cmd:"" help:"Print the signing keys, newest first."`
	Revoke revokeKeyCommand `cmd:"" help:"End a key in wrong hands at once, with every access token that it signed."`
}

type listKeysCommand struct {
	config.Config
}

func (c listKeysCommand) Run(w world) error {
	return with(w, c.Config, "keys list", func(ctx context.Context, a *App) error {
		found, err := a.Keys.List(ctx)
		for _, k := range found {
			if err == nil {
				_, err = fmt.Fprintf(w.stdout, "%s  %-8s  %s  made %s\n", k.ID, k.State, k.Algorithm, k.CreatedAt.UTC().Format("2006-01-02 15:04"))
			}
		}
		return err
	})
}

// revokeKeyCommand works beside running servers, which refuse what the key signed within a second.
type revokeKeyCommand struct {
	config.Config
	Key    string `arg:"" help:"The key's id (kid)."`
	Reason string `help:"Why, for the audit log and for who keeps the keys." required:""`
}

func (c revokeKeyCommand) Run(w world) error {
	reason, err := keys.CleanReason(c.Reason)
	if err != nil {
		return fmt.Errorf("%w: the reason is 1 to 500 characters", errMisused)
	}
	return with(w, c.Config, "keys revoke", func(ctx context.Context, a *App) error {
		_, err := a.Keys.Revoke(ctx, c.Key, reason)
		switch {
		case errors.Is(err, keys.ErrNotFound):
			return fmt.Errorf("there is no signing key %s; see: gatehouse keys list", c.Key)
		case errors.Is(err, keys.ErrState):
			return fmt.Errorf("the key %s was revoked or removed already", c.Key)
		case err != nil:
			return err
		}
		signs := ""
		found, err := a.Keys.List(ctx)
		for _, k := range found {
			if k.State == keys.Active {
				signs = k.ID
			}
		}
		if err == nil {
			_, err = fmt.Fprintf(w.stdout, "The key %s is revoked, with every access token that it signed. The key that signs now is %s.\n", c.Key, signs)
		}
		return err
	})
}

// tellRevokedKey tells everybody who may keep signing keys that one was revoked, in the revocation's transaction.
func (a *App) tellRevokedKey(ctx context.Context, k keys.Key, reason string) error {
	people, err := a.Accounts.WithPermission(ctx, rbac.KeysWrite)
	if err != nil {
		return err
	}
	for _, person := range people {
		err := a.Notify.Notify(ctx, accounts.Notice{
			Account: person.ID, Kind: "security.key_revoked", Title: "A signing key was revoked: " + reason,
			Body: "The key " + k.ID + " counts no more, nor does any access token that it signed. Clients get new ones from the key that signs now. Verifiers elsewhere follow when they read the key set again, within 15 minutes.",
			Link: "/operate/keys",
		}, "", nil)
		if err != nil {
			return err
		}
	}
	return nil
}
