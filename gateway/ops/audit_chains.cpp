#include "crypto/chain.hpp"
#include "ops/audit_parts.hpp"

namespace dvcpay::ops {
namespace {

std::string place_of(const ChainLink& link) {
    return "chain " + link.chain + ", sequence " + std::to_string(link.sequence) + " (position " +
           std::to_string(link.position) + ")";
}

}  // namespace

Result<void> ChainWalk::run() {
    ChainLink after;
    after.sequence = INT64_MIN;
    for (std::int64_t done = 0;;) {
        BOOST_OUTCOME_TRY(const auto links, history_->links(after, options_->batch));
        if (links.empty()) return ok();
        for (const auto& link : links) {
            if (link.position <= end_.position) take(link);
        }
        after = links.back();
        done += static_cast<std::int64_t>(links.size());
        if (options_->progress) options_->progress("links", done);
    }
}

void ChainWalk::take(const ChainLink& link) {
    const bool begins = !before_ || before_->chain != link.chain;
    if (begins) ++report_->chains;
    const std::int64_t expected = begins ? 1 : plus(before_->sequence, 1);
    if (link.sequence != expected) {
        const std::string last = std::to_string(minus(link.sequence, 1));
        add_finding(
            report_,
            Damage::chain_hole,
            "chain " + link.chain + ", sequence " + std::to_string(expected) +
                (minus(link.sequence, 1) > expected ? " to " + last : std::string()),
            "not there, though sequence " + std::to_string(link.sequence) + " is"
        );
    } else if (link.prev_hash != (begins ? crypto::chain_start : before_->hash)) {
        add_finding(
            report_,
            Damage::chain_broken,
            place_of(link),
            "the hash it names as that of the event before is another"
        );
    }
    if (!begins && link.position <= before_->position) {
        add_finding(
            report_,
            Damage::chain_reordered,
            place_of(link),
            "it stands before sequence " + std::to_string(before_->sequence) + " (position " +
                std::to_string(before_->position) + ")"
        );
    }
    before_ = link;
}

}  // namespace dvcpay::ops
