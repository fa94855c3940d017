#include "flows/epoch.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "flows/audit.hpp"

namespace dvcpay::flows {
namespace {

const std::string epoch_meta = "epoch";
const std::string space_meta = "order_ref_space";
const std::string used_meta = "order_ref_spaces_used";  ///< of earlier epochs, one blank between

constexpr std::string_view alphabet = "ABCDEFGHJKMNPQRSTVWXYZ0123456789";
static_assert(alphabet.size() == 32);

/// As many as there can be restores of one store before one draw in a hundred finds none free.
constexpr std::size_t spaces_drawn = 16;

std::string letters(std::span<const std::byte> bytes) {
    std::string out;
    for (const auto byte : bytes) out += alphabet[static_cast<std::size_t>(byte) % alphabet.size()];
    return out;
}

Epoch read_epoch(Reader& reader) {
    Epoch out{reader.meta(epoch_meta), reader.meta(space_meta)};
    if (out.name.empty()) out.name = "1";
    return out;
}

bool was_used(const std::string& used, const std::string& space) {
    return (" " + used + " ").find(" " + space + " ") != std::string::npos;
}

Result<std::string> free_space(const EpochDraw& draw, const std::string& used) {
    const auto found = std::ranges::find_if(draw.spaces, [&used](const auto& space) {
        return !was_used(used, space);
    });
    if (found != draw.spaces.end()) return *found;
    return Error(Fault::state_conflict, "no free space for order references was drawn: try again");
}

}  // namespace

EpochDraw draw_epoch(Entropy& entropy) {
    std::array<std::byte, spaces_drawn * 2 + 4> bytes{};
    entropy.fill(bytes);
    const std::span<const std::byte> all(bytes);
    EpochDraw out;
    for (std::size_t i = 0; i < spaces_drawn; ++i)
        out.spaces.push_back(letters(all.subspan(i * 2, 2)));
    out.suffix = letters(all.subspan(spaces_drawn * 2));
    return out;
}

Task<Result<Epoch>> epoch_of(Core* core) {
    const EpochDraw draw = draw_epoch(*core->entropy);
    auto work = [draw](Txn& txn) -> Result<Epoch> {
        Epoch out = read_epoch(txn);
        if (!out.order_ref_space.empty()) return out;
        out.order_ref_space = draw.spaces.front();
        txn.set_meta(epoch_meta, out.name);
        txn.set_meta(space_meta, out.order_ref_space);
        return out;
    };
    auto epoch = co_await transact<Epoch>(core->store, Priority::ordinary, std::move(work));
    co_return epoch;
}

Task<Result<NewEpoch>> begin_epoch(Core* core, std::string actor, std::string note) {
    const EpochDraw draw = draw_epoch(*core->entropy);
    const NewEvent event =
        audit_event(*core, EventType::store_restored, std::move(actor), std::move(note));
    auto work = [draw, event](Txn& txn) -> Result<NewEpoch> {
        NewEpoch out;
        out.before = read_epoch(txn);
        std::string used = txn.meta(used_meta);
        if (!used.empty()) used += ' ';
        used += out.before.order_ref_space;
        BOOST_OUTCOME_TRY(out.now.order_ref_space, free_space(draw, used));
        const std::int64_t count = std::stoll(out.before.name) + 1;  // up to the suffix
        out.now.name = std::to_string(count) + "-" + draw.suffix;
        txn.set_meta(used_meta, used);
        txn.set_meta(epoch_meta, out.now.name);
        txn.set_meta(space_meta, out.now.order_ref_space);
        out.asked = txn.ask_everything(event.at);
        NewEvent told = event;
        told.draft.note +=
            ", epoch " + out.before.name + " -> " + out.now.name + ", asks about " +
            std::to_string(out.asked.attempts) + " attempts, " + std::to_string(out.asked.refunds) +
            " refunds, " + std::to_string(out.asked.refunds_unapproved) +
            " refunds to be approved again, " + std::to_string(out.asked.inquiries) + " inquiries";
        txn.append(std::string(audit_chain), {told});
        return out;
    };
    auto begun = co_await transact<NewEpoch>(core->store, Priority::ordinary, std::move(work));
    co_return begun;
}

}  // namespace dvcpay::flows
