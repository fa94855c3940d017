#pragma once
// Journey 3: what is not known is asked, never guessed (P6). One question at a time per attempt.
#include <map>
#include <set>

#include "flows/core.hpp"

namespace dvcpay::flows {

class AskStatus {
  public:
    explicit AskStatus(Core* core);

    /// Puts the question to the provider and records what is learnt. Safe to call at any time; a
    /// second call for an attempt that is being asked waits for nothing and returns. `due` bounds
    /// the provider's answer.
    Task<void> ask(AttemptLocation where, Mono due);
    /// Being asked now, or put off for a moment because the store could not take the last answer: a
    /// provider must not be asked again and again for what cannot be kept. `id`: of an attempt or
    /// an inquiry.
    bool is_busy(const std::string& id) const;
    /// The browser came back: at most one question per attempt and 5 s, in the background.
    void nudge(AttemptLocation where);
    /// A verified notice spoke of money that it cannot prove: for an order that is none of ours, or
    /// for a closed attempt in other words than were agreed. Does the provider confirm it?
    Task<void> ask_inquiry(OpenInquiry inquiry, Mono due);

  private:
    /// `can_ask` false: the provider has no such question, nothing is asked for again.
    Task<void> record(AttemptLocation where, QueryResult result, bool can_ask = true);
    Task<void> create_again(AttemptLocation where, Mono due);
    // ask_account.cpp
    Task<void> ask_account(AttemptLocation where);
    /// False where a page of the day was not heard.
    Task<bool> ask_day(AccountKey key, Day day);
    /// False where nothing, or not all, was learnt.
    Task<bool> keep_page(AccountKey key, AccountResult result, bool& more);
    Task<void> settle_account(AccountKey key, Wall began, bool silent);

    Core* core_;
    std::set<std::string> asking_;
    std::map<std::string, Mono> nudged_;
    std::map<std::string, Mono> put_off_;  ///< until when; few: only while the store fails
};

}  // namespace dvcpay::flows
