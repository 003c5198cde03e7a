-- +goose Up

-- Sign-in: who may, by which apps, and what they were given. A time of 0 means
-- that it has not happened. Codes, tokens and cookies are kept as hashes only.

CREATE TABLE auth_users (
    clinic_id     text NOT NULL,
    user_id       text NOT NULL,
    username      text NOT NULL,
    password_hash text NOT NULL,
    role          text NOT NULL,
    fhir_user     text NOT NULL,
    patient_id    text NOT NULL,
    display_name  text NOT NULL,
    disabled      bigint NOT NULL,
    PRIMARY KEY (clinic_id, user_id)
);
CREATE UNIQUE INDEX auth_users_name ON auth_users (clinic_id, username);

-- Failed sign-ins by the name's hash, whether or not a user has that name.
CREATE TABLE auth_attempts (
    clinic_id text NOT NULL,
    name_hash text NOT NULL,
    failures  bigint NOT NULL,
    last_at   bigint NOT NULL,
    PRIMARY KEY (clinic_id, name_hash)
);

-- redirect_uris is a JSON array.
CREATE TABLE auth_clients (
    clinic_id     text NOT NULL,
    client_id     text NOT NULL,
    name          text NOT NULL,
    redirect_uris text NOT NULL,
    scopes        text NOT NULL,
    secret_hash   text NOT NULL,
    native        bigint NOT NULL,
    device        bigint NOT NULL,
    PRIMARY KEY (clinic_id, client_id)
);

CREATE TABLE auth_keys (
    clinic_id   text NOT NULL,
    kid         text NOT NULL,
    private_pem text NOT NULL,
    created_at  bigint NOT NULL,
    retired_at  bigint NOT NULL,
    PRIMARY KEY (clinic_id, kid)
);

CREATE TABLE auth_sessions (
    clinic_id    text NOT NULL,
    session_hash text NOT NULL,
    user_id      text NOT NULL,
    expires_at   bigint NOT NULL,
    PRIMARY KEY (clinic_id, session_hash)
);
CREATE INDEX auth_sessions_user ON auth_sessions (clinic_id, user_id);

CREATE TABLE auth_consents (
    clinic_id text NOT NULL,
    user_id   text NOT NULL,
    client_id text NOT NULL,
    scopes    text NOT NULL,
    given_at  bigint NOT NULL,
    PRIMARY KEY (clinic_id, user_id, client_id, scopes)
);

-- One sign-in of one person with one app, and all tokens that come of it.
CREATE TABLE auth_grants (
    clinic_id  text NOT NULL,
    grant_id   text NOT NULL,
    user_id    text NOT NULL,
    client_id  text NOT NULL,
    scopes     text NOT NULL,
    seed       text NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    revoked_at bigint NOT NULL,
    reason     text NOT NULL,
    PRIMARY KEY (clinic_id, grant_id)
);
CREATE INDEX auth_grants_user ON auth_grants (clinic_id, user_id);

CREATE TABLE auth_codes (
    clinic_id    text NOT NULL,
    code_hash    text NOT NULL,
    grant_id     text NOT NULL,
    redirect_uri text NOT NULL,
    challenge    text NOT NULL,
    nonce        text NOT NULL,
    expires_at   bigint NOT NULL,
    used_at      bigint NOT NULL,
    PRIMARY KEY (clinic_id, code_hash)
);

CREATE TABLE auth_refresh_tokens (
    clinic_id  text NOT NULL,
    token_hash text NOT NULL,
    grant_id   text NOT NULL,
    expires_at bigint NOT NULL,
    used_at    bigint NOT NULL,
    PRIMARY KEY (clinic_id, token_hash)
);
CREATE INDEX auth_refresh_tokens_grant ON auth_refresh_tokens (clinic_id, grant_id);

CREATE TABLE auth_devices (
    clinic_id   text NOT NULL,
    device_hash text NOT NULL,
    user_code   text NOT NULL,
    client_id   text NOT NULL,
    scopes      text NOT NULL,
    state       text NOT NULL,
    grant_id    text NOT NULL,
    poll_ms     bigint NOT NULL,
    last_poll   bigint NOT NULL,
    expires_at  bigint NOT NULL,
    PRIMARY KEY (clinic_id, device_hash)
);
CREATE UNIQUE INDEX auth_devices_code ON auth_devices (clinic_id, user_code);

-- +goose Down
DROP TABLE auth_devices;
DROP TABLE auth_refresh_tokens;
DROP TABLE auth_codes;
DROP TABLE auth_grants;
DROP TABLE auth_consents;
DROP TABLE auth_sessions;
DROP TABLE auth_keys;
DROP TABLE auth_clients;
DROP TABLE auth_attempts;
DROP TABLE auth_users;
