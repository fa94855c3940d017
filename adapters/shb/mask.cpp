#include "shb/mask.hpp"

#include <algorithm>
#include <array>

#include "shb/messages.hpp"
#include "toolkit/json_text.hpp"
#include "toolkit/text.hpp"

namespace dvcpay::shb {
namespace {

using toolkit::JsonText;
using toolkit::JsonValue;

constexpr const char* hidden = "•••";
constexpr std::size_t shown_max = 40;

constexpr std::array<std::string_view, 22> shown = {
    "MaDoiTac",         "MaHoaDon",       "MaGiaoDich",        "MaHoanTien",
    "MaGiaoDichHoan",   "MaDichVu",       "MaGiaoDichTTTT",    "SoTien",
    "MaTienTe",         "TrangThaiGD",    "TrangThai",         "MaLoi",
    "ThoiGianGD",       "SoThamChieu",    "ThoiGianThanhToan", "MaNganHang",
    "MaNganHangChuyen", "ThoiGianHetHan", "LoaiYeuCau",        "KenhThanhToan",
    "NgayDoiSoat",      "MaNHThuHuong",
};

bool is_word(std::string_view text) {
    return text.size() <= shown_max && std::ranges::all_of(text, [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                      c == '-' || c == '_' || c == '.';
           });
}

/// Names of members come from outside too: only what looks like one is shown.
std::string_view name_of(std::string_view name) {
    const bool digits = name.find_first_of("0123456789") != std::string_view::npos;
    return is_word(name) && !digits ? name : std::string_view(hidden);
}

/// The messages are flat: what lies deeper (receipt, lines) is free text and hidden whole.
std::string masked(const JsonValue& object) {
    JsonText out;
    out.object();
    for (const auto& [name, value] : object.members) {
        const bool known = std::ranges::find(shown, name) != shown.end();
        const bool scalar =
            value.kind == JsonValue::Kind::string || value.kind == JsonValue::Kind::number;
        const bool show = known && scalar && is_word(value.text);
        out.text(name_of(name), show ? std::string_view(value.text) : std::string_view(hidden));
    }
    return out.end().take();
}

}  // namespace

std::string mask_message(std::string_view raw) {
    const auto message = decode_message(Names(), raw);
    if (!message) return "(" + std::to_string(raw.size()) + " bytes that are no message)";
    return masked(message.value().tree);
}

}  // namespace dvcpay::shb
