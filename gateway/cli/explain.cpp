#include "cli/explain.hpp"

#include <array>
#include <string_view>

#include <fmt/format.h>

namespace dvcpay::cli {
namespace {

using nlohmann::json;

struct Words {
    std::string_view key;
    std::string_view vi;
    std::string_view en;
};

// One row per status: what it means for the people who ask.
constexpr std::array statuses = {
    Words{
        "created",
        "Chưa có cách thanh toán nào đang mở; có thể chọn cách thanh toán.",
        "Nothing is on offer; a way to pay can be offered."
    },
    Words{
        "awaiting_payer",
        "Một lần thanh toán đang mở; đang chờ người nộp.",
        "One attempt is on offer; the payer has not finished."
    },
    Words{
        "outcome_unknown",
        "Chưa biết kết quả; cổng đang hỏi nhà cung cấp. Không thu thêm, không trả kết quả hồ sơ.",
        "The outcome is not known; the gateway is asking the provider. Do not charge again, do not "
        "deliver."
    },
    Words{"paid", "Đã thu đủ tiền, có bằng chứng.", "The full amount is proven."},
    Words{"cancelled", "Đã đóng trước khi có tiền.", "Closed before money came."},
    Words{
        "expired", "Hết hạn và không biết có khoản tiền nào.", "Time ran out and no money is known."
    },
};

// One row per event type.
constexpr std::array event_words = {
    Words{
        "payment.created", "Cổng dịch vụ công tạo khoản phải thu", "the portal created the payment"
    },
    Words{"payment.awaiting_payer", "đang chờ người nộp", "a way to pay is on offer"},
    Words{"payment.outcome_unknown", "chưa biết kết quả", "the outcome became unknown"},
    Words{"payment.paid", "đã thanh toán", "the payment is paid"},
    Words{"payment.cancelled", "đã huỷ", "the payment is cancelled"},
    Words{"payment.expired", "đã hết hạn", "the payment expired"},
    Words{"payment.cancel_requested", "có yêu cầu huỷ", "cancelling was asked for"},
    Words{
        "payment.superseded",
        "được thay bằng khoản phải thu khác",
        "another payment of the same debt replaces it"
    },
    Words{"attempt.initiating", "bắt đầu mở giao dịch ở nhà cung cấp", "an attempt began"},
    Words{"attempt.opened", "nhà cung cấp đã mở giao dịch", "the provider opened it"},
    Words{
        "attempt.unknown", "không nhận được câu trả lời chắc chắn", "no certain answer was learnt"
    },
    Words{"attempt.closed", "lần thanh toán thành công", "the attempt succeeded"},
    Words{
        "attempt.failed",
        "lần thanh toán kết thúc, không có tiền",
        "the attempt ended without money"
    },
    Words{"evidence.received", "nhà cung cấp báo", "the provider said"},
    Words{"credit.received", "ghi nhận một khoản tiền", "a movement of money was booked"},
    Words{"incident.opened", "mở sự việc cần người xử lý", "an incident was opened"},
    Words{"incident.proposed", "đề xuất cách xử lý sự việc", "what to do was proposed"},
    Words{"incident.rejected", "đề xuất bị bác", "the proposal was rejected"},
    Words{"incident.closed", "đóng sự việc", "an incident was closed"},
    Words{"refund.requested", "yêu cầu hoàn tiền", "a refund was asked for"},
    Words{"refund.approved", "duyệt hoàn tiền", "the refund was approved"},
    Words{"refund.rejected", "bác yêu cầu hoàn tiền", "the refund was rejected"},
    Words{"refund.submitted", "gửi lệnh hoàn tiền đến nhà cung cấp", "it was sent to the provider"},
    Words{
        "refund.unknown", "chưa biết kết quả hoàn tiền", "what became of the refund is not known"
    },
    Words{"refund.succeeded", "đã hoàn tiền", "the money went back"},
    Words{"refund.failed", "hoàn tiền không thành công", "the refund failed"},
    Words{"refund.manual", "phải hoàn tiền thủ công qua ngân hàng", "it must be filed by hand"},
    Words{"personal_data.read", "dữ liệu cá nhân được xem", "personal data was read"},
    Words{"personal_data.erased", "dữ liệu cá nhân đã được xoá", "personal data was erased"},
};

template <std::size_t N>
std::string_view say(const std::array<Words, N>& table, std::string_view key, Tongue tongue) {
    for (const auto& row : table) {
        if (row.key == key) return tongue == Tongue::vi ? row.vi : row.en;
    }
    return key;
}

std::string text(const json& object, const char* member) {
    const auto it = object.find(member);
    return it != object.end() && it->is_string() ? it->get<std::string>() : std::string();
}

std::int64_t number(const json& object, const char* member) {
    const auto it = object.find(member);
    return it != object.end() && it->is_number_integer() ? it->get<std::int64_t>() : 0;
}

std::string grouped(std::int64_t dong) {
    std::string digits = fmt::format("{}", dong);
    for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > (dong < 0 ? 1 : 0);
         at -= 3) {
        digits.insert(static_cast<std::size_t>(at), ".");
    }
    return digits + " đ";
}

std::string event_line(const json& event, Tongue tongue) {
    std::string line = fmt::format(
        "  {:>3}  {}  {}",
        number(event, "sequence"),
        text(event, "timestamp"),
        say(event_words, text(event, "type"), tongue)
    );
    if (const std::string note = text(event, "note"); !note.empty()) line += ": " + note;
    if (const std::string actor = text(event, "actor"); !actor.empty()) line += "  [" + actor + "]";
    return line + "\n";
}

std::string incidents(const json& payment, Tongue tongue) {
    std::string out;
    const auto all = payment.find("incidents");
    if (all == payment.end() || !all->is_array()) return out;
    for (const auto& incident : *all) {
        out += fmt::format(
            "  {} ({}): {}, {}\n",
            text(incident, "kind"),
            text(incident, "status"),
            grouped(number(incident, "amount")),
            text(incident, "detail")
        );
    }
    if (out.empty()) return out;
    return (tongue == Tongue::vi ? "\nSự việc:\n" : "\nIncidents:\n") + out;
}

}  // namespace

std::string explain(const json& payment, const json& events, Tongue tongue) {
    const bool vi = tongue == Tongue::vi;
    const std::string status = text(payment, "status");
    std::string out = fmt::format(
        "{}  {}  {}\n{}: {}. {}\n",
        text(payment, "id"),
        text(payment, "reference"),
        grouped(number(payment, "amount")),
        vi ? "Trạng thái" : "Status",
        status,
        say(statuses, status, tongue)
    );
    if (const auto late = payment.find("late");
        late != payment.end() && late->is_boolean() && late->get<bool>()) {
        out += vi ? "Tiền đến sau khi khoản phải thu đã đóng (late).\n"
                  : "The money came after the payment was closed (late).\n";
    }
    if (const auto got = number(payment, "amount_received"); got > 0) {
        out += fmt::format("{}: {}\n", vi ? "Đã nhận" : "Received", grouped(got));
    }
    out += vi ? "\nVì sao, theo từng sự kiện:\n" : "\nWhy, event by event:\n";
    for (const auto& event : events.is_object() ? events.value("items", json::array()) : events) {
        out += event_line(event, tongue);
    }
    return out + incidents(payment, tongue);
}

}  // namespace dvcpay::cli
