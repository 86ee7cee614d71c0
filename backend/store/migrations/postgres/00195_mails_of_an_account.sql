-- +goose Up
-- Whoever downloads their data reads the mails to them, and whoever leaves takes their name off these; neither should look at all.
CREATE INDEX mails_account ON mails (account_id, id);
