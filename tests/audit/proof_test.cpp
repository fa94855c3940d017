// Proofs of single events. That a stranger can check them is shown by programs_test.py.
#include "ops/proof.hpp"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "crypto/chain.hpp"
#include "crypto/digest.hpp"
#include "crypto/merkle.hpp"
#include "ledger.hpp"

namespace dvcpay::testing {
namespace {

class Proof : public Ledger {
  protected:
    Proof() { write_history(); }
    Result<std::string> proof_at(int position) {
        const std::string id =
            ask("SELECT id FROM events WHERE position = " + std::to_string(position));
        return ops::make_proof(history().get(), id, keys());
    }
};

TEST_F(Proof, LeadsFromEverySealedEventToTheRootOfItsOwnSeal) {
    const auto all = seals();
    for (int position = 1; position <= 10; ++position) {
        const auto made = proof_at(position);
        ASSERT_TRUE(made) << position << ": " << made.error().detail;
        const auto proof = nlohmann::json::parse(made.value());
        std::vector<crypto::PathStep> path;
        for (const auto& step : proof.at("path")) {
            const auto side = step.at("side") == "left" ? crypto::PathStep::Side::left
                                                        : crypto::PathStep::Side::right;
            path.push_back({side, *crypto::from_hex(step.at("hash").get<std::string>())});
        }
        const auto hash = crypto::from_hex(proof.at("event_hash").get<std::string>());
        const Seal& seal = all[position <= 6 ? 0 : 1];
        EXPECT_EQ(proof.at("seal").at("number"), seal.number) << position;
        EXPECT_EQ(crypto::to_hex(crypto::root_of_path(*hash, path)), seal.root) << position;
    }
}

TEST_F(Proof, SaysWhyThereIsNone) {
    EXPECT_EQ(proof_at(11).error().fault, Fault::state_conflict) << "not sealed yet";
    EXPECT_EQ(
        ops::make_proof(history().get(), "evt_nobody", keys()).error().fault, Fault::not_found
    );
    const std::string id = ask("SELECT id FROM events WHERE position = 1");
    EXPECT_EQ(ops::make_proof(history().get(), id, {}).error().fault, Fault::configuration);
}

TEST_F(Proof, IsNotGivenForAnEventThatWasChangedOrWhoseNeighbourWas) {
    tamper("UPDATE events SET note = 'another' WHERE position = 4");
    EXPECT_EQ(proof_at(4).error().fault, Fault::malformed);
    EXPECT_TRUE(proof_at(5)) << "its seal holds hashes, and they are as they were";
    tamper("UPDATE events SET hash = prev_hash WHERE position = 4");
    EXPECT_EQ(proof_at(5).error().fault, Fault::malformed);
}

}  // namespace
}  // namespace dvcpay::testing
