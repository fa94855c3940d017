// Search: every filter, the order, the cursor, and the derived status against status_of.
#include <algorithm>

#include "world.hpp"

namespace dvcpay::testing {
namespace {

std::vector<std::string> found(World& world, const PaymentFilter& filter) {
    std::vector<std::string> out;
    world.read([&](Reader& reader) {
        for (const auto& file : reader.search(filter)) out.push_back(file.payment.id.text());
    });
    return out;
}

std::vector<std::string> ids(std::initializer_list<std::uint64_t> numbers) {
    std::vector<std::string> out;
    for (const auto n : numbers)
        out.push_back(nth_id<PaymentId>(n, noon.plus_s(static_cast<std::int64_t>(n))).text());
    return out;
}

/// Payments 1 … 5, one second apart.
void fill(World& world) {
    for (std::uint64_t n = 1; n <= 5; ++n) {
        PaymentFile file = open_payment_file(n, noon.plus_s(static_cast<std::int64_t>(n)));
        Payment& p = file.payment;
        if (n == 2) p.client = "other";
        if (n == 3) p.agency_code = "H01.13";
        if (n == 4) p.service_code = "2.000001";
        if (n >= 4) p.reference = "same";
        file.attempts = {pending_attempt(n)};
        if (n == 5) file.attempts[0].account.provider = "shb";
        if (n == 1) file.credits = {applied_credit(n, file, file.attempts[0].id, Money::dong(1))};
        world.write([&](Txn& txn) {
            txn.insert(file);
            txn.claim_order_ref(file.attempts[0].order_ref, file.attempts[0].id, p.id);
            for (const auto& c : file.credits)
                txn.claim_provider_txn(c.account, c.provider_txn, c.id, Source::callback);
        });
    }
}

TEST_P(StoreContract, SearchFindsByEachFilterNewestFirst) {
    fill(*world);
    PaymentFilter filter;
    EXPECT_EQ(found(*world, filter), ids({5, 4, 3, 2, 1}));
    const auto with = [&](auto set) {
        PaymentFilter one;
        set(one);
        return found(*world, one);
    };
    EXPECT_EQ(with([](auto& f) { f.visible.client = "portal"; }), ids({5, 4, 3, 1}));
    EXPECT_EQ(with([](auto& f) { f.visible.agencies = {"H01.13", "H01"}; }), ids({3}));
    EXPECT_EQ(
        with([](auto& f) { f.visible.agencies = {"H01"}; }), ids({})
    );  // a list, not a prefix
    EXPECT_EQ(with([](auto& f) { f.reference = "same"; }), ids({5, 4}));
    EXPECT_EQ(with([](auto& f) { f.service_code = "2.000001"; }), ids({4}));
    EXPECT_EQ(with([](auto& f) { f.agency_code = "H01.13"; }), ids({3}));
    EXPECT_EQ(with([](auto& f) { f.provider = "shb"; }), ids({5}));
    EXPECT_EQ(with([](auto& f) { f.order_ref = nth_order_ref(3).text(); }), ids({3}));
    EXPECT_EQ(with([](auto& f) { f.provider_txn = "txn-1"; }), ids({1}));
    EXPECT_EQ(with([](auto& f) { f.created_from = noon.plus_s(4); }), ids({5, 4}));
    EXPECT_EQ(with([](auto& f) { f.created_to = noon.plus_s(2); }), ids({1}));
    EXPECT_EQ(with([](auto& f) { f.limit = 2; }), ids({5, 4}));
    EXPECT_EQ(
        with([](auto& f) {
            f.reference = "same";
            f.service_code = "1.004222";
            f.visible = Visibility{"portal", {"H01.12"}};
        }),
        ids({5})
    );
}

TEST_P(StoreContract, SearchGoesOnStrictlyBehindItsCursor) {
    fill(*world);
    PaymentFilter filter;
    filter.limit = 2;
    std::vector<std::string> all;
    for (auto page = found(*world, filter); !page.empty(); page = found(*world, filter)) {
        all.insert(all.end(), page.begin(), page.end());
        filter.before = PaymentId::parse(page.back());
    }
    EXPECT_EQ(all, ids({5, 4, 3, 2, 1}));
}

TEST_P(StoreContract, SearchOrdersPaymentsOfOneMomentById) {
    for (std::uint64_t n = 1; n <= 4; ++n) {
        const PaymentFile file = open_payment_file(n);
        world->write([&](Txn& txn) { txn.insert(file); });
    }
    PaymentFilter filter;
    filter.before = nth_id<PaymentId>(3);
    const std::vector<std::string> expected = {
        nth_id<PaymentId>(2).text(), nth_id<PaymentId>(1).text()
    };
    EXPECT_EQ(found(*world, filter), expected);
}

TEST_P(StoreContract, SearchByStatusAgreesWithStatusOfOnEveryCombination) {
    // Every payment state × up to two attempts of every state × one credit of every state or none.
    std::map<std::string, Status> truth;
    std::uint64_t n = 0;
    std::vector<PaymentFile> files;
    for (int state = 0; state < 4; ++state) {
        for (int first = -1; first < attempt_state_count; ++first) {
            for (int second = -1; second < (first < 0 ? 0 : attempt_state_count); ++second) {
                for (int credit = -1; credit < 6; ++credit) {
                    PaymentFile file = open_payment_file(++n);
                    file.payment.state = static_cast<PaymentState>(state);
                    for (const int s : {first, second}) {
                        if (s < 0) continue;
                        file.attempts.push_back(pending_attempt(n * 2 + file.attempts.size()));
                        file.attempts.back().state = static_cast<AttemptState>(s);
                    }
                    if (credit >= 0) {
                        file.credits = {
                            applied_credit(n, file, nth_id<AttemptId>(n * 2), Money::dong(7))
                        };
                        file.credits[0].state = static_cast<CreditState>(credit);
                    }
                    truth[file.payment.id.text()] = status_of(file);
                    files.push_back(std::move(file));
                }
            }
        }
    }
    world->write([&](Txn& txn) {
        for (const auto& file : files) txn.insert(file);
    });
    ASSERT_GT(files.size(), 1'000U);
    std::size_t total = 0;
    for (int s = 0; s < 6; ++s) {
        PaymentFilter filter;
        filter.status = static_cast<Status>(s);
        filter.limit = 1'000'000;
        for (const auto& id : found(*world, filter)) {
            EXPECT_EQ(truth.at(id), *filter.status) << id;
            ++total;
        }
    }
    EXPECT_EQ(total, files.size());
}

}  // namespace
}  // namespace dvcpay::testing
