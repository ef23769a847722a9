-- One generation of messages and what hangs on them: {0} is its number. Small trees stay in the cache, closed ones
-- hardly change. A message's id names its generation (table generation).

-- What is fixed when a message is accepted: rows that never change, so that no page of them is written twice.
-- `decision` is that of its first attempt, NULL where that came later: then it stands in table decision like all others.
CREATE TABLE message_{0} (
    id INTEGER PRIMARY KEY,
    client INTEGER NOT NULL,
    client_ref TEXT NOT NULL,
    recipient TEXT NOT NULL,
    decision BLOB
);
CREATE INDEX message_client_{0} ON message_{0} (client);

-- What changes, and it must be small: a receipt rewrites the page of its message's row. `history_last` is its newest
-- history row, `record_in` the one that holds its record, 0 where that is the same one. A number that does not apply is
-- 0, which takes no octet.
CREATE TABLE work_{0} (
    id INTEGER PRIMARY KEY,
    history_last INTEGER NOT NULL,
    record_in INTEGER NOT NULL,
    due_steady INTEGER NOT NULL,
    queue_link INTEGER NOT NULL,
    class INTEGER NOT NULL,
    client INTEGER NOT NULL,
    queue_sequence INTEGER NOT NULL,
    in_flight INTEGER NOT NULL
);
-- Work, in the order in which it is fetched.
CREATE INDEX work_due_{0} ON work_{0} (due_steady) WHERE due_steady > 0;
CREATE INDEX work_queue_{0} ON work_{0} (queue_link, class, client, queue_sequence) WHERE queue_sequence > 0;
CREATE INDEX work_in_flight_{0} ON work_{0} (in_flight) WHERE in_flight > 0;

-- One row a batch and message, never changed: work.history_last is the newest, `previous` leads to the one before.
-- `record` is the whole message after that batch, NULL where the batch did not change it. `facts` name the postings that
-- came with them.
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
