package app

import (
	"context"
	"crypto/rand"
	"errors"
	"strings"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/keys"
	"github.com/gatehouse-dev/gatehouse/backend/oauth"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// drivers answers who keeps signing keys; the first one makes new ones. A device that is away stops no start: what is signed
// with its keys can be verified without it.
func (a *App) drivers(ctx context.Context) ([]keys.Driver, error) {
	software := keys.Software{Keys: a.keys}
	if a.settings.PKCS11Module == "" {
		return []keys.Driver{software}, nil
	}
	device, err := keys.OpenDevice(keys.DeviceOptions{Module: a.settings.PKCS11Module, Token: a.settings.PKCS11Token, PIN: secret.Text(a.settings.PKCS11PIN)})
	if device == nil {
		return nil, err
	}
	if err != nil {
		a.logger.ErrorContext(ctx, "the device with the signing keys can't be reached; no access tokens are issued until it can", "cause", err)
	}
	return []keys.Driver{device, software}, nil
}

// turnKeys moves the signing keys on before anything is served. A device that is away is asked again by the periodic work.
func (a *App) turnKeys(ctx context.Context) error {
	err := a.Keys.Turn(ctx)
	if errors.Is(err, keys.ErrSigner) {
		a.logger.ErrorContext(ctx, "no signing key could be made", "cause", err)
		return nil
	}
	return err
}

// buildOAuth builds the authorization server, the keys with which it signs, and the leak desk, which knows every kind of secret.
func (a *App) buildOAuth(ctx context.Context) error {
	drivers, err := a.drivers(ctx)
	if err != nil {
		return err
	}
	a.Keys = keys.New(keys.Deps{Store: a.Store, Audit: a.Audit, Clock: a.clock, Logger: a.logger, Drivers: drivers, Behind: a.behindTooMuch, Tell: a.tellRevokedKey})
	a.OAuth = oauth.New(oauth.Deps{
		Store: a.Store, Audit: a.Audit, Clock: a.clock, Logger: a.logger, Apps: a.Apps, Grants: a.Access, Catalog: a.Catalog, Policy: a.Policy,
		Keys: a.keys, Signer: a.Keys, Names: a.subjectNames, Messenger: a.Notify, Allows: a.rbac.Allows, Behind: a.behind, OwnerActive: a.ownerActive, Verifier: a.verifier,
		Blocked: a.Blocks.Blocked, Brand: brand, Random: rand.Reader, Issuer: a.settings.Public.String(), Gateway: a.settings.Gateway.String(),
	})
	a.Tokens.Accompany(a.OAuth)
	a.Teams.OnLeave(a.OAuth.TellOfLeaver)
	a.Accounts.OnDisabled(a.OAuth.SuspendOwned)
	a.Teams.OnOrphan(a.OAuth.SuspendTeam)
	a.Leaks = a.leakDesk()
	return nil
}

// ownerActive says whether the owner of an app may act: a person whose account nobody disabled, or a team with such a person who may
// change its apps. An account that is suspended because nobody used it stops nothing that runs without its owner. Machines that were ended have no apps that anybody could reach.
func (a *App) ownerActive(ctx context.Context, owner string) (bool, error) {
	if team := (rbac.Subject{ID: owner}).Team(); team != "" {
		members, err := a.Teams.Members(ctx, team)
		for _, m := range members {
			if !m.Role.Writes() {
				continue
			}
			if ok, err := a.personActs(ctx, m.Account); ok || err != nil {
				return ok, err
			}
		}
		return false, err
	}
	id, person := strings.CutPrefix(owner, "u:")
	if !person {
		return true, nil
	}
	return a.personActs(ctx, id)
}

func (a *App) personActs(ctx context.Context, id string) (bool, error) {
	account, err := a.Accounts.Get(ctx, id)
	return err == nil && (account.State == accounts.Active || account.State == accounts.Inactive), err
}
