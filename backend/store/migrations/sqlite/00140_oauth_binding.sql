-- +goose Up
-- What a client's access tokens are bound to: none (whoever has one may use it, unless the client sent a proof when it asked),
-- dpop (a key that the client proves, RFC 9449), dpop_nonce (the same, and each proof carries a nonce of ours). Used proofs of
-- the token endpoint stand in oauth_assertions, with dpop in place of the client.
ALTER TABLE oauth_clients ADD COLUMN binding TEXT NOT NULL DEFAULT 'none' CHECK (binding IN ('none', 'dpop', 'dpop_nonce'));
