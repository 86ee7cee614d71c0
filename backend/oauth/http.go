package oauth

import (
	"encoding/json"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/tokens"
	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Routes answers the routes with which people keep clients. The endpoints for the clients themselves are in Mount.
func (s *Service) Routes() []web.Route {
	const one = "/oauth-clients/:client"
	keep := func(method, path string, h fiber.Handler) web.Route {
		return web.Route{Method: method, Path: path, Permission: rbac.TokensWrite, StepUp: true, Bucket: web.BucketToken, Handler: h}
	}
	stop := func(path string, h fiber.Handler) web.Route {
		return web.Route{Method: fiber.MethodPost, Path: path, Permission: rbac.TokensWrite, BeforeTerms: true, Handler: h}
	}
	return []web.Route{
		{Method: fiber.MethodGet, Path: "/apps/:app/oauth-clients", Permission: rbac.TokensRead, Handler: s.listAppClients},
		keep(fiber.MethodPost, "/apps/:app/oauth-clients", s.createClient),
		{Method: fiber.MethodGet, Path: one, Permission: rbac.TokensRead, Handler: s.getClient},
		keep(fiber.MethodPatch, one, s.updateClient),
		{Method: fiber.MethodPost, Path: one + "/check-token", Permission: rbac.TokensRead, Handler: s.checkClientToken,
			Unaudited: "it looks at a token and changes nothing"},
		keep(fiber.MethodPost, one+"/secrets", s.addClientSecret),
		{Method: fiber.MethodPost, Path: one + "/secrets/:secret/revoke", Permission: rbac.TokensWrite, Handler: s.revokeClientSecret},
		{Method: fiber.MethodPost, Path: one + "/end-tokens", Permission: rbac.TokensWrite, Handler: s.endClientTokens},
		stop(one+"/suspend", s.suspendClient),
		{Method: fiber.MethodPost, Path: one + "/resume", Permission: rbac.TokensWrite, Handler: s.resumeClient},
		{Method: fiber.MethodPost, Path: one + "/revoke", Permission: rbac.TokensWrite, Handler: s.revokeClient},
		{Method: fiber.MethodPost, Path: "/oauth/end-tokens", Permission: rbac.KeysWrite, StepUp: true, PersonOnly: true, Bucket: web.BucketToken, Handler: s.endAllTokens},
	}
}

// View is an OAuth client as the API shows it, for ever without its secrets. Lists are never null.
type View struct {
	ID          string          `json:"id" example:"ocl_4fT9aB3dE5fG7hJ9"`
	App         string          `json:"app" example:"app_01jd8y7k5ve1kv3a0t9rkzv6qk"`
	Environment string          `json:"environment" enums:"sandbox,live"`
	AuthMethod  Method          `json:"authMethod" enums:"client_secret_basic,private_key_jwt"`
	Scopes      []string        `json:"scopes" example:"museum:tickets:read"`
	Networks    []string        `json:"networks" example:"192.0.2.0/24"`
	KeySet      json.RawMessage `json:"keySet,omitempty" swaggertype:"object"`
	// Binding is what access tokens are bound to: to nothing, or to a key that their holder proves at each call (DPoP,
	// RFC 9449), with dpop_nonce by a proof that carries a nonce of the server.
	Binding      Binding      `json:"binding" enums:"none,dpop,dpop_nonce"`
	Secrets      []SecretView `json:"secrets"`
	State        string       `json:"state" enums:"active,suspended,revoked"`
	CreatedAt    time.Time    `json:"createdAt" format:"date-time"`
	CreatedBy    string       `json:"createdBy" example:"Ada Example"`
	LastIssuedAt *time.Time   `json:"lastIssuedAt,omitempty" format:"date-time"`
	NotBefore    *time.Time   `json:"notBefore,omitempty" format:"date-time"`
	// Suspension is why and since when the client is suspended.
	Suspension   *tokens.SuspensionView `json:"suspension,omitempty"`
	RevokedAt    *time.Time             `json:"revokedAt,omitempty" format:"date-time"`
	RevokeReason string                 `json:"revokeReason,omitempty"`
	TokenURL     string                 `json:"tokenUrl" example:"https://developers.example.com/oauth2/token"`
	Issuer       string                 `json:"issuer" example:"https://developers.example.com"`
	// Resources are the identifiers of the APIs that the app has access to in this environment.
	Resources []string `json:"resources" example:"https://api.example.com/museum"`
	// PolicyBreaches say which rules the client breaks, as last seen.
	PolicyBreaches []string `json:"policyBreaches" example:"The API Payments asks for a new secret after 90 days."`
	Version        int64    `json:"version" example:"1"`
} //@name OAuthClient

// SecretView is one secret of a client that still works.
type SecretView struct {
	Number    int64     `json:"number" example:"1"`
	Hint      string    `json:"hint" example:"gth_cs_4fT9…_…abcd"`
	CreatedAt time.Time `json:"createdAt" format:"date-time"`
	ExpiresAt time.Time `json:"expiresAt" format:"date-time"`
} //@name OAuthClientSecret

// ListView is the clients of an app, newest first.
type ListView struct {
	Items []View `json:"items"`
} //@name OAuthClientList

// ClientCreate says what a client should be. keySet is for private_key_jwt only: a JSON Web Key Set with public keys.
type ClientCreate struct {
	Environment string          `json:"environment" validate:"required,oneof=sandbox live" enums:"sandbox,live"`
	AuthMethod  string          `json:"authMethod" validate:"required,oneof=client_secret_basic private_key_jwt" enums:"client_secret_basic,private_key_jwt"`
	Scopes      []string        `json:"scopes,omitempty" validate:"max=200,dive,max=200" example:"museum:tickets:read"`
	Networks    []string        `json:"networks,omitempty" validate:"max=50,dive,max=64" example:"192.0.2.0/24"`
	KeySet      json.RawMessage `json:"keySet,omitempty" swaggertype:"object"`
	Binding     string          `json:"binding,omitempty" validate:"omitempty,oneof=none dpop dpop_nonce" enums:"none,dpop,dpop_nonce" default:"none"`
} //@name OAuthClientCreate

// ClientPatch changes the members that it has.
type ClientPatch struct {
	Scopes   *[]string       `json:"scopes,omitempty" validate:"omitempty,max=200"`
	Networks *[]string       `json:"networks,omitempty" validate:"omitempty,max=50"`
	KeySet   json.RawMessage `json:"keySet,omitempty" swaggertype:"object"`
	Binding  *Binding        `json:"binding,omitempty" validate:"omitempty,oneof=none dpop dpop_nonce" enums:"none,dpop,dpop_nonce"`
} //@name OAuthClientPatch

// ClientMade is a client with its newest secret, which is shown in this answer and never again; null in a replay, and for a
// client that signs assertions.
type ClientMade struct {
	Client View    `json:"client"`
	Secret *string `json:"secret" extensions:"x-nullable" example:"gth_cs_…"`
} //@name OAuthClientMade

type reasonBody struct {
	Reason string `json:"reason" validate:"max=500" example:"The service was shut down."`
} //@name OAuthReason
