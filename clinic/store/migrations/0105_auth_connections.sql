-- +goose Up

-- A loved one's account leads to the record of the patient who invited them (auth_users), and to
-- those of others who did. In each they are somebody of their own.
CREATE TABLE auth_connections (
    clinic_id    text NOT NULL,
    fhir_user    text NOT NULL,
    user_id      text NOT NULL,
    patient_id   text NOT NULL,
    display_name text NOT NULL,
    added_at     bigint NOT NULL,
    PRIMARY KEY (clinic_id, fhir_user)
);
CREATE INDEX auth_connections_user ON auth_connections (clinic_id, user_id);

-- As whom somebody signed in; empty: as whom the account was made for.
ALTER TABLE auth_grants ADD COLUMN fhir_user text NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE auth_grants DROP COLUMN fhir_user;
DROP TABLE auth_connections;
