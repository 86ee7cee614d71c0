package keys

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Routes answers the routes of signing keys.
func (s *Service) Routes() []web.Route {
	return []web.Route{
		{Method: fiber.MethodGet, Path: "/signing-keys", Permission: rbac.KeysRead, Handler: s.listSigningKeys},
		{Method: fiber.MethodPost, Path: "/signing-keys/rotate", Permission: rbac.KeysWrite, StepUp: true, PersonOnly: true, Bucket: web.BucketToken, Handler: s.rotateSigningKeys},
		{Method: fiber.MethodPost, Path: "/signing-keys/:key/revoke", Permission: rbac.KeysWrite, StepUp: true, PersonOnly: true, Bucket: web.BucketToken, Handler: s.revokeSigningKey},
	}
}

// View is a signing key as the API shows it.
type View struct {
	ID          string     `json:"id" example:"NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"`
	Purpose     string     `json:"purpose" enums:"access-token"`
	Algorithm   string     `json:"algorithm" enums:"ES256"`
	Driver      string     `json:"driver" enums:"software,pkcs11"`
	State       State      `json:"state" enums:"next,active,retiring,removed"`
	CreatedAt   time.Time  `json:"createdAt" format:"date-time"`
	ReadyAt     *time.Time `json:"readyAt,omitempty" format:"date-time"`
	ActivatedAt *time.Time `json:"activatedAt,omitempty" format:"date-time"`
	RetiredAt   *time.Time `json:"retiredAt,omitempty" format:"date-time"`
	// DueAt is when the state ends by itself.
	DueAt         *time.Time `json:"dueAt,omitempty" format:"date-time"`
	RemovedAt     *time.Time `json:"removedAt,omitempty" format:"date-time"`
	RemovedReason string     `json:"removedReason,omitempty"`
} //@name SigningKey

// ListView is every signing key, newest first.
type ListView struct {
	Items []View `json:"items"`
} //@name SigningKeyList

type reasonBody struct {
	Reason string `json:"reason" validate:"max=500" example:"The backup was lost."`
} //@name KeyReason

// listSigningKeys answers the keys.
//
//	@Summary		List the signing keys
//	@Description	The keys that sign access tokens, newest first. Private halves are never shown.
//	@Tags			keys
//	@ID				listSigningKeys
//	@Produce		json
//	@Success		200		{object}	ListView
//	@Failure		default	{object}	web.Problem
//	@Router			/signing-keys [get]
func (s *Service) listSigningKeys(c *fiber.Ctx) error {
	found, err := s.List(c.UserContext())
	if err != nil {
		return err
	}
	return web.JSON(c, fiber.StatusOK, ListView{Items: present(found)})
}

// rotateSigningKeys lets the next key sign.
//
//	@Summary		Rotate the signing keys
//	@Description	The next key signs from now on, the active one retires, and another next key is published. What the retiring key signed keeps counting. Needs a person and a fresh passkey assertion.
//	@Tags			keys
//	@ID				rotateSigningKeys
//	@Produce		json
//	@Success		200		{object}	ListView
//	@Failure		default	{object}	web.Problem
//	@Router			/signing-keys/rotate [post]
func (s *Service) rotateSigningKeys(c *fiber.Ctx) error {
	if err := web.Empty(c); err != nil {
		return err
	}
	if err := s.Rotate(c.UserContext()); err != nil {
		return err
	}
	return s.listSigningKeys(c)
}

// revokeSigningKey removes a key at once.
//
//	@Summary		Revoke a signing key
//	@Description	Every access token that it signed is refused before this answer; verifiers elsewhere follow within 15 minutes. When it was the active key, the next one signs from now on. Needs a person and a fresh passkey assertion.
//	@Tags			keys
//	@ID				revokeSigningKey
//	@Accept			json
//	@Produce		json
//	@Param			key		path		string		true	"the key's id"
//	@Param			body	body		reasonBody	true	"why"
//	@Success		200		{object}	ListView
//	@Failure		default	{object}	web.Problem
//	@Router			/signing-keys/{key}/revoke [post]
func (s *Service) revokeSigningKey(c *fiber.Ctx) error {
	body, err := web.Decode[reasonBody](c)
	if err != nil {
		return err
	}
	reason, err := CleanReason(body.Reason)
	if err != nil {
		return err
	}
	if _, err := s.Revoke(c.UserContext(), c.Params("key"), reason); err != nil {
		return err
	}
	return s.listSigningKeys(c)
}

func present(found []Key) []View {
	views := make([]View, len(found))
	for i, k := range found {
		views[i] = View{
			ID: k.ID, Purpose: k.Purpose, Algorithm: k.Algorithm, Driver: k.Driver, State: k.State, CreatedAt: k.CreatedAt,
			ActivatedAt: k.ActivatedAt, RetiredAt: k.RetiredAt, RemovedAt: k.RemovedAt, RemovedReason: k.RemovedReason,
		}
		if at := k.ReadyAt(); k.State == Next {
			views[i].ReadyAt = &at
		}
		if at := k.DueAt(); !at.IsZero() {
			views[i].DueAt = &at
		}
	}
	return views
}
