-- What people do with money: refunds with their tries, incidents with their two persons, seals over the history.

-- The provider's transaction it is about; the refund it is about or that its approval made; the proposal and who
-- decided it; in words, what closed it.
ALTER TABLE incidents ADD COLUMN provider_txn TEXT NOT NULL DEFAULT '';
ALTER TABLE incidents ADD COLUMN refund_id TEXT;
ALTER TABLE incidents ADD COLUMN action TEXT NOT NULL DEFAULT 'none';
ALTER TABLE incidents ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE incidents ADD COLUMN proposed_by TEXT;
ALTER TABLE incidents ADD COLUMN proposed_at INTEGER;
ALTER TABLE incidents ADD COLUMN decided_by TEXT CHECK (decided_by <> proposed_by);
ALTER TABLE incidents ADD COLUMN closing TEXT NOT NULL DEFAULT '';
ALTER TABLE incidents ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
DROP INDEX incidents_open;
CREATE INDEX incidents_open ON incidents (id) WHERE state = 'open';
CREATE INDEX incidents_proposed ON incidents (id) WHERE state = 'proposed';
CREATE INDEX incidents_of_unmatched ON incidents (credit_id) WHERE payment_id IS NULL;

ALTER TABLE refunds ADD COLUMN destination_masked TEXT NOT NULL DEFAULT '';
ALTER TABLE refunds ADD COLUMN evidence TEXT NOT NULL DEFAULT '';
ALTER TABLE refunds ADD COLUMN next_ask_at INTEGER;
ALTER TABLE refunds ADD COLUMN asked INTEGER NOT NULL DEFAULT 0;
ALTER TABLE refunds ADD COLUMN overdue INTEGER NOT NULL DEFAULT 0;
CREATE INDEX refunds_due ON refunds (next_ask_at) WHERE next_ask_at IS NOT NULL;
DROP INDEX refunds_open;
CREATE INDEX refunds_requested ON refunds (id) WHERE state = 'requested';
CREATE INDEX refunds_failed ON refunds (id) WHERE state = 'failed';
CREATE INDEX refunds_manual ON refunds (id) WHERE state = 'manual';

-- The ids of a try are both ours. When it is asked about next stands on the refund: of several tries only the last
-- can be open.
DROP INDEX refund_attempts_due;
DROP INDEX refund_attempts_by_refund;
DROP TABLE refund_attempts;
CREATE TABLE refund_attempts (
    number             INTEGER PRIMARY KEY,
    refund_id          TEXT    NOT NULL,
    provider_refund_id TEXT    NOT NULL UNIQUE,
    request_id         TEXT    NOT NULL,
    state              TEXT    NOT NULL CHECK (state IN ('submitted', 'unknown', 'succeeded', 'failed')),
    provider_txn       TEXT    NOT NULL,
    provider_code      TEXT    NOT NULL,
    submitted_at       INTEGER NOT NULL,
    closed_at          INTEGER
) STRICT;
CREATE INDEX refund_attempts_by_refund ON refund_attempts (refund_id);

-- Where money goes that its provider cannot return itself: personal data, sealed. Erased by setting the two blobs to
-- NULL.
CREATE TABLE refund_destinations (
    number      INTEGER PRIMARY KEY,
    refund_id   TEXT NOT NULL UNIQUE,
    ring_key_id TEXT NOT NULL,
    wrapped_key BLOB,
    ciphertext  BLOB
) STRICT;

-- A seal signs the Merkle root over the hashes of all events up to last_position, with the seal before it and the
-- number of events and payments then (gateway/crypto/seal.hpp).
CREATE TABLE seals (
    number        INTEGER PRIMARY KEY,
    sealed_at     INTEGER NOT NULL,
    last_position INTEGER NOT NULL,
    events        INTEGER NOT NULL,
    payments      INTEGER NOT NULL,
    root          TEXT    NOT NULL,
    prev_hash     TEXT    NOT NULL,
    hash          TEXT    NOT NULL,
    key_id        TEXT    NOT NULL,
    signature     TEXT    NOT NULL
) STRICT;
