-- +goose Up

-- What enforcement has to reload, in the order of commits.
CREATE TABLE changes (
    seq       BIGSERIAL PRIMARY KEY,
    kind      TEXT   NOT NULL,
    object_id TEXT   NOT NULL,
    at        BIGINT NOT NULL
);


-- The audit chain. record is the canonical JSON that hash covers; the other columns repeat what the search needs.
CREATE TABLE audit_records (
    seq          BIGINT NOT NULL PRIMARY KEY,
    at           BIGINT NOT NULL,
    action       TEXT   NOT NULL,
    actor_kind   TEXT   NOT NULL,
    actor_id     TEXT   NOT NULL,
    object       TEXT   NOT NULL,
    outcome      TEXT   NOT NULL,
    record       TEXT   NOT NULL,
    hash         BYTEA  NOT NULL
);
CREATE INDEX audit_records_action ON audit_records (action, seq);
CREATE INDEX audit_records_actor ON audit_records (actor_id, seq);
CREATE INDEX audit_records_object ON audit_records (object, seq);
CREATE INDEX audit_records_at ON audit_records (at, seq);

-- The one row that says where the chain ends.
CREATE TABLE audit_head (
    id    INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    chain TEXT    NOT NULL,
    seq   BIGINT  NOT NULL,
    hash  BYTEA   NOT NULL
);

-- Personal origin of a record. The chain holds only a salted commitment to it, so that a row can be erased.
CREATE TABLE audit_origins (
    seq        BIGINT NOT NULL PRIMARY KEY REFERENCES audit_records (seq),
    actor_id   TEXT   NOT NULL,
    salt       BYTEA  NOT NULL,
    address    TEXT   NOT NULL,
    user_agent TEXT   NOT NULL
);
CREATE INDEX audit_origins_actor ON audit_origins (actor_id);

CREATE TABLE audit_checkpoints (
    seq       BIGINT NOT NULL PRIMARY KEY,
    chain     TEXT   NOT NULL,
    hash      BYTEA  NOT NULL,
    at        BIGINT NOT NULL,
    count     BIGINT NOT NULL,
    previous  BYTEA  NOT NULL,
    signature BYTEA  NOT NULL
);

-- +goose StatementBegin
CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is append-only';
END $$;
-- +goose StatementEnd
CREATE TRIGGER audit_records_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_records
    FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER audit_head_no_delete BEFORE DELETE OR TRUNCATE ON audit_head
    FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER audit_head_forward BEFORE UPDATE ON audit_head
    FOR EACH ROW WHEN (NEW.seq <> OLD.seq + 1 OR NEW.chain <> OLD.chain) EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER audit_origins_no_update BEFORE UPDATE OR TRUNCATE ON audit_origins
    FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER audit_checkpoints_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_checkpoints
    FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();
