package oauth

import (
	"github.com/gatehouse-dev/gatehouse/backend/dpop"
	"github.com/gatehouse-dev/gatehouse/backend/jws"
)

// The addresses of the endpoints, below the issuer.
const (
	PathToken      = "/oauth2/token"
	PathIntrospect = "/oauth2/introspect"
	PathRevoke     = "/oauth2/revoke"
	PathKeys       = "/oauth2/jwks.json"
	PathMetadata   = "/.well-known/oauth-authorization-server"
)

// Metadata describes the authorization server (RFC 8414 §2). It lists what works and nothing else.
type Metadata struct {
	Issuer                string   `json:"issuer"`
	TokenEndpoint         string   `json:"token_endpoint"`
	IntrospectionEndpoint string   `json:"introspection_endpoint"`
	RevocationEndpoint    string   `json:"revocation_endpoint"`
	KeysURI               string   `json:"jwks_uri"`
	ServiceDocumentation  string   `json:"service_documentation"`
	GrantTypes            []string `json:"grant_types_supported"`
	ResponseTypes         []string `json:"response_types_supported"`
	TokenMethods          []string `json:"token_endpoint_auth_methods_supported"`
	TokenAlgorithms       []string `json:"token_endpoint_auth_signing_alg_values_supported"`
	IntrospectMethods     []string `json:"introspection_endpoint_auth_methods_supported"`
	IntrospectAlgorithms  []string `json:"introspection_endpoint_auth_signing_alg_values_supported"`
	RevokeMethods         []string `json:"revocation_endpoint_auth_methods_supported"`
	RevokeAlgorithms      []string `json:"revocation_endpoint_auth_signing_alg_values_supported"`
	ProofAlgorithms       []string `json:"dpop_signing_alg_values_supported"`
}

// Describe answers the metadata.
func (s *Service) Describe() Metadata {
	methods, algorithms := []string{string(Basic), string(PrivateKey)}, []string{jws.ES256, jws.EdDSA, jws.PS256}
	return Metadata{
		Issuer: s.Issuer, TokenEndpoint: s.Issuer + PathToken, IntrospectionEndpoint: s.Issuer + PathIntrospect, RevocationEndpoint: s.Issuer + PathRevoke,
		KeysURI: s.Issuer + PathKeys, ServiceDocumentation: s.Issuer + "/guides/oauth",
		GrantTypes: []string{grantType}, ResponseTypes: []string{}, TokenMethods: methods, TokenAlgorithms: algorithms,
		IntrospectMethods: append([]string{"Bearer"}, methods...), IntrospectAlgorithms: algorithms, RevokeMethods: methods, RevokeAlgorithms: algorithms,
		ProofAlgorithms: dpop.Algorithms,
	}
}
