BEGIN TRANSACTION;
CREATE TABLE audit (
    clinic_id  text NOT NULL,
    audit_id   text NOT NULL,
    recorded   bigint NOT NULL,
    patient_id text NOT NULL,
    agent      text NOT NULL,
    action     text NOT NULL,
    subtype    text NOT NULL,
    outcome    text NOT NULL,
    body       text NOT NULL,
    PRIMARY KEY (clinic_id, audit_id)
);
CREATE TABLE auth_attempts (
    clinic_id text NOT NULL,
    name_hash text NOT NULL,
    failures  bigint NOT NULL,
    last_at   bigint NOT NULL,
    PRIMARY KEY (clinic_id, name_hash)
);
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
CREATE TABLE auth_consents (
    clinic_id text NOT NULL,
    user_id   text NOT NULL,
    client_id text NOT NULL,
    scopes    text NOT NULL,
    given_at  bigint NOT NULL,
    PRIMARY KEY (clinic_id, user_id, client_id, scopes)
);
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
CREATE TABLE auth_keys (
    clinic_id   text NOT NULL,
    kid         text NOT NULL,
    private_pem text NOT NULL,
    created_at  bigint NOT NULL,
    retired_at  bigint NOT NULL,
    PRIMARY KEY (clinic_id, kid)
);
CREATE TABLE auth_refresh_tokens (
    clinic_id  text NOT NULL,
    token_hash text NOT NULL,
    grant_id   text NOT NULL,
    expires_at bigint NOT NULL,
    used_at    bigint NOT NULL,
    PRIMARY KEY (clinic_id, token_hash)
);
CREATE TABLE auth_sessions (
    clinic_id    text NOT NULL,
    session_hash text NOT NULL,
    user_id      text NOT NULL,
    expires_at   bigint NOT NULL,
    PRIMARY KEY (clinic_id, session_hash)
);
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
INSERT INTO "auth_users" VALUES('main','344f1773-21f7-4562-9259-732dd27b1f14','maya','$argon2id$v=19$m=19456,t=2,p=1$yWP5Jew5wlpYAoksYqCQ0Q$rmAne1ifuXQDrw/RsrWktxbA4b2lDtWyLY6rfIj7jkE','patient','Patient/p1','p1','',0);
CREATE TABLE clinics (
    clinic_id text NOT NULL,
    updated   bigint NOT NULL,
    PRIMARY KEY (clinic_id)
);
INSERT INTO "clinics" VALUES('main',1795645242578);
CREATE TABLE goose_db_version (
		id INTEGER PRIMARY KEY AUTOINCREMENT,
		version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL,
		tstamp TIMESTAMP DEFAULT (datetime('now'))
	);
INSERT INTO "goose_db_version" VALUES(1,0,1,'2026-11-25 22:20:42');
INSERT INTO "goose_db_version" VALUES(2,1,1,'2026-11-25 22:20:42');
INSERT INTO "goose_db_version" VALUES(3,100,1,'2026-11-25 22:20:42');
CREATE TABLE memberships (
    clinic_id  text NOT NULL,
    patient_id text NOT NULL,
    updated    bigint NOT NULL,
    item       bigint NOT NULL,
    PRIMARY KEY (clinic_id, patient_id, updated, item)
);
INSERT INTO "memberships" VALUES('main','p1',1795645242506,1);
INSERT INTO "memberships" VALUES('main','p1',1795645242506,2);
INSERT INTO "memberships" VALUES('main','p1',1795645242578,1);
CREATE TABLE resource_dates (
    clinic_id text NOT NULL,
    rtype     text NOT NULL,
    param     text NOT NULL,
    low       bigint NOT NULL,
    high      bigint NOT NULL,
    rid       text NOT NULL,
    PRIMARY KEY (clinic_id, rtype, rid, param, low, high)
);
CREATE TABLE resource_values (
    clinic_id text NOT NULL,
    rtype     text NOT NULL,
    param     text NOT NULL,
    value     text NOT NULL,
    qualifier text NOT NULL,
    rid       text NOT NULL,
    PRIMARY KEY (clinic_id, rtype, rid, param, value, qualifier)
);
INSERT INTO "resource_values" VALUES('main','Patient','_compartment','p1','Patient','p1');
INSERT INTO "resource_values" VALUES('main','Patient','family','nandu','Ñandú','p1');
INSERT INTO "resource_values" VALUES('main','Patient','name','nandu','Ñandú','p1');
INSERT INTO "resource_values" VALUES('main','Goal','_compartment','p1','Patient','g1');
INSERT INTO "resource_values" VALUES('main','Goal','lifecycle-status','active','','g1');
INSERT INTO "resource_values" VALUES('main','Goal','patient','p1','Patient','g1');
INSERT INTO "resource_values" VALUES('main','Goal','subject','p1','Patient','g1');
CREATE TABLE resources (
    clinic_id text NOT NULL,
    rtype     text NOT NULL,
    rid       text NOT NULL,
    version   bigint NOT NULL,
    updated   bigint NOT NULL,
    deleted   bigint NOT NULL,
    PRIMARY KEY (clinic_id, rtype, rid)
);
INSERT INTO "resources" VALUES('main','Patient','p1',1,1795645242506,0);
INSERT INTO "resources" VALUES('main','Goal','g1',2,1795645242578,0);
CREATE TABLE versions (
    clinic_id text NOT NULL,
    rtype     text NOT NULL,
    rid       text NOT NULL,
    version   bigint NOT NULL,
    updated   bigint NOT NULL,
    item      bigint NOT NULL,
    method    text NOT NULL,
    body      text NOT NULL,
    PRIMARY KEY (clinic_id, rtype, rid, version)
);
INSERT INTO "versions" VALUES('main','Patient','p1',1,1795645242506,1,'PUT','{"resourceType":"Patient","id":"p1","meta":{"versionId":"1","lastUpdated":"2026-11-25T22:20:42.506Z"},"name":[{"family":"Ñandú"}]}');
INSERT INTO "versions" VALUES('main','Goal','g1',1,1795645242506,2,'PUT','{"resourceType":"Goal","id":"g1","meta":{"versionId":"1","lastUpdated":"2026-11-25T22:20:42.506Z"},"lifecycleStatus":"active","description":{"text":"Sleep"},"subject":{"reference":"Patient/p1"}}');
INSERT INTO "versions" VALUES('main','Goal','g1',2,1795645242578,1,'PUT','{"resourceType":"Goal","id":"g1","meta":{"versionId":"2","lastUpdated":"2026-11-25T22:20:42.578Z"},"lifecycleStatus":"active","description":{"text":"Sleep more"},"subject":{"reference":"Patient/p1"}}');
CREATE INDEX resources_updated ON resources (clinic_id, rtype, updated, rid);
CREATE UNIQUE INDEX versions_commit ON versions (clinic_id, updated, item);
CREATE INDEX versions_type_commit ON versions (clinic_id, rtype, updated, item);
CREATE INDEX resource_values_value ON resource_values (clinic_id, rtype, param, value, qualifier, rid);
CREATE INDEX resource_dates_value ON resource_dates (clinic_id, rtype, param, low, high, rid);
CREATE INDEX audit_recorded ON audit (clinic_id, recorded, audit_id);
CREATE INDEX audit_patient ON audit (clinic_id, patient_id, recorded, audit_id);
CREATE UNIQUE INDEX auth_users_name ON auth_users (clinic_id, username);
CREATE INDEX auth_sessions_user ON auth_sessions (clinic_id, user_id);
CREATE INDEX auth_grants_user ON auth_grants (clinic_id, user_id);
CREATE INDEX auth_refresh_tokens_grant ON auth_refresh_tokens (clinic_id, grant_id);
CREATE UNIQUE INDEX auth_devices_code ON auth_devices (clinic_id, user_code);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('goose_db_version',3);
COMMIT;
