-- +goose Up
-- Finds the tokens that break a rule in force, or any, without a look at what is only announced.
CREATE INDEX token_breaches_in_force ON token_breaches (planned, rule, token_id);
