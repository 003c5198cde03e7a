-- What the server said, as it said it. A deleted row stays as a tombstone so
-- that a stale answer cannot bring it back.
CREATE TABLE resource (
  type    TEXT NOT NULL,
  id      TEXT NOT NULL,
  version TEXT NOT NULL,
  updated INTEGER NOT NULL,           -- microseconds since 1970, the server's clock
  deleted INTEGER NOT NULL DEFAULT 0,
  body    BLOB,
  PRIMARY KEY (type, id)
) STRICT;

-- What this person changed. The columns repeat what sealed holds; sealed is the
-- truth and is authenticated.
CREATE TABLE outbox (
  seq       INTEGER PRIMARY KEY AUTOINCREMENT,
  operation TEXT NOT NULL UNIQUE,
  type      TEXT NOT NULL,
  id        TEXT NOT NULL,
  urgent    INTEGER NOT NULL,
  state     TEXT NOT NULL,
  sealed    BLOB NOT NULL
) STRICT;
CREATE INDEX outbox_resource ON outbox (type, id);

-- Half-filled forms.
CREATE TABLE draft (
  id     TEXT PRIMARY KEY,
  sealed BLOB NOT NULL
) STRICT;

-- How far each feed was read.
CREATE TABLE cursor (
  feed  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

-- Who the store belongs to, and how true it is.
CREATE TABLE meta (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

-- Resources that could not be read: counted, never shown.
CREATE TABLE aside (
  type    TEXT NOT NULL,
  id      TEXT NOT NULL,
  version TEXT NOT NULL,
  code    TEXT NOT NULL,
  PRIMARY KEY (type, id)
) STRICT;
