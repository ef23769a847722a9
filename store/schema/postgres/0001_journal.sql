-- Who may write the journal, and who the database: see store/postgres_lease.hpp.
CREATE TABLE lease (
    name text PRIMARY KEY,
    epoch bigint NOT NULL,
    holder text NOT NULL,
    backend integer NOT NULL,
    node integer
);
INSERT INTO lease VALUES ('journal', 0, '', 0, NULL), ('database', 0, '', 0, NULL);

-- The journal's segments. The groups of each stand in a table journal_<first position>, which is only ever inserted
-- into and dropped as a whole: position, CRC of the group before, CRC of this one (over position, the CRC before and
-- the octets' own CRC-32C; store/postgres_segment.hpp), and the group's octets.
CREATE TABLE journal_segment (
    first_position bigint PRIMARY KEY,
    previous_crc bigint NOT NULL
);
