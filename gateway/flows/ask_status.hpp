#pragma once
// Journey 3: what is not known is asked, never guessed (P6). One question at a time per attempt.
#include <map>
#include <set>

#include "flows/core.hpp"

namespace dvcpay::flows {

class AskStatus {
 public:
    explicit AskStatus(Core* core);

    /// Puts the question to the provider and records what is learnt. Safe to call at any time; a second call for an
    /// attempt that is being asked waits for nothing and returns. `due` bounds the provider's answer.
    Task<void> ask(AttemptLocation where, Mono due);
    /// The browser came back: at most one question per attempt and 5 s, in the background.
    void nudge(AttemptLocation where);
    /// A verified notice named an order that is none of ours: does the provider confirm the money?
    Task<void> ask_inquiry(OpenInquiry inquiry, Mono due);

 private:
    Task<void> record(AttemptLocation where, QueryResult result);
    Task<void> create_again(AttemptLocation where, Mono due);

    Core* core_;
    std::set<std::string> asking_;
    std::map<std::string, Mono> nudged_;
};

}  // namespace dvcpay::flows
