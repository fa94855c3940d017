#include "ops/proof.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "crypto/chain.hpp"
#include "crypto/digest.hpp"
#include "crypto/merkle.hpp"
#include "ops/seal_json.hpp"

namespace dvcpay::ops {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::int64_t batch = 5000;

/// The seal over a position, and where its own events begin.
struct Covering {
    Seal seal;
    std::int64_t after = 0;
};

Result<Covering> find_seal(History* history, std::int64_t position) {
    Covering found;
    for (std::int64_t number = 0;;) {
        BOOST_OUTCOME_TRY(auto seals, history->seals(number, batch));
        if (seals.empty()) return Error(Fault::state_conflict, "no seal covers this event yet");
        for (auto& seal : seals) {
            if (seal.last_position >= position) {
                found.seal = std::move(seal);
                return found;
            }
            found.after = seal.last_position;
            number = seal.number;
        }
    }
}

struct Leaves {
    std::vector<std::string> hashes;
    std::size_t index = 0;
};

Result<Leaves> read_leaves(History* history, const Covering& covering, std::int64_t position) {
    Leaves out;
    for (std::int64_t after = covering.after;;) {
        BOOST_OUTCOME_TRY(
            const auto rows, history->events(after, covering.seal.last_position, batch)
        );
        if (rows.empty()) return out;
        for (const auto& row : rows) {
            auto hash = crypto::from_hex(row.hash);
            if (!hash || hash->size() != 32)
                return Error(Fault::malformed, row.id + " has no hash");
            if (row.position == position) out.index = out.hashes.size();
            out.hashes.push_back(std::move(*hash));
        }
        after = rows.back().position;
    }
}

Json event_json(const EventRow& row) {
    Json out;
    out["prev_hash"] = row.prev_hash;
    out["id"] = row.id;
    out["chain"] = row.chain;
    out["sequence"] = row.sequence;
    out["type"] = row.type;
    out["at"] = to_rfc3339(row.at);
    out["client"] = row.client;
    out["agency_code"] = row.agency_code;
    out["actor"] = row.actor;
    out["note"] = row.note;
    out["data"] = row.data;
    return out;
}

Json path_json(const std::vector<crypto::PathStep>& path) {
    Json out = Json::array();
    for (const auto& step : path) {
        const bool left = step.side == crypto::PathStep::Side::left;
        Json one;
        one["side"] = left ? "left" : "right";
        one["hash"] = crypto::to_hex(step.hash);
        out.push_back(std::move(one));
    }
    return out;
}

}  // namespace

Result<std::string> make_proof(
    History* history, const std::string& event_id, const std::vector<crypto::SealPublicKey>& keys
) {
    BOOST_OUTCOME_TRY(const auto row, history->event(event_id));
    if (!row) return Error(Fault::not_found, "no event " + event_id);
    if (crypto::chain_hash(*row) != row->hash)
        return Error(Fault::malformed, event_id + " was changed: its fields do not give its hash");
    BOOST_OUTCOME_TRY(const auto covering, find_seal(history, row->position));
    BOOST_OUTCOME_TRY(const auto leaves, read_leaves(history, covering, row->position));
    const Seal& seal = covering.seal;
    const auto path = crypto::inclusion_path(leaves.hashes, leaves.index);
    const std::string root = crypto::root_of_path(leaves.hashes[leaves.index], path);
    const std::string name = "seal " + std::to_string(seal.number);
    if (crypto::to_hex(root) != seal.root)
        return Error(Fault::malformed, "the events under " + name + " are not those it sealed");
    const auto key = std::ranges::find(keys, seal.key_id, &crypto::SealPublicKey::id);
    if (key == keys.end())
        return Error(Fault::configuration, name + " names key " + seal.key_id + ", not at hand");
    if (!key->verify(seal)) return Error(Fault::malformed, name + " is not signed by its key");
    Json out;
    out["format"] = "dvcpay-proof-1";
    out["event"] = event_json(*row);
    out["event_hash"] = row->hash;
    out["path"] = path_json(path);
    out["seal"] = seal_json(seal, "number");
    out["public_key"] = key->pem();
    return out.dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace dvcpay::ops
