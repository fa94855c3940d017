#include "api/qr_svg.hpp"

#include <string_view>

#include <qrcodegen/qrcodegen.hpp>

namespace dvcpay::api {
namespace {

constexpr int quiet = 4;  // modules of white around the symbol (ISO/IEC 18004)

/// Runs of dark modules, row by row, as rectangles of one path.
std::string dark_path(const qrcodegen::QrCode& code) {
    std::string path;
    for (int y = 0; y < code.getSize(); ++y) {
        for (int x = 0; x < code.getSize();) {
            int run = 0;
            while (x + run < code.getSize() && code.getModule(x + run, y)) ++run;
            if (run > 0) {
                const std::string width = std::to_string(run);
                path.append("M").append(std::to_string(x + quiet));
                path.append(" ").append(std::to_string(y + quiet));
                path.append("h").append(width).append("v1h-").append(width).append("z");
            }
            x += run > 0 ? run : 1;
        }
    }
    return path;
}

std::optional<qrcodegen::QrCode> symbol_of(const std::string& payload) {
    if (payload.empty() || payload.find('\0') != std::string::npos) return std::nullopt;
    try {
        return qrcodegen::QrCode::encodeText(payload.c_str(), qrcodegen::QrCode::Ecc::MEDIUM);
    } catch (const qrcodegen::data_too_long&) {
        return std::nullopt;
    }
}

/// One column of two rows: upper and lower half light or dark.
std::string_view block(bool upper_light, bool lower_light) {
    if (upper_light) return lower_light ? "█" : "▀";
    return lower_light ? "▄" : " ";
}

}  // namespace

std::optional<std::string> qr_svg(const std::string& payload) {
    const auto code = symbol_of(payload);
    if (!code) return std::nullopt;
    const std::string side = std::to_string(code->getSize() + 2 * quiet);
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + side + " " + side +
           "\" shape-rendering=\"crispEdges\"><rect width=\"" + side + "\" height=\"" + side +
           "\" fill=\"#fff\"/><path d=\"" + dark_path(*code) + "\" fill=\"#000\"/></svg>";
}

std::optional<std::string> qr_blocks(const std::string& payload) {
    const auto code = symbol_of(payload);
    if (!code) return std::nullopt;
    std::string out;
    for (int y = -quiet; y < code->getSize() + quiet; y += 2) {
        for (int x = -quiet; x < code->getSize() + quiet; ++x) {
            out += block(!code->getModule(x, y), !code->getModule(x, y + 1));
        }
        out += '\n';
    }
    return out;
}

}  // namespace dvcpay::api
