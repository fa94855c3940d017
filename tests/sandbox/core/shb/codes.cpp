#include "sandbox/shb/codes.hpp"

#include <algorithm>
#include <array>

namespace dvcpay::sandbox::shb {

namespace {

struct Row {
    std::string_view code;
    std::string_view words;
    Means create;
    Means query;
    Means refund;
};

/// §5, read for each operation: what a code does not speak of at an operation settles nothing
/// there.
constexpr std::array rows{
    Row{"01", "Thiếu hoặc sai trường", Means::refused, Means::unknown, Means::refused},
    Row{"02", "Không tìm thấy đối tác", Means::refused, Means::unknown, Means::unknown},
    Row{"03", "Sai chữ ký", Means::refused, Means::unknown, Means::unknown},
    Row{"04", "Trùng x-request-id", Means::refused, Means::unknown, Means::unknown},
    Row{"05", "Hóa đơn đang chờ thanh toán", Means::unknown, Means::waiting, Means::unknown},
    Row{"06", "Hóa đơn đã thanh toán", Means::unknown, Means::unknown, Means::unknown},
    Row{"07", "Không tìm thấy giao dịch", Means::unknown, Means::not_found, Means::refused},
    Row{"08", "Chưa thanh toán", Means::unknown, Means::waiting, Means::refused},
    Row{"09", "Chưa có biên lai", Means::unknown, Means::unknown, Means::unknown},
    Row{"10", "Hết hạn", Means::refused, Means::lapsed, Means::unknown},
    Row{"11", "Số tiền không hợp lệ", Means::refused, Means::unknown, Means::refused},
    Row{"12", "Vượt số tiền được hoàn", Means::unknown, Means::unknown, Means::refused},
    Row{"13", "Không tìm thấy tài khoản", Means::unknown, Means::unknown, Means::refused},
    Row{"14", "Kênh chuyển tiền tạm dừng", Means::unknown, Means::unknown, Means::pending},
    Row{"15", "Trùng mã tham chiếu", Means::unknown, Means::unknown, Means::unknown},
    Row{"16", "Không có giao dịch", Means::unknown, Means::unknown, Means::unknown},
    Row{"68", "Đang xử lý", Means::unknown, Means::unknown, Means::unknown},
    Row{"96", "Lỗi hệ thống", Means::unknown, Means::unknown, Means::unknown},
    Row{"99", "Lỗi hệ thống", Means::unknown, Means::unknown, Means::unknown},
    Row{"77", "Mã lạ", Means::unknown, Means::unknown, Means::unknown},
};

struct State {
    std::string_view digit;
    Means means;
};
constexpr std::array states{
    State{"1", Means::paid},
    State{"3", Means::waiting},
    State{"4", Means::declined},
    State{"5", Means::lapsed},
    State{"6", Means::cancelled},
    State{"9", Means::unknown},
};

}  // namespace

std::string_view words_of(std::string_view code) {
    if (code == "00") return "Thành công";
    const auto at = std::ranges::find(rows, code, &Row::code);
    return at == rows.end() ? std::string_view("…") : at->words;
}

std::string_view digit_of(BasicState state, const BasicOrder& order) {
    std::int64_t back = 0;
    for (const auto& one : order.movements) back += one.refunded;
    switch (state) {
        case BasicState::pending:
            return "3";
        case BasicState::paid:
            if (back == 0) return "1";
            return back < order.paid() ? "8" : "7";
        case BasicState::declined:
            return "4";
        case BasicState::expired:
            return "5";
        case BasicState::cancelled:
            return "6";
    }
    return "3";
}

std::string_view digit_of(Says says) {
    switch (says) {
        case Says::paid:
            return "1";
        case Says::declined:
            return "4";
        case Says::cancelled:
            return "6";
        case Says::waiting:
            return "3";
        case Says::unknown_code:
            return "9";
    }
    return "9";
}

std::vector<CodeCase> code_cases() {
    std::vector<CodeCase> out;
    for (const auto& row : rows) {
        const std::string code(row.code);
        out.push_back({"create", code, row.create});
        out.push_back({"query", code, row.query});
        out.push_back({"refund", code, row.refund});
    }
    out.push_back({"create", "00", Means::opened});
    for (const auto& state : states) {
        const std::string digit(state.digit);
        out.push_back({"query", "00:" + digit, state.means});
        out.push_back({"ipn", digit, state.means});
    }
    out.push_back({"refund", "00:SUCCESS", Means::done});
    out.push_back({"refund", "00:PENDING", Means::pending});
    out.push_back({"refund", "00:FAILED", Means::refused});
    return out;
}

}  // namespace dvcpay::sandbox::shb
