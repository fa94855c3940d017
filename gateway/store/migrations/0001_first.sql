-- The data model of dvcpay, first version.
--
-- Money is INTEGER, whole đồng. Time is INTEGER, milliseconds since 1970 UTC. Days are TEXT, YYYY-MM-DD, of Vietnam.
-- Enums are the words of gateway/domain/words.cpp. Lists of words are TEXT, one word a line. '' is "empty", NULL is
-- "absent". No table refers to another by FOREIGN KEY: a violation would surface at COMMIT and fail a whole group of
-- unrelated work, and the large tables must be free to be split by month. Each aggregate is written by one place.
--
-- What must be unique for ever lives in the narrow claim tables. Large tables carry only indexes whose new entries
-- come last (ids and times grow), and partial indexes over what is open or due, so that neither start-up nor a
-- poller reads what is finished.

-- What was applied to this store, and the SHA-256 of the text that was.
CREATE TABLE schema_migrations (
    number INTEGER PRIMARY KEY,
    name   TEXT NOT NULL,
    sha256 TEXT NOT NULL
) STRICT;

-- Settings of the store itself: epoch, order_ref_space …
CREATE TABLE meta (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The last group each run of the writer committed: how an unclear COMMIT is asked about (gateway/store/README.md).
CREATE TABLE commit_marks (
    number   INTEGER PRIMARY KEY,
    writer   TEXT    NOT NULL UNIQUE,
    group_no INTEGER NOT NULL,
    probes   INTEGER NOT NULL
) STRICT;

-- --- payments ----------------------------------------------------------------------------------------------------

-- One row per payment (khoản phải thu). Personal data stands here masked only. prior_payment: the payment of the same
-- obligation that was created before this one; claim_obligation names the newest, so the list needs no index.
-- The number of the last event is not stored: it is the end of the chain in `events`.
CREATE TABLE payments (
    number               INTEGER PRIMARY KEY,
    id                   TEXT    NOT NULL UNIQUE,
    client               TEXT    NOT NULL,
    reference            TEXT    NOT NULL,
    created_at           INTEGER NOT NULL,
    prior_payment        TEXT,
    service_code         TEXT    NOT NULL,
    agency_code          TEXT    NOT NULL,
    amount               INTEGER NOT NULL CHECK (amount >= 0),
    service_fee          INTEGER NOT NULL CHECK (service_fee >= 0),
    description          TEXT    NOT NULL,
    return_url           TEXT    NOT NULL,
    metadata             TEXT    NOT NULL,
    payer_masked         TEXT    NOT NULL,
    owner_masked         TEXT    NOT NULL,
    warnings             TEXT    NOT NULL,
    locale               TEXT    NOT NULL,
    beneficiary_account  TEXT    NOT NULL,
    beneficiary_bank_bin TEXT    NOT NULL,
    beneficiary_name     TEXT    NOT NULL,
    state                TEXT    NOT NULL CHECK (state IN ('open', 'paid', 'cancelled', 'expired')),
    cancel_requested     INTEGER NOT NULL,
    cancel_reason        TEXT    NOT NULL,
    late                 INTEGER NOT NULL,
    zero_amount          INTEGER NOT NULL,
    zero_reason          TEXT    NOT NULL,
    settlement           TEXT    NOT NULL,
    supersedes           TEXT,
    superseded_by        TEXT,
    created_by           TEXT    NOT NULL,
    expires_at           INTEGER NOT NULL,
    paid_at              INTEGER,
    closed_at            INTEGER,
    version              INTEGER NOT NULL,
    next_due_at          INTEGER
) STRICT;
CREATE INDEX payments_by_time ON payments (created_at, id);
CREATE INDEX payments_open ON payments (created_at, id) WHERE state = 'open';
CREATE INDEX payments_due ON payments (next_due_at, id) WHERE next_due_at IS NOT NULL;

-- What a payment is made of: phí, lệ phí … The sum is the payment's amount.
CREATE TABLE payment_lines (
    payment_id    TEXT    NOT NULL,
    line          INTEGER NOT NULL,
    kind          TEXT    NOT NULL,
    code          TEXT    NOT NULL,
    description   TEXT    NOT NULL,
    amount        INTEGER NOT NULL,
    chapter       TEXT    NOT NULL,
    sub_item      TEXT    NOT NULL,
    treasury_code TEXT    NOT NULL,
    PRIMARY KEY (payment_id, line)
) STRICT, WITHOUT ROWID;

-- Payer and owner, sealed under a data key of their own. Nothing else holds them in clear; erasing a person is
-- setting wrapped_key and ciphertext to NULL.
CREATE TABLE personal_data (
    number      INTEGER PRIMARY KEY,
    payment_id  TEXT NOT NULL UNIQUE,
    ring_key_id TEXT NOT NULL,
    wrapped_key BLOB,
    ciphertext  BLOB
) STRICT;

-- One try at one provider account by one method. Oldest first is the order of `number`.
CREATE TABLE attempts (
    number                INTEGER PRIMARY KEY,
    id                    TEXT    NOT NULL UNIQUE,
    payment_id            TEXT    NOT NULL,
    provider              TEXT    NOT NULL,
    account               TEXT    NOT NULL,
    method                TEXT    NOT NULL,
    finality              TEXT    NOT NULL,
    order_ref             TEXT    NOT NULL,
    request_id            TEXT    NOT NULL,
    state                 TEXT    NOT NULL CHECK (state IN
        ('initiating', 'pending', 'unknown', 'succeeded', 'failed', 'cancelled', 'expired')),
    amount                INTEGER NOT NULL,
    action_kind           TEXT    NOT NULL,
    action_url            TEXT    NOT NULL,
    action_qr             TEXT    NOT NULL,
    action_bank_bin       TEXT    NOT NULL,
    action_bank_name      TEXT    NOT NULL,
    action_account        TEXT    NOT NULL,
    action_account_name   TEXT    NOT NULL,
    action_content        TEXT    NOT NULL,
    provider_txn          TEXT    NOT NULL,
    failure_code          TEXT,
    failure_provider_code TEXT,
    failure_message_vi    TEXT,
    failure_message_en    TEXT,
    failure_can_retry     INTEGER,
    opened_at             INTEGER NOT NULL,
    expires_at            INTEGER NOT NULL,
    grace_s               INTEGER NOT NULL,
    closed_at             INTEGER,
    next_ask_at           INTEGER,
    watched_until         INTEGER,
    asked                 INTEGER NOT NULL,
    overdue               INTEGER NOT NULL
) STRICT;
CREATE INDEX attempts_by_payment ON attempts (payment_id);
CREATE INDEX attempts_due ON attempts (next_ask_at) WHERE next_ask_at IS NOT NULL;
CREATE INDEX attempts_initiating ON attempts (opened_at) WHERE state = 'initiating';
CREATE INDEX attempts_unknown ON attempts (provider, account, opened_at, overdue) WHERE state = 'unknown';

-- One verified movement of money. payment_id is NULL where it belongs to none.
CREATE TABLE credits (
    number       INTEGER PRIMARY KEY,
    id           TEXT    NOT NULL UNIQUE,
    payment_id   TEXT,
    attempt_id   TEXT,
    provider     TEXT    NOT NULL,
    account      TEXT    NOT NULL,
    provider_txn TEXT    NOT NULL,
    order_ref    TEXT    NOT NULL,
    amount       INTEGER NOT NULL,
    state        TEXT    NOT NULL CHECK (state IN
        ('applied', 'surplus', 'partial', 'duplicate', 'unmatched', 'reversed')),
    occurred_at  INTEGER NOT NULL,
    received_at  INTEGER NOT NULL,
    evidence_id  TEXT    NOT NULL
) STRICT;
CREATE INDEX credits_by_payment ON credits (payment_id) WHERE payment_id IS NOT NULL;
CREATE INDEX credits_unmatched ON credits (received_at) WHERE state = 'unmatched';
-- Reconciliation walks one account's day.
CREATE INDEX credits_by_account ON credits (provider, account, occurred_at);

-- Money on its way back, of one credit. payment_id repeats the credit's, so that a payment loads its refunds by one
-- index.
CREATE TABLE refunds (
    number                INTEGER PRIMARY KEY,
    id                    TEXT    NOT NULL UNIQUE,
    payment_id            TEXT,
    credit_id             TEXT    NOT NULL,
    amount                INTEGER NOT NULL CHECK (amount > 0),
    reason                TEXT    NOT NULL,
    state                 TEXT    NOT NULL CHECK (state IN
        ('requested', 'approved', 'rejected', 'submitted', 'unknown', 'succeeded', 'failed', 'manual')),
    requested_by          TEXT    NOT NULL,
    approved_by           TEXT    CHECK (approved_by <> requested_by),
    provider_refund_id    TEXT    NOT NULL,
    failure_code          TEXT,
    failure_provider_code TEXT,
    failure_message_vi    TEXT,
    failure_message_en    TEXT,
    failure_can_retry     INTEGER,
    version               INTEGER NOT NULL,
    created_at            INTEGER NOT NULL,
    closed_at             INTEGER
) STRICT;
CREATE INDEX refunds_by_payment ON refunds (payment_id) WHERE payment_id IS NOT NULL;
CREATE INDEX refunds_by_credit ON refunds (credit_id);
CREATE INDEX refunds_open ON refunds (created_at)
    WHERE state IN ('requested', 'approved', 'submitted', 'unknown', 'manual');

-- One try of a refund at the provider, durable before the first byte goes out. provider_refund_id is never used twice.
CREATE TABLE refund_attempts (
    number             INTEGER PRIMARY KEY,
    refund_id          TEXT    NOT NULL,
    provider_refund_id TEXT    NOT NULL UNIQUE,
    state              TEXT    NOT NULL CHECK (state IN ('submitted', 'unknown', 'succeeded', 'failed')),
    provider_txn       TEXT    NOT NULL,
    provider_code      TEXT    NOT NULL,
    asked              INTEGER NOT NULL,
    next_ask_at        INTEGER,
    submitted_at       INTEGER NOT NULL,
    closed_at          INTEGER
) STRICT;
CREATE INDEX refund_attempts_by_refund ON refund_attempts (refund_id);
CREATE INDEX refund_attempts_due ON refund_attempts (next_ask_at) WHERE next_ask_at IS NOT NULL;

-- What needs people. Without a payment it has an event chain of its own, under its own id.
CREATE TABLE incidents (
    number        INTEGER PRIMARY KEY,
    id            TEXT    NOT NULL UNIQUE,
    payment_id    TEXT,
    kind          TEXT    NOT NULL,
    state         TEXT    NOT NULL CHECK (state IN ('open', 'proposed', 'closed')),
    attempt_id    TEXT,
    credit_id     TEXT,
    amount        INTEGER NOT NULL,
    proposal      TEXT    NOT NULL,
    detail        TEXT    NOT NULL,
    opened_at     INTEGER NOT NULL,
    closed_at     INTEGER
) STRICT;
CREATE INDEX incidents_by_payment ON incidents (payment_id) WHERE payment_id IS NOT NULL;
CREATE INDEX incidents_open ON incidents (opened_at) WHERE state <> 'closed';

-- --- what must be unique -----------------------------------------------------------------------------------------

-- The newest payment of each obligation. reference first: people search by it.
CREATE TABLE claim_obligation (
    reference  TEXT NOT NULL,
    client     TEXT NOT NULL,
    payment_id TEXT NOT NULL,
    PRIMARY KEY (reference, client)
) STRICT, WITHOUT ROWID;

-- Our order references, for ever.
CREATE TABLE claim_order_ref (
    order_ref  TEXT NOT NULL PRIMARY KEY,
    attempt_id TEXT NOT NULL,
    payment_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The providers' transactions that became credits. provider_txn first: people search by it.
CREATE TABLE claim_provider_txn (
    provider_txn TEXT NOT NULL,
    provider     TEXT NOT NULL,
    account      TEXT NOT NULL,
    credit_id    TEXT NOT NULL,
    PRIMARY KEY (provider_txn, provider, account)
) STRICT, WITHOUT ROWID;

-- Raw bytes received: the very same bytes at the same account and kind are kept, and acted on, once.
CREATE TABLE claim_raw (
    sha256   TEXT NOT NULL,
    provider TEXT NOT NULL,
    account  TEXT NOT NULL,
    kind     TEXT NOT NULL,
    raw_id   TEXT NOT NULL,
    PRIMARY KEY (sha256, provider, account, kind)
) STRICT, WITHOUT ROWID;

-- Virtual accounts in use or in quarantine: not given to another payment before free_from (NULL: never).
CREATE TABLE claim_virtual_account (
    number     TEXT    NOT NULL,
    provider   TEXT    NOT NULL,
    account    TEXT    NOT NULL,
    payment_id TEXT    NOT NULL,
    attempt_id TEXT    NOT NULL,
    claimed_at INTEGER NOT NULL,
    free_from  INTEGER,
    PRIMARY KEY (number, provider, account)
) STRICT, WITHOUT ROWID;

-- Idempotency records: the claim, then the answer to repeat byte for byte. The body may carry masked data only.
CREATE TABLE idempotency (
    number       INTEGER PRIMARY KEY,
    client       TEXT    NOT NULL,
    route        TEXT    NOT NULL,
    key          TEXT    NOT NULL,
    body_sha256  TEXT    NOT NULL,
    object_id    TEXT    NOT NULL,
    boot_id      TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    status       INTEGER,
    body         TEXT,
    location     TEXT,
    etag         TEXT,
    content_type TEXT
) STRICT;
CREATE UNIQUE INDEX idempotency_scope ON idempotency (key, client, route);
CREATE INDEX idempotency_by_time ON idempotency (created_at);

-- --- what others told us -----------------------------------------------------------------------------------------

-- Raw bytes somebody sent. Hash and masked copy stay ten years; the sealed bytes ninety days, then the three sealed
-- columns become NULL.
CREATE TABLE raw_inbound (
    number      INTEGER PRIMARY KEY,
    id          TEXT    NOT NULL UNIQUE,
    provider    TEXT    NOT NULL,
    account     TEXT    NOT NULL,
    kind        TEXT    NOT NULL,
    received_at INTEGER NOT NULL,
    sha256      TEXT    NOT NULL,
    masked      TEXT    NOT NULL,
    ring_key_id TEXT,
    wrapped_key BLOB,
    ciphertext  BLOB
) STRICT;
CREATE INDEX raw_inbound_sealed ON raw_inbound (received_at) WHERE ciphertext IS NOT NULL;

-- What a provider said, and how it was verified. payment_id is NULL where it named none of ours.
CREATE TABLE evidence (
    number        INTEGER PRIMARY KEY,
    id            TEXT    NOT NULL UNIQUE,
    payment_id    TEXT,
    source        TEXT    NOT NULL,
    proof         TEXT    NOT NULL,
    said          TEXT    NOT NULL,
    order_ref     TEXT    NOT NULL,
    amount        INTEGER NOT NULL,
    provider_txn  TEXT    NOT NULL,
    provider_code TEXT    NOT NULL,
    raw_sha256    TEXT    NOT NULL,
    received_at   INTEGER NOT NULL
) STRICT;
CREATE INDEX evidence_by_payment ON evidence (payment_id) WHERE payment_id IS NOT NULL;

-- Verified notices for orders we do not know, until the provider has been asked. Closed: next_ask_at is NULL.
CREATE TABLE inquiries (
    number       INTEGER PRIMARY KEY,
    id           TEXT    NOT NULL UNIQUE,
    provider     TEXT    NOT NULL,
    account      TEXT    NOT NULL,
    order_ref    TEXT    NOT NULL,
    provider_txn TEXT    NOT NULL,
    asked        INTEGER NOT NULL,
    next_ask_at  INTEGER,
    created_at   INTEGER NOT NULL
) STRICT;
CREATE INDEX inquiries_due ON inquiries (next_ask_at) WHERE next_ask_at IS NOT NULL;

-- What did not verify: so many per provider and day, then only counted.
CREATE TABLE quarantine (
    number      INTEGER PRIMARY KEY,
    provider    TEXT    NOT NULL,
    kind        TEXT    NOT NULL,
    reason      TEXT    NOT NULL,
    received_at INTEGER NOT NULL,
    sha256      TEXT    NOT NULL,
    peer        TEXT    NOT NULL,
    masked      TEXT    NOT NULL
) STRICT;
CREATE TABLE quarantine_days (
    provider TEXT    NOT NULL,
    day      TEXT    NOT NULL,
    kept     INTEGER NOT NULL,
    counted  INTEGER NOT NULL,
    PRIMARY KEY (provider, day)
) STRICT, WITHOUT ROWID;

-- --- what we tell ------------------------------------------------------------------------------------------------

-- Append-only history. position is the order of commit over the whole store; hash covers the event and the hash
-- before it in its chain (gateway/crypto/chain.hpp). `data` is masked JSON, NULL for '{}'.
CREATE TABLE events (
    position    INTEGER PRIMARY KEY,
    id          TEXT    NOT NULL UNIQUE,
    chain       TEXT    NOT NULL,
    sequence    INTEGER NOT NULL,
    type        TEXT    NOT NULL,
    at          INTEGER NOT NULL,
    client      TEXT    NOT NULL,
    agency_code TEXT    NOT NULL,
    data        TEXT,
    note        TEXT    NOT NULL,
    actor       TEXT    NOT NULL,
    incident_id TEXT,
    attempt_id  TEXT,
    credit_id   TEXT,
    refund_id   TEXT,
    prev_hash   TEXT    NOT NULL,
    hash        TEXT    NOT NULL
) STRICT;
CREATE UNIQUE INDEX events_chain ON events (chain, sequence);
CREATE INDEX events_by_time ON events (at);

-- Webhooks: one event for one endpoint. The waiting rows of one endpoint and chain are a queue in the order of
-- position; one of them, its head, has next_try_at.
CREATE TABLE deliveries (
    number      INTEGER PRIMARY KEY,
    id          TEXT    NOT NULL UNIQUE,
    endpoint    TEXT    NOT NULL,
    chain       TEXT    NOT NULL,
    sequence    INTEGER NOT NULL,
    position    INTEGER NOT NULL,
    event_id    TEXT    NOT NULL,
    type        TEXT    NOT NULL,
    client      TEXT    NOT NULL,
    state       TEXT    NOT NULL CHECK (state IN ('waiting', 'delivered', 'dead')),
    tries       INTEGER NOT NULL,
    next_try_at INTEGER,
    last_try_at INTEGER,
    last_status INTEGER NOT NULL,
    last_error  TEXT    NOT NULL,
    created_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX deliveries_queue ON deliveries (chain, endpoint, position) WHERE state = 'waiting';
CREATE INDEX deliveries_due ON deliveries (endpoint, next_try_at, position) WHERE next_try_at IS NOT NULL;
CREATE INDEX deliveries_dead ON deliveries (id) WHERE state = 'dead';

-- --- people and catalogue ----------------------------------------------------------------------------------------

-- Who acts: systems (a portal) and named persons. What two people must do needs two persons.
CREATE TABLE principals (
    id   TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('system', 'person')),
    name TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- API keys: only the hash of the key text is kept.
CREATE TABLE api_keys (
    id           TEXT    NOT NULL PRIMARY KEY,
    principal_id TEXT    NOT NULL,
    sha256       TEXT    NOT NULL UNIQUE,
    client       TEXT    NOT NULL,
    scopes       TEXT    NOT NULL,
    agencies     TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER,
    revoked_at   INTEGER
) STRICT, WITHOUT ROWID;

-- The service catalogue; several periods of one code are several rows. Both ends inclusive, NULL is open.
CREATE TABLE services (
    number          INTEGER PRIMARY KEY,
    code            TEXT NOT NULL,
    name_vi         TEXT NOT NULL,
    level           TEXT NOT NULL,
    fee_kind        TEXT NOT NULL,
    listed_fee_dong INTEGER,
    refundable      TEXT NOT NULL CHECK (refundable IN ('unknown', 'yes', 'no')),
    valid_from      TEXT,
    valid_to        TEXT
) STRICT;
CREATE INDEX services_by_code ON services (code);

-- Agencies, effective-dated in the same way; old_code is the name before a merger.
CREATE TABLE agencies (
    number      INTEGER PRIMARY KEY,
    code        TEXT NOT NULL,
    name_vi     TEXT NOT NULL,
    kind        TEXT NOT NULL,
    parent_code TEXT NOT NULL,
    old_code    TEXT NOT NULL,
    valid_from  TEXT,
    valid_to    TEXT
) STRICT;
CREATE INDEX agencies_by_code ON agencies (code);

-- Our contracts with providers, effective-dated: whose money goes to which account in which period. agency_code '' is
-- every agency. Keys are never here; the configuration names them.
CREATE TABLE provider_accounts (
    number               INTEGER PRIMARY KEY,
    provider             TEXT NOT NULL,
    account              TEXT NOT NULL,
    agency_code          TEXT NOT NULL,
    partner_id           TEXT NOT NULL,
    beneficiary_account  TEXT NOT NULL,
    beneficiary_bank_bin TEXT NOT NULL,
    beneficiary_name     TEXT NOT NULL,
    valid_from           TEXT,
    valid_to             TEXT
) STRICT;
CREATE INDEX provider_accounts_by_key ON provider_accounts (provider, account);
