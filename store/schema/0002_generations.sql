-- Messages and what hangs on them move into generations (generation.sql); all there were become the first one. A
-- message belongs to the last generation that begins at or before its id.
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
INSERT INTO message_1
    SELECT m.id, client, client_ref, recipient, class, accepted_utc, state, final_utc, due_steady, queue_link,
           queue_sequence, in_flight, h.id, h.id
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
