-- +goose Up

-- A second step at sign-in (RFC 6238). last_step is the time step of the last code
-- that was taken, so that none is taken twice; confirmed_at is 0 while it is being set up.
CREATE TABLE auth_second_factors (
    clinic_id    text NOT NULL,
    user_id      text NOT NULL,
    secret       text NOT NULL,
    confirmed_at bigint NOT NULL,
    last_step    bigint NOT NULL,
    PRIMARY KEY (clinic_id, user_id)
);

CREATE TABLE auth_recovery_codes (
    clinic_id text NOT NULL,
    user_id   text NOT NULL,
    code_hash text NOT NULL,
    used_at   bigint NOT NULL,
    PRIMARY KEY (clinic_id, user_id, code_hash)
);

-- 1 while the password was right and the second step is still to come.
ALTER TABLE auth_sessions ADD COLUMN pending bigint NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE auth_sessions DROP COLUMN pending;
DROP TABLE auth_recovery_codes;
DROP TABLE auth_second_factors;
