-- What stays of messages that were dropped: those with ids below `before_message`, behind the row before. `totals` says
-- what they came to, as CSV; `hash` is over it, the hash before and the days' roots (billing/seal.hpp).
CREATE TABLE seal (
    number bigint PRIMARY KEY,
    before_message bigint NOT NULL,
    totals text NOT NULL,
    hash bytea NOT NULL
);
