-- People in command: what they have taken, what they are to be told, whom they want forgotten.

ALTER TABLE hold ADD COLUMN take TEXT NOT NULL DEFAULT '';   -- '': nothing is planned; else the side whose value was taken
ALTER TABLE row ADD COLUMN remark TEXT NOT NULL DEFAULT '';  -- for the page's next write

-- Never the person: only what their key gives with a key of this state's own (note "forget key").
CREATE TABLE forgotten (
  mark TEXT PRIMARY KEY,
  at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
