// What every code of the checkout must come to (§9), and which situations cannot be.
#include <array>
#include <utility>

#include "sandbox/vietcombank/server.hpp"

namespace dvcpay::sandbox::vietcombank {

namespace {

using Row = std::pair<std::string_view, Means>;

constexpr std::array create_rows{
    Row{"0000", Means::opened},  Row{"0001", Means::unknown}, Row{"0002", Means::refused},
    Row{"0003", Means::refused}, Row{"0004", Means::refused}, Row{"0005", Means::refused},
    Row{"0006", Means::refused}, Row{"0007", Means::refused}, Row{"0008", Means::refused},
    Row{"0009", Means::refused}, Row{"0010", Means::refused}, Row{"0011", Means::refused},
    Row{"0012", Means::refused}, Row{"0013", Means::refused}, Row{"0014", Means::refused},
    Row{"0015", Means::refused}, Row{"0016", Means::refused}, Row{"0017", Means::refused},
    Row{"0018", Means::unknown}, Row{"0020", Means::refused}, Row{"0101", Means::refused},
    Row{"7777", Means::unknown},
};
/// 8 and 9 stand for money that the merchant has drawn already.
constexpr std::array status_rows{
    Row{"1", Means::waiting},
    Row{"2", Means::waiting},
    Row{"3", Means::paid},
    Row{"4", Means::cancelled},
    Row{"5", Means::unknown},
    Row{"6", Means::paid},
    Row{"8", Means::paid},
    Row{"9", Means::paid},
    Row{"10", Means::waiting},
    Row{"12", Means::declined},
    Row{"77", Means::unknown},
};
constexpr std::array refund_rows{
    Row{"0001", Means::unknown},
    Row{"0004", Means::refused},
    Row{"0005", Means::refused},
    Row{"0006", Means::refused},
    Row{"0007", Means::unknown},
    Row{"0008", Means::refused},
    Row{"0009", Means::refused},
    Row{"0010", Means::refused},
    Row{"0011", Means::refused},
    Row{"0012", Means::refused},
    Row{"0014", Means::refused},
    Row{"0015", Means::refused},
    Row{"0016", Means::not_refundable},
    Row{"7777", Means::unknown},
    Row{"0000:1", Means::pending},
    Row{"0000:2", Means::done},
    Row{"0000:3", Means::refused},
    Row{"0000:9", Means::unknown},
};

/// §8: codes of the bank's interface. Only 0 gives a list.
constexpr std::array bank_rows{
    "1",
    "2",
    "3",
    "4",
    "5",
    "14",
    "15",
    "68",
    "90",
    "91",
    "92",
    "93",
    "94",
    "99",
};

using Reason = std::pair<std::string_view, std::string_view>;

/// Of both products.
constexpr std::array common_reasons{
    Reason{"large_amounts", "§12: instant transfers and the checkout end at 499 999 999"},
    Reason{"login", "§4: the bank logs in with every call, the checkout not at all"},
    Reason{"result_questions", "§2: nobody asks whether a result was kept"},
    Reason{"token", "§9: the checkout's calls carry a checksum; §8: api_auth is none"},
};
constexpr std::array bill_reasons{
    Reason{"create", "§2: creating a payment is a local act"},
    Reason{"create_codes", "§2: creating a payment is a local act"},
    Reason{"notice_reordered", "§6: a Payment only tells of money"},
    Reason{"query", "§8: the statement is optional; it is in the contract that refuses nothing"},
    Reason{"query_order", "§8: a statement is of an account; no question names one order"},
    Reason{"refund", "§11: no refund message exists for bills"},
    Reason{"many_records", "§6: one Payment tells of one customer"},
    Reason{
        "shift_boundary",
        "§4.1, §4.2: values stand between bars, so that a shifted value would have to hold one"
    },
    Reason{"wrong_currency", "§6: a Payment names no currency"},
    Reason{"notice_declined", "§6: a Payment only tells of money"},
    Reason{"notice_waiting", "§6: a Payment only tells of money"},
    Reason{"notice_unknown_code", "§6: a Payment carries no code"},
    Reason{"notice_codes", "§6: a Payment carries no code"},
};
/// §6, refusal_reverses: what does not fit is refused, and the bank gives the money back.
constexpr std::array refusal_reasons{
    Reason{"notice_more", "§6: a Payment of another amount is refused (3) and given back"},
    Reason{"notice_less", "§6: a Payment of another amount is refused (3) and given back"},
    Reason{"late", "§6: a Payment for an expired bill is refused (17) and given back"},
    Reason{"after_cancel", "§6: a Payment for a cancelled bill is refused (17) and given back"},
    Reason{"second_payment", "§6: a second Payment is refused (1) and given back"},
};
constexpr std::array kept_reasons{
    Reason{"notice_tampered", "§4.1: the digest covers no amount"},
};
/// §8, with the history of a number.
constexpr std::array history_reasons{
    Reason{"not_found_yet", "§8: a number without movements is an empty list"},
    Reason{"query_other_order", "§8: rows name no order, the question names the number"},
};
constexpr std::array checkout_reasons{
    Reason{"questions", "§9: the checkout asks nothing"},
    Reason{"numbers", "§9: the checkout has no numbers"},
    Reason{"not_found_yet", "§9: no answer says that an order is not there and proves it"},
    Reason{"refund_manual", "§9: the checkout gives back by its interface"},
    Reason{"many_records", "§9: one notice tells of one order"},
    Reason{
        "shift_boundary",
        "§9: values stand between bars, so that a shifted value would have to hold one"
    },
    Reason{"second_payment", "§9: an order is paid once"},
    Reason{"late", "§9: the checkout takes no money after time_limit"},
    Reason{"notice_more", "§9: the checkout takes exactly the amount of the order"},
    Reason{"notice_less", "§9: the checkout takes exactly the amount of the order"},
};

template <class Reasons>
std::string reason_in(const Reasons& reasons, std::string_view situation) {
    for (const auto& [name, why] : reasons) {
        if (name == situation) return std::string(why);
    }
    return {};
}

}  // namespace

std::vector<CodeCase> VietcombankServer::codes() const {
    std::vector<CodeCase> out;
    if (!checkout_) {
        if (!has_interface() || has_statement()) return out;
        out.push_back({"query", "0", Means::paid});
        for (const char* code : bank_rows) out.push_back({"query", code, Means::unknown});
        return out;
    }
    for (const auto& [code, means] : create_rows)
        out.push_back({"create", std::string(code), means});
    for (const auto& [status, means] : status_rows) {
        out.push_back({"query", "0000:" + std::string(status), means});
        out.push_back({"ipn", std::string(status), means});
    }
    for (const char* code : {"0001", "0003", "0017", "0018", "7777"})
        out.push_back({"query", code, Means::unknown});
    for (const auto& [code, means] : refund_rows)
        out.push_back({"refund", std::string(code), means});
    return out;
}

std::string VietcombankServer::not_applicable(std::string_view situation) const {
    auto why = reason_in(common_reasons, situation);
    if (!why.empty()) return why;
    if (checkout_) return reason_in(checkout_reasons, situation);
    if (has_interface() && !has_statement()) {
        why = reason_in(history_reasons, situation);
        if (!why.empty()) return why;
    }
    why = reason_in(bill_reasons, situation);
    if (why.empty() && config().value("refusal_reverses", false))
        why = reason_in(refusal_reasons, situation);
    if (why.empty() && !config().value("refusal_reverses", false))
        why = reason_in(kept_reasons, situation);
    return why;
}

}  // namespace dvcpay::sandbox::vietcombank
