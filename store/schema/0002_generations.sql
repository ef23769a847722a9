-- Messages and what hangs on them move into generations (generation.sql); all there were become the first one. A
-- message belongs to the last generation that begins at or before its id. Postings lie one behind the other, many to a
-- row, and are found by the facts of their message's history; those whose facts do not name them by posting_message.
CREATE TABLE generation (
    number INTEGER PRIMARY KEY,
    first_message INTEGER NOT NULL,
    day INTEGER NOT NULL
);
INSERT INTO generation VALUES (1, 0, 0);

ALTER TABLE message RENAME TO message_old;
ALTER TABLE history RENAME TO history_old;
ALTER TABLE message_text RENAME TO message_text_old;
ALTER TABLE decision RENAME TO decision_old;
ALTER TABLE operator_id RENAME TO operator_id_old;
ALTER TABLE idempotency RENAME TO idempotency_old;

{generation}

INSERT INTO history_1 SELECT id, message, previous, facts, NULL FROM history_old;
-- Every message's record goes into a history row of its own, which is the newest then.
INSERT INTO history_1 (message, previous, facts, record) SELECT id, history_last, x'', record FROM message_old;
INSERT INTO message_1 SELECT id, client, client_ref, recipient, NULL FROM message_old;
INSERT INTO work_1
    SELECT m.id, h.id, 0, due_steady, queue_link, class, client, queue_sequence, in_flight
    FROM message_old m JOIN history_1 h ON h.message = m.id AND h.record IS NOT NULL;
INSERT INTO message_text_1 SELECT * FROM message_text_old;
INSERT INTO decision_1 SELECT * FROM decision_old;
INSERT INTO operator_id_1 SELECT * FROM operator_id_old;
INSERT INTO idempotency_1 SELECT * FROM idempotency_old;

DROP TABLE message_old;
DROP TABLE history_old;
DROP TABLE message_text_old;
DROP TABLE decision_old;
DROP TABLE operator_id_old;
DROP TABLE idempotency_old;

ALTER TABLE posting RENAME TO posting_old;
DROP INDEX posting_message;
-- `id` is the sequence of the first posting in `records`, which holds them one behind the other.
CREATE TABLE posting (id INTEGER PRIMARY KEY, records BLOB NOT NULL);
INSERT INTO posting SELECT id, record FROM posting_old;
CREATE TABLE posting_message (
    message INTEGER NOT NULL,
    posting INTEGER NOT NULL,
    PRIMARY KEY (message, posting)
) WITHOUT ROWID;
INSERT INTO posting_message SELECT message, id FROM posting_old WHERE message <> 0;
DROP TABLE posting_old;
