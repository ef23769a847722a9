-- Every record of the engine in a table of its own: `record` is the whole record in the stored format of facts, the
-- other columns only serve to find it. Tables with `id` have one integer as key, those with `key` its octets
-- (engine/facts/key.hpp), which sort as the key members do.

-- How far the projection is; changed in the same transaction as what it is true of.
CREATE TABLE meta (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    position INTEGER NOT NULL,
    steady_ms INTEGER NOT NULL,
    utc_ms INTEGER NOT NULL,
    posting_sequence INTEGER NOT NULL,
    posting_hash BLOB NOT NULL
);
INSERT INTO meta VALUES (1, 0, 0, 0, 0, zeroblob(32));

-- client, client_ref, recipient, class and accepted_utc are fixed when a message is accepted.
CREATE TABLE message (
    id INTEGER PRIMARY KEY,
    client INTEGER NOT NULL,
    client_ref TEXT NOT NULL,
    recipient TEXT NOT NULL,
    class INTEGER NOT NULL,
    accepted_utc INTEGER NOT NULL,
    state INTEGER NOT NULL,
    final_utc INTEGER NOT NULL,
    due_steady INTEGER NOT NULL,
    queue_link INTEGER NOT NULL,
    queue_sequence INTEGER NOT NULL,
    in_flight INTEGER NOT NULL,
    history_last INTEGER NOT NULL,
    record BLOB NOT NULL
);
CREATE INDEX message_client ON message (client);
CREATE INDEX message_client_ref ON message (client, client_ref) WHERE client_ref <> '';
CREATE INDEX message_recipient ON message (recipient);
-- Work, in the order in which it is fetched.
CREATE INDEX message_due ON message (due_steady) WHERE due_steady > 0;
CREATE INDEX message_queue ON message (queue_link, class, client, queue_sequence) WHERE queue_sequence > 0;
CREATE INDEX message_in_flight ON message (in_flight) WHERE in_flight > 0;

-- One row a batch and message, never changed: message.history_last is the newest, `previous` leads to the one before.
CREATE TABLE history (
    id INTEGER PRIMARY KEY,
    message INTEGER NOT NULL,
    previous INTEGER NOT NULL,
    facts BLOB NOT NULL
);

CREATE TABLE message_text (id INTEGER PRIMARY KEY, record BLOB NOT NULL);
CREATE TABLE decision (key BLOB PRIMARY KEY, record BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE operator_id (key BLOB PRIMARY KEY, record BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE parked_receipt (id INTEGER PRIMARY KEY, record BLOB NOT NULL);
CREATE TABLE idempotency (key BLOB PRIMARY KEY, record BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE event (key BLOB PRIMARY KEY, record BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE endpoint_progress (id INTEGER PRIMARY KEY, record BLOB NOT NULL);

-- The books: insert only. `message` is 0 where a posting is about none.
CREATE TABLE account (id INTEGER PRIMARY KEY, record BLOB NOT NULL);
CREATE TABLE posting (id INTEGER PRIMARY KEY, message INTEGER NOT NULL, record BLOB NOT NULL);
CREATE INDEX posting_message ON posting (message) WHERE message <> 0;

CREATE TABLE link (id INTEGER PRIMARY KEY, record BLOB NOT NULL);
CREATE TABLE client (id INTEGER PRIMARY KEY, record BLOB NOT NULL);
CREATE TABLE endpoint (id INTEGER PRIMARY KEY, record BLOB NOT NULL);
CREATE TABLE price_book (id INTEGER PRIMARY KEY, record BLOB NOT NULL);
CREATE TABLE number_plan (id INTEGER PRIMARY KEY, record BLOB NOT NULL);
CREATE TABLE job (id INTEGER PRIMARY KEY, record BLOB NOT NULL);
CREATE TABLE node (id INTEGER PRIMARY KEY, record BLOB NOT NULL);
