-- Banks that tell payments apart by the number they are paid to (virtual accounts), name one movement of money twice, and
-- number their messages.

-- The number an attempt is paid to, and the provider's own name of the order.
ALTER TABLE attempts ADD COLUMN virtual_account TEXT NOT NULL DEFAULT '';
ALTER TABLE attempts ADD COLUMN provider_ref TEXT NOT NULL DEFAULT '';

-- The last serial given of each series, and the epoch that gave it: a store that was set back leaves a gap.
CREATE TABLE number_series (
    series TEXT    NOT NULL PRIMARY KEY,
    epoch  TEXT    NOT NULL,
    last   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Which source told of a movement under which name. One credit may have several names.
ALTER TABLE claim_provider_txn ADD COLUMN source TEXT NOT NULL DEFAULT 'callback';
CREATE INDEX claim_provider_txn_by_credit ON claim_provider_txn (credit_id);

-- Messages whose signature does not cover what they say: the same number with other bytes is not believed.
CREATE TABLE claim_message (
    message_id  TEXT    NOT NULL,
    provider    TEXT    NOT NULL,
    account     TEXT    NOT NULL,
    sha256      TEXT    NOT NULL,
    received_at INTEGER NOT NULL,
    PRIMARY KEY (message_id, provider, account)
) STRICT, WITHOUT ROWID;

-- A bank that can only be asked per account and day: who of that account waits.
CREATE INDEX attempts_due_by_account ON attempts (provider, account, next_ask_at) WHERE next_ask_at IS NOT NULL;
