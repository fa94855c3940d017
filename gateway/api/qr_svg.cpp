#include "api/qr_svg.hpp"

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

}  // namespace

std::optional<std::string> qr_svg(const std::string& payload) {
    if (payload.empty() || payload.find('\0') != std::string::npos) return std::nullopt;
    try {
        const auto code =
            qrcodegen::QrCode::encodeText(payload.c_str(), qrcodegen::QrCode::Ecc::MEDIUM);
        const std::string side = std::to_string(code.getSize() + 2 * quiet);
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + side + " " + side +
               "\" shape-rendering=\"crispEdges\"><rect width=\"" + side + "\" height=\"" + side +
               "\" fill=\"#fff\"/><path d=\"" + dark_path(code) + "\" fill=\"#000\"/></svg>";
    } catch (const qrcodegen::data_too_long&) {
        return std::nullopt;
    }
}

}  // namespace dvcpay::api
