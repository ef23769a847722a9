-- One generation of messages and what hangs on them: {0} is its number. Small trees stay in the cache, closed ones
-- hardly change. A message's id names its generation (table generation).

-- Only what finds a message; its record stands in the history row `record_in`. client, client_ref, recipient, class and
-- accepted_utc are fixed when it is accepted.
CREATE TABLE message_{0} (
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
    record_in INTEGER NOT NULL
);
CREATE INDEX message_client_{0} ON message_{0} (client);
-- Work, in the order in which it is fetched.
CREATE INDEX message_due_{0} ON message_{0} (due_steady) WHERE due_steady > 0;
CREATE INDEX message_queue_{0} ON message_{0} (queue_link, class, client, queue_sequence) WHERE queue_sequence > 0;
CREATE INDEX message_in_flight_{0} ON message_{0} (in_flight) WHERE in_flight > 0;

-- One row a batch and message, never changed: message.history_last is the newest, `previous` leads to the one before.
-- `record` is the whole message after that batch, NULL where the batch did not change it.
CREATE TABLE history_{0} (
    id INTEGER PRIMARY KEY,
    message INTEGER NOT NULL,
    previous INTEGER NOT NULL,
    facts BLOB NOT NULL,
    record BLOB
);

CREATE TABLE message_text_{0} (id INTEGER PRIMARY KEY, record BLOB NOT NULL);
CREATE TABLE decision_{0} (key BLOB PRIMARY KEY, record BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE operator_id_{0} (key BLOB PRIMARY KEY, record BLOB NOT NULL) WITHOUT ROWID;
-- Of no message's generation: a key lies in the one that was open when it was used.
CREATE TABLE idempotency_{0} (key BLOB PRIMARY KEY, record BLOB NOT NULL) WITHOUT ROWID;
