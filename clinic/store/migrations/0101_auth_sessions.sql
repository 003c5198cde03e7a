-- +goose Up

-- What a person reads in the list of their own sign-ins: the device's name, as the
-- app told it, and when the sign-in was last used.
ALTER TABLE auth_grants ADD COLUMN device text NOT NULL DEFAULT '';
ALTER TABLE auth_grants ADD COLUMN used_at bigint NOT NULL DEFAULT 0;
ALTER TABLE auth_devices ADD COLUMN device text NOT NULL DEFAULT '';

-- The clinic's own app, which manages a person's sign-ins at other apps too.
ALTER TABLE auth_clients ADD COLUMN trusted bigint NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE auth_clients DROP COLUMN trusted;
ALTER TABLE auth_devices DROP COLUMN device;
ALTER TABLE auth_grants DROP COLUMN used_at;
ALTER TABLE auth_grants DROP COLUMN device;
