-- The root of all that was booked on a day (UTC, counted from 1970), kept while it is booked: a tree hash over the hashes
-- of postings first to last (RFC 6962), `head` the hash of the last, `peaks` what the next one is joined to. What was
-- booked before this table was there is filled in at the next start.
CREATE TABLE day_root (
    day bigint PRIMARY KEY,
    first_posting bigint NOT NULL,
    last_posting bigint NOT NULL,
    head bytea NOT NULL,
    root bytea NOT NULL,
    peaks bytea NOT NULL
) WITH (fillfactor = 50);
