-- +goose Up
-- Who answers for an operator token, as an account's id: the token is refused while that person may not sign in. Without one it
-- belongs to nobody, because the command line made it. The account may be gone, so this is no foreign key: that is refused too.
ALTER TABLE operator_tokens ADD COLUMN owner_id TEXT;
-- Verifiers of people who had left before are nobody's too: they are what lets calls pass, and an update is no moment to end that.
UPDATE operator_tokens SET owner_id = substr(created_by, 3) WHERE created_by LIKE 'u:%'
    AND (role <> 'verifier' OR EXISTS (SELECT 1 FROM accounts a WHERE a.id = substr(created_by, 3) AND a.state = 'active'));
CREATE INDEX operator_tokens_owner ON operator_tokens (owner_id) WHERE owner_id IS NOT NULL;
