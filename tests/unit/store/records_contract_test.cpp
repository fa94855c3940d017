// Idempotency, claims, what others sent, people, catalogue, settings.
#include "world.hpp"

namespace dvcpay::testing {
namespace {

IdempotencyRecord record_of(const std::string& key, Wall at = noon) {
    IdempotencyRecord r;
    r.scope = {"portal", "POST /v1/payments", key};
    r.body_sha256 = "aa";
    r.object_id = "pay_1";
    r.boot_id = "boot";
    r.created_at = at;
    return r;
}
const StoredAnswer created{
    201, std::string("{\"a\":\"\0é\"}", 11), "/v1/payments/pay_1", "W/\"1\"", "application/json"
};

void expect_answered(const std::optional<IdempotencyRecord>& found) {
    ASSERT_TRUE(found);
    EXPECT_EQ(found->object_id, "pay_1");
    EXPECT_EQ(found->body_sha256, "aa");
    EXPECT_EQ(found->boot_id, "boot");
    EXPECT_EQ(found->created_at, noon);
    ASSERT_TRUE(found->answer);
    EXPECT_EQ(found->answer->status, 201);
    EXPECT_EQ(found->answer->body, created.body);
    EXPECT_EQ(found->answer->location, created.location);
    EXPECT_EQ(found->answer->etag, created.etag);
    EXPECT_EQ(found->answer->content_type, created.content_type);
}

TEST_P(StoreContract, AClaimAnsweredInItsOwnTransactionIsFoundWhole) {
    const auto r = record_of("k");
    world->write([&](Txn& txn) {
        EXPECT_FALSE(txn.idempotency(r.scope));
        txn.claim(r);
        ASSERT_TRUE(txn.idempotency(r.scope));
        EXPECT_FALSE(txn.idempotency(r.scope)->answer);
        txn.answer(r.scope, created);
        expect_answered(txn.idempotency(r.scope));
    });
    world->write([&](Txn& txn) { expect_answered(txn.idempotency(r.scope)); });
}

TEST_P(StoreContract, AClaimIsDurableWithoutItsAnswerAndAnsweredLater) {
    const auto r = record_of("k");
    world->write([&](Txn& txn) { txn.claim(r); });
    world->crash_and_restart();
    world->write([&](Txn& txn) {
        ASSERT_TRUE(txn.idempotency(r.scope));
        EXPECT_FALSE(txn.idempotency(r.scope)->answer);
        txn.answer(r.scope, created);
    });
    world->write([&](Txn& txn) { expect_answered(txn.idempotency(r.scope)); });
}

TEST_P(StoreContract, ScopesDifferByClientRouteAndKey) {
    auto a = record_of("k");
    auto b = a;
    b.scope.client = "other";
    auto c = a;
    c.scope.route = "POST /v1/payments/{id}/cancel";
    world->write([&](Txn& txn) {
        txn.claim(a);
        txn.claim(b);
        txn.claim(c);
    });
    EXPECT_ANY_THROW(world->write([&](Txn& txn) { txn.claim(a); }));
    EXPECT_ANY_THROW(world->write([&](Txn& txn) { txn.answer({"nobody", "r", "k"}, created); }));
}

TEST_P(StoreContract, OldIdempotencyRecordsAreForgottenUpToALimit) {
    for (int i = 0; i < 5; ++i) {
        world->write([&](Txn& txn) {
            txn.claim(record_of("k" + std::to_string(i), noon.plus_s(i)));
        });
    }
    world->write([&](Txn& txn) {
        EXPECT_EQ(txn.forget_idempotency(noon.plus_s(3), 2), 2);
        EXPECT_EQ(txn.forget_idempotency(noon.plus_s(3), 2), 1);
        EXPECT_EQ(txn.forget_idempotency(noon.plus_s(3), 2), 0);
        EXPECT_FALSE(txn.idempotency(record_of("k2").scope));
        EXPECT_TRUE(txn.idempotency(record_of("k3").scope));
    });
}

TEST_P(StoreContract, AnOrderReferenceIsClaimedOnceForEver) {
    PaymentFile file = open_payment_file(1);
    file.attempts = {pending_attempt(1)};
    const OrderRef ref = file.attempts[0].order_ref;
    world->write([&](Txn& txn) {
        txn.insert(file);
        EXPECT_TRUE(txn.claim_order_ref(ref, file.attempts[0].id, file.payment.id));
        EXPECT_FALSE(txn.claim_order_ref(ref, nth_id<AttemptId>(2), nth_id<PaymentId>(2)));
    });
    world->crash_and_restart();
    world->write([&](Txn& txn) {
        EXPECT_FALSE(txn.claim_order_ref(ref, nth_id<AttemptId>(2), nth_id<PaymentId>(2)));
    });
    world->read([&](Reader& r) {
        const auto found = r.attempt_by_order_ref(ref.text());
        ASSERT_TRUE(found);
        EXPECT_EQ(found->payment, file.payment.id);
        EXPECT_EQ(dump(found->attempt), dump(file.attempts[0]));
        EXPECT_FALSE(r.attempt_by_order_ref("UNKNOWN"));
        EXPECT_FALSE(r.attempt_by_order_ref(""));
    });
}

TEST_P(StoreContract, AProviderTransactionIsOneCreditPerAccount) {
    PaymentFile file = open_payment_file(1);
    file.credits = {applied_credit(1, file, nth_id<AttemptId>(1), Money::dong(5))};
    const AccountKey other{"momo", "second"};
    world->write([&](Txn& txn) {
        EXPECT_TRUE(txn.claim_provider_txn(
            file.credits[0].account, "txn-1", file.credits[0].id, Source::callback
        ));
        EXPECT_FALSE(txn.claim_provider_txn(
            file.credits[0].account, "txn-1", nth_id<CreditId>(2), Source::callback
        ));
        EXPECT_TRUE(txn.claim_provider_txn(other, "txn-1", nth_id<CreditId>(3), Source::callback));
        txn.insert(file);
    });
    world->read([&](Reader& r) {
        EXPECT_EQ(dump(*r.credit_by_txn(file.credits[0].account, "txn-1")), dump(file.credits[0]));
        EXPECT_FALSE(r.credit_by_txn(file.credits[0].account, "txn-2"));
    });
}

TEST_P(StoreContract, MoneyWithoutAPaymentIsKept) {
    Credit credit = applied_credit(1, open_payment_file(1), nth_id<AttemptId>(1), Money::dong(5));
    credit.payment.reset();
    credit.attempt.reset();
    credit.state = CreditState::unmatched;
    Incident incident = open_incident(1, open_payment_file(1));
    incident.payment.reset();
    incident.credit = credit.id;
    world->write([&](Txn& txn) {
        txn.claim_provider_txn(credit.account, credit.provider_txn, credit.id, Source::callback);
        txn.insert_unmatched(credit, incident);
    });
    world->read([&](Reader& r) {
        EXPECT_EQ(dump(*r.credit_by_txn(credit.account, credit.provider_txn)), dump(credit));
    });
}

TEST_P(StoreContract, TheSameRawBytesAreKeptOncePerAccountAndKind) {
    RawInbound raw;
    raw.id = nth_id<EvidenceId>(1);
    raw.account = {"momo", "default"};
    raw.kind = "ipn";
    raw.received_at = noon;
    raw.sha256 = "aa";
    raw.masked = "{}";
    raw.sealed = Sealed{"ring", std::string("\0k", 2), std::string("\0c", 2)};
    RawInbound again = raw;
    again.id = nth_id<EvidenceId>(2);
    RawInbound elsewhere = again;
    elsewhere.kind = "status";
    world->write([&](Txn& txn) {
        EXPECT_TRUE(txn.insert_raw(raw));
        EXPECT_FALSE(txn.insert_raw(again));
        EXPECT_TRUE(txn.insert_raw(elsewhere));
    });
    world->crash_and_restart();
    world->write([&](Txn& txn) { EXPECT_FALSE(txn.insert_raw(again)); });
}

TEST_P(StoreContract, EvidenceIsKeptWithAndWithoutAPayment) {
    Evidence e;
    e.id = nth_id<EvidenceId>(1);
    e.order_ref = "X";
    e.amount = Money::dong(9);
    e.raw_sha256 = "aa";
    e.received_at = noon;
    Evidence other = e;
    other.id = nth_id<EvidenceId>(2);
    world->write([&](Txn& txn) {
        txn.insert_evidence(e, nth_id<PaymentId>(1));
        txn.insert_evidence(other, std::nullopt);
    });
    EXPECT_ANY_THROW(world->write([&](Txn& txn) { txn.insert_evidence(e, std::nullopt); }));
}

TEST_P(StoreContract, InquiriesAreDueUntilTheyAreClosed) {
    OpenInquiry q;
    q.id = nth_id<EvidenceId>(1);
    q.account = {"momo", "default"};
    q.order_ref = "STRANGE";
    q.provider_txn = "t";
    q.next_ask_at = noon.plus_s(5);
    q.created_at = noon;
    world->write([&](Txn& txn) { txn.put_inquiry(q); });
    world->read([&](Reader& r) {
        EXPECT_TRUE(r.due_inquiries(noon, 10).empty());
        const auto due = r.due_inquiries(noon.plus_s(5), 10);
        ASSERT_EQ(due.size(), 1U);
        EXPECT_EQ(due[0].order_ref, "STRANGE");
        EXPECT_EQ(due[0].account, q.account);
        EXPECT_EQ(due[0].provider_txn, "t");
        EXPECT_EQ(due[0].created_at, noon);
    });
    q.asked = 1;
    q.next_ask_at.reset();
    world->write([&](Txn& txn) { txn.put_inquiry(q); });
    world->read([&](Reader& r) { EXPECT_TRUE(r.due_inquiries(noon.plus_s(500), 10).empty()); });
}

TEST_P(StoreContract, QuarantineKeepsSoManyPerProviderAndDay) {
    QuarantineRow row{"momo", "ipn", "forged", noon, "aa", "10.0.0.1", "…"};
    QuarantineRow tomorrow = row;
    tomorrow.received_at = noon.plus_s(86'400);
    QuarantineRow other = row;
    other.provider = "shb";
    world->write([&](Txn& txn) {
        EXPECT_TRUE(txn.quarantine(row, 2));
        EXPECT_TRUE(txn.quarantine(row, 2));
        EXPECT_FALSE(txn.quarantine(row, 2));
        EXPECT_TRUE(txn.quarantine(other, 2));
        EXPECT_TRUE(txn.quarantine(tomorrow, 2));
    });
    world->crash_and_restart();
    world->write([&](Txn& txn) { EXPECT_FALSE(txn.quarantine(row, 2)); });
}

TEST_P(StoreContract, ApiKeysComeBackWithTheirPrincipals) {
    ApiKey key;
    key.id = nth_id<KeyId>(1);
    key.principal = Principal{nth_id<PrincipalId>(1), PrincipalKind::person, "Kế toán A"};
    key.sha256 = "hash";
    key.client = "portal";
    key.scopes = {"payments:read", "refunds:request"};
    key.agencies = {"H01.12"};
    key.created_at = noon;
    key.expires_at = noon.plus_s(60);
    world->write([&](Txn& txn) { txn.put_api_key(key); });
    const auto only = [&] {
        return world->get<std::vector<ApiKey>>([](Reader& r) { return r.api_keys(); }).at(0);
    };
    EXPECT_EQ(only().principal.name, "Kế toán A");
    EXPECT_EQ(only().principal.kind, PrincipalKind::person);
    EXPECT_EQ(only().scopes, key.scopes);
    EXPECT_EQ(only().agencies, key.agencies);
    EXPECT_EQ(only().expires_at, key.expires_at);
    EXPECT_FALSE(only().revoked_at);
    key.agencies.clear();
    world->write([&](Txn& txn) {
        txn.put_api_key(key);
        EXPECT_TRUE(txn.revoke_api_key(key.id, noon.plus_s(1)));
        EXPECT_TRUE(txn.revoke_api_key(key.id, noon.plus_s(2)));
        EXPECT_FALSE(txn.revoke_api_key(nth_id<KeyId>(9), noon));
    });
    EXPECT_TRUE(only().agencies.empty());
    EXPECT_EQ(only().revoked_at, noon.plus_s(1));
}

TEST_P(StoreContract, TheCatalogueIsReplacedAsAWhole) {
    Service a{
        "1.004222",
        "Cấp giấy phép",
        "tinh,xa",
        "phi_le_phi",
        60'000,
        Service::Refundable::yes,
        {Day{2026, 1, 1}, Day{2026, 6, 30}}
    };
    Service b = a;
    b.listed_fee_dong.reset();
    b.refundable = Service::Refundable::unknown;
    b.validity = {Day{2026, 7, 1}, std::nullopt};
    Agency g{"H01.12", "Sở Xây dựng", "so", "H01", "H01.11", {std::nullopt, Day{2030, 1, 1}}};
    world->write([&](Txn& txn) {
        txn.replace_services({a, b});
        txn.replace_agencies({g});
    });
    world->read([&](Reader& r) {
        EXPECT_EQ(r.services(), (std::vector<Service>{a, b}));
        EXPECT_EQ(r.agencies(), (std::vector<Agency>{g}));
    });
    world->write([&](Txn& txn) {
        txn.replace_services({b});
        txn.replace_agencies({});
    });
    world->read([&](Reader& r) {
        EXPECT_EQ(r.services(), (std::vector<Service>{b}));
        EXPECT_TRUE(r.agencies().empty());
    });
}

TEST_P(StoreContract, SettingsAreOverwritten) {
    world->write([&](Txn& txn) {
        EXPECT_EQ(txn.meta("epoch"), "");
        txn.set_meta("epoch", "1");
        txn.set_meta("epoch", "2");
        EXPECT_EQ(txn.meta("epoch"), "2");
    });
    world->crash_and_restart();
    world->read([&](Reader& r) { EXPECT_EQ(r.meta("epoch"), "2"); });
}

}  // namespace
}  // namespace dvcpay::testing
