-- +goose Up
-- Whoever deletes their account has their words taken out of what they asked for; it should not be looked for in what others did.
CREATE INDEX access_requests_by_requester ON access_requests (requester_id, id);
CREATE INDEX policy_exceptions_by_requester ON policy_exceptions (requested_by, id);
