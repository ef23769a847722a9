-- To whom messages go by a cascade, until they have ended: an answer of that person, or a newer message, may end them.
-- One that was under way before is entered when it changes next.
CREATE TABLE cascade_message (recipient TEXT NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (recipient, id)) WITHOUT ROWID;
