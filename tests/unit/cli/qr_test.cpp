#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "cli/payments.hpp"

namespace dvcpay::cli {
namespace {

nlohmann::json with_offer(nlohmann::json next) {
    nlohmann::json out;
    out["amount"] = 60000;
    out["attempt"]["next_action"] = std::move(next);
    return out;
}

TEST(QrPage, ShowsTheCodeAndWhatAPersonWouldTypeWithoutIt) {
    const auto payment = with_offer(
        {{"type", "qr"},
         {"payload", "000201"},
         {"account",
          {{"bank_bin", "970443"}, {"bank_name", "SHB"}, {"number", "0123"}, {"name", "TTHCC"}}},
         {"content", "DVC1"},
         {"expires_at", "2026-12-01T00:00:00.000Z"}}
    );
    const auto page = qr_page(payment, Ink::plain);
    EXPECT_TRUE(page.starts_with("█████")) << page;
    EXPECT_NE(page.find("970443 SHB  0123  TTHCC\n"), std::string::npos) << page;
    EXPECT_TRUE(page.ends_with("60000 VND  DVC1  until 2026-12-01T00:00:00.000Z\n")) << page;
    EXPECT_EQ(page.find('\x1b'), std::string::npos);
}

TEST(QrPage, EachLineOfTheCodeHasItsOwnColoursOnATerminal) {
    const auto page =
        qr_page(with_offer({{"type", "qr"}, {"payload", "000201"}}), Ink::black_on_white);
    std::size_t painted = 0;
    for (auto at = page.find("\x1b[97;40m"); at != std::string::npos;
         at = page.find("\x1b[97;40m", at + 1))
        ++painted;
    EXPECT_EQ(painted, 15U);
    EXPECT_EQ(page.find("\x1b[97;40m█"), 0U);
}

TEST(QrPage, IsEmptyWhereNoCodeIsOnOffer) {
    EXPECT_EQ(
        qr_page(with_offer({{"type", "redirect"}, {"url", "https://a.vn/"}}), Ink::plain), ""
    );
    EXPECT_EQ(qr_page(with_offer(nullptr), Ink::plain), "");
    EXPECT_EQ(qr_page({{"attempt", nullptr}}, Ink::plain), "");
}

}  // namespace
}  // namespace dvcpay::cli
