-- What stays of messages that were dropped: those with ids below `before_message`, behind the row before. `totals` says
-- what they came to, as CSV; `hash` is over it, the hash before and the days' roots (billing/seal.hpp).
CREATE TABLE seal (
    number INTEGER PRIMARY KEY,
    before_message INTEGER NOT NULL,
    totals TEXT NOT NULL,
    hash BLOB NOT NULL
);
