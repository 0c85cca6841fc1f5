-- What is said of a field, by kind: what was learnt of how Notion shows a value goes beside what a person or an undo has decided.
CREATE TABLE said (
  row    INTEGER NOT NULL REFERENCES row ON DELETE CASCADE,
  field  TEXT NOT NULL,
  kind   TEXT NOT NULL,
  digest TEXT NOT NULL,
  take   TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (row, field, kind)
) STRICT, WITHOUT ROWID;
INSERT INTO said (row, field, kind, digest, take)
  SELECT row, field, iif(instr(digest, ' ') = 0, 'decided', substr(digest, 1, instr(digest, ' ') - 1)),
         substr(digest, instr(digest, ' ') + 1), take FROM hold;
DROP TABLE hold;
ALTER TABLE said RENAME TO hold;
