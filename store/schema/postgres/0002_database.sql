-- Every record of the engine in a table of its own: `record` is the whole record in the stored format of facts, the
-- other columns only serve to find it. Tables with `id` have one integer as key, those with `key` its octets
-- (engine/facts/key.hpp), which sort as the key members do. Texts of clients are bytea: whatever their octets are,
-- writing them cannot fail.
--
-- What grows with every message lies in partitions of a calendar month (UTC), which the writer makes when the first
-- row of a month comes (store/postgres_partitions.hpp): by the time in the message's id, postings by their own.

-- How far the projection is; changed in the same transaction as what it is true of.
CREATE TABLE meta (
    id integer PRIMARY KEY CHECK (id = 1),
    position bigint NOT NULL,
    steady_ms bigint NOT NULL,
    utc_ms bigint NOT NULL,
    posting_sequence bigint NOT NULL,
    posting_hash bytea NOT NULL
) WITH (fillfactor = 10);
INSERT INTO meta VALUES (1, 0, 0, 0, 0, decode(repeat('00', 32), 'hex'));

-- No index holds a column that changes, so that an update stays within its page; what changes is in `work`.
CREATE TABLE message (
    id bigint NOT NULL,
    client bigint NOT NULL,
    client_ref bytea NOT NULL,
    recipient bytea NOT NULL,
    class smallint NOT NULL,
    accepted_utc bigint NOT NULL,
    state smallint NOT NULL,
    final_utc bigint NOT NULL,
    record bytea NOT NULL,
    PRIMARY KEY (id)
) PARTITION BY RANGE (id);
CREATE INDEX ON message (client, id);
CREATE INDEX ON message (client, client_ref) WHERE client_ref <> '';
CREATE INDEX ON message (recipient);

CREATE TABLE message_text (id bigint NOT NULL, record bytea NOT NULL, PRIMARY KEY (id)) PARTITION BY RANGE (id);

-- One row a batch and message, never changed; `position` is the batch's.
CREATE TABLE history (
    message bigint NOT NULL,
    position bigint NOT NULL,
    facts bytea NOT NULL,
    PRIMARY KEY (message, position)
) PARTITION BY RANGE (message);

CREATE TABLE decision (
    message bigint NOT NULL,
    key bytea NOT NULL,
    record bytea NOT NULL,
    PRIMARY KEY (key, message)
) PARTITION BY RANGE (message);

CREATE TABLE operator_id (
    message bigint NOT NULL,
    key bytea NOT NULL,
    record bytea NOT NULL,
    PRIMARY KEY (key, message)
) PARTITION BY RANGE (message);

-- Messages with work to come, in the orders in which it is fetched; a row goes when its message has none.
CREATE TABLE work (
    id bigint PRIMARY KEY,
    due_steady bigint NOT NULL,
    queue_link bigint NOT NULL,
    class smallint NOT NULL,
    client bigint NOT NULL,
    queue_sequence bigint NOT NULL,
    in_flight boolean NOT NULL
);
CREATE INDEX work_due ON work (due_steady, id) WHERE due_steady > 0;
CREATE INDEX work_queue ON work (queue_link, class, client, queue_sequence) WHERE queue_sequence > 0;
CREATE INDEX work_in_flight ON work (id) WHERE in_flight;

CREATE TABLE parked_receipt (id bigint PRIMARY KEY, record bytea NOT NULL);
CREATE TABLE idempotency (key bytea PRIMARY KEY, record bytea NOT NULL);
CREATE TABLE event (key bytea PRIMARY KEY, record bytea NOT NULL);
CREATE TABLE endpoint_progress (id bigint PRIMARY KEY, record bytea NOT NULL) WITH (fillfactor = 50);

-- The books: insert only. `message` is 0 where a posting is about none; `month` counts from January 2020.
CREATE TABLE account (id bigint PRIMARY KEY, record bytea NOT NULL) WITH (fillfactor = 50);
CREATE TABLE posting (
    id bigint NOT NULL,
    month integer NOT NULL,
    message bigint NOT NULL,
    record bytea NOT NULL,
    PRIMARY KEY (id, month)
) PARTITION BY RANGE (month);
CREATE INDEX ON posting (message) WHERE message <> 0;

CREATE TABLE link (id bigint PRIMARY KEY, record bytea NOT NULL);
CREATE TABLE client (id bigint PRIMARY KEY, record bytea NOT NULL);
CREATE TABLE endpoint (id bigint PRIMARY KEY, record bytea NOT NULL);
CREATE TABLE price_book (id bigint PRIMARY KEY, record bytea NOT NULL);
CREATE TABLE number_plan (id bigint PRIMARY KEY, record bytea NOT NULL);
CREATE TABLE job (id bigint PRIMARY KEY, record bytea NOT NULL);
CREATE TABLE node (id bigint PRIMARY KEY, record bytea NOT NULL);
