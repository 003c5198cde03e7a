-- +goose Up

-- One-time codes by which somebody makes an account of their own. The code is kept
-- as a hash; there is one that is good for each person at a time.
CREATE TABLE auth_invitations (
    clinic_id     text NOT NULL,
    invitation_id text NOT NULL,
    code_hash     text NOT NULL,
    role          text NOT NULL,
    fhir_user     text NOT NULL,
    patient_id    text NOT NULL,
    display_name  text NOT NULL,
    created_by    text NOT NULL,
    created_at    bigint NOT NULL,
    expires_at    bigint NOT NULL,
    ended_at      bigint NOT NULL,
    user_id       text NOT NULL,
    PRIMARY KEY (clinic_id, invitation_id)
);
CREATE UNIQUE INDEX auth_invitations_code ON auth_invitations (clinic_id, code_hash);
CREATE INDEX auth_invitations_person ON auth_invitations (clinic_id, fhir_user);
CREATE INDEX auth_invitations_patient ON auth_invitations (clinic_id, patient_id);
CREATE INDEX auth_users_person ON auth_users (clinic_id, fhir_user);

-- +goose Down
DROP INDEX auth_users_person;
DROP TABLE auth_invitations;
