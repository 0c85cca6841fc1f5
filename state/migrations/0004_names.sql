-- What a product is called, to be found by it: forms, bookings and feedback name one by its exact name.
ALTER TABLE facet ADD COLUMN name TEXT NOT NULL DEFAULT '';
UPDATE facet SET name = coalesce((SELECT json_extract(fields, '$.name') FROM body WHERE body.facet = facet.id), '')
  WHERE row IN (SELECT id FROM row WHERE entity = 'products');
CREATE INDEX facet_name ON facet (name) WHERE name <> '';
