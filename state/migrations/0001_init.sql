-- Times are milliseconds since 1970, UTC. What is large and seldom read (body, base) has tables of its own: a walk that finds
-- a million records unchanged then rewrites narrow lines only.

CREATE TABLE lane (
  id        INTEGER PRIMARY KEY,
  service   TEXT NOT NULL,
  feed      TEXT NOT NULL,
  cursor    TEXT NOT NULL DEFAULT '',   -- the remote's own text; moves only with what was stored before it
  attempted INTEGER,
  succeeded INTEGER,
  whole     INTEGER,
  error     TEXT NOT NULL DEFAULT '',
  UNIQUE (service, feed)
) STRICT;

CREATE TABLE row (
  id          INTEGER PRIMARY KEY,
  entity      TEXT NOT NULL,
  external_id TEXT NOT NULL,
  due         INTEGER,                  -- the whole agenda; null: nothing to do
  managed     INTEGER NOT NULL DEFAULT 0,
  pushed      INTEGER,
  first_seen  INTEGER NOT NULL,
  UNIQUE (external_id, entity)
) STRICT;
CREATE INDEX row_due ON row (entity, id, due) WHERE due IS NOT NULL;

CREATE TABLE base (
  row    INTEGER PRIMARY KEY REFERENCES row ON DELETE CASCADE,
  fields TEXT NOT NULL
) STRICT;

-- What one lane shows of a row. The row's page is the facet of a hub lane; `twin` marks younger pages with the same key.
CREATE TABLE facet (
  id        INTEGER PRIMARY KEY,
  row       INTEGER NOT NULL REFERENCES row ON DELETE CASCADE,
  lane      INTEGER NOT NULL REFERENCES lane,
  remote_id TEXT NOT NULL,              -- '': hearsay
  key       TEXT NOT NULL,              -- the External ID as this side tells it
  version   TEXT NOT NULL,
  at        INTEGER NOT NULL,
  created   INTEGER NOT NULL,
  seen_at   INTEGER NOT NULL,           -- by us
  sure_at   INTEGER,                    -- newest `at` that a read by id or a write's answer has shown: older is stale
  gone      INTEGER NOT NULL DEFAULT 0,
  by_us     INTEGER NOT NULL DEFAULT 0,
  sure      INTEGER NOT NULL DEFAULT 1,
  twin      INTEGER NOT NULL DEFAULT 0,
  by_hand   INTEGER NOT NULL DEFAULT 0, -- paired by a person: stays the row's page although another is older
  problem   TEXT NOT NULL DEFAULT '',
  digest    TEXT NOT NULL,
  handle    TEXT NOT NULL DEFAULT ''    -- what people call it: e-mail, SKU, order number; folded
) STRICT;
CREATE UNIQUE INDEX facet_row ON facet (row, lane, iif(twin, remote_id, ''));
CREATE INDEX facet_remote ON facet (remote_id, lane);
CREATE INDEX facet_lane ON facet (lane);
CREATE INDEX facet_handle ON facet (handle);

CREATE TABLE body (
  facet  INTEGER PRIMARY KEY REFERENCES facet ON DELETE CASCADE,
  fields TEXT NOT NULL
) STRICT;

-- Every other External ID a row has answered to. A row's current key goes before anybody's alias.
CREATE TABLE alias (
  external_id TEXT NOT NULL,
  entity      TEXT NOT NULL,
  row         INTEGER NOT NULL REFERENCES row ON DELETE CASCADE,
  PRIMARY KEY (external_id, entity)
) STRICT, WITHOUT ROWID;
CREATE INDEX alias_row ON alias (row);

-- Which row names which, as the side says it: an External ID, or "@<page id>". Resolved when read, so that neither a late
-- page nor a new key has to be carried along.
CREATE TABLE ref (
  row  INTEGER NOT NULL REFERENCES row ON DELETE CASCADE,
  lane INTEGER NOT NULL REFERENCES lane,
  name TEXT NOT NULL,
  PRIMARY KEY (row, lane, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX ref_name ON ref (name);

-- Remote ids to look at one by one.
CREATE TABLE doubt (
  lane      INTEGER NOT NULL REFERENCES lane,
  remote_id TEXT NOT NULL,
  PRIMARY KEY (lane, remote_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE hold (
  row    INTEGER NOT NULL REFERENCES row ON DELETE CASCADE,
  field  TEXT NOT NULL,
  digest TEXT NOT NULL,
  PRIMARY KEY (row, field)
) STRICT, WITHOUT ROWID;

CREATE TABLE run (
  id      INTEGER PRIMARY KEY,
  command TEXT NOT NULL,
  who     TEXT NOT NULL,
  began   INTEGER NOT NULL,
  ended   INTEGER,
  exit    INTEGER NOT NULL DEFAULT 0,
  report  TEXT NOT NULL DEFAULT ''
) STRICT;

-- Every send, open or settled: journal, history and undo in one table.
CREATE TABLE intent (
  id      INTEGER PRIMARY KEY,
  run     INTEGER NOT NULL,
  row     INTEGER REFERENCES row ON DELETE SET NULL,
  write   TEXT NOT NULL,
  opened  INTEGER NOT NULL,
  settled INTEGER,
  outcome TEXT NOT NULL DEFAULT ''      -- '': open
) STRICT;
CREATE INDEX intent_open ON intent (row) WHERE outcome = '';
CREATE INDEX intent_row ON intent (row, id);
CREATE INDEX intent_run ON intent (run);

CREATE TABLE problem (
  entity      TEXT NOT NULL,
  external_id TEXT NOT NULL,
  service     TEXT NOT NULL,
  fault       INTEGER NOT NULL,
  what        TEXT NOT NULL,
  place       TEXT NOT NULL,
  remedy      TEXT NOT NULL,
  PRIMARY KEY (entity, external_id, service)
) STRICT, WITHOUT ROWID;

CREATE TABLE note (
  name TEXT PRIMARY KEY,
  text TEXT NOT NULL
) STRICT, WITHOUT ROWID;
