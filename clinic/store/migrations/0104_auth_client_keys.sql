-- +goose Up

-- Clients that prove who they are by a signed assertion (RFC 7523): their public keys,
-- given directly or by the address where they are published.
ALTER TABLE auth_clients ADD COLUMN jwks text NOT NULL DEFAULT '';
ALTER TABLE auth_clients ADD COLUMN jwks_uri text NOT NULL DEFAULT '';

-- The assertions that were taken, so that none is taken twice.
CREATE TABLE auth_assertions (
    clinic_id  text NOT NULL,
    client_id  text NOT NULL,
    jti_hash   text NOT NULL,
    expires_at bigint NOT NULL,
    PRIMARY KEY (clinic_id, client_id, jti_hash)
);

-- +goose Down
DROP TABLE auth_assertions;
ALTER TABLE auth_clients DROP COLUMN jwks_uri;
ALTER TABLE auth_clients DROP COLUMN jwks;
