#include <gtest/gtest.h>

#include "world.hpp"

namespace dvcpay::sandbox::momo {
namespace {

using test::World;

struct PageWorld : World {
    explicit PageWorld(std::string redirect = "https://dvc.example.gov.vn/return/momo?lang=vi") {
        auto body = create_body("DVC-1", 1'250'000);
        body["redirectUrl"] = std::move(redirect);
        api(Message::create, "create", body);
        order = momo().find("DVC-1");
    }
    test::Pending press(const std::string& button, Headers headers = {}) {
        return form(
            "/momo/pay/" + order->token + "/" + button,
            "csrf=" + order->csrf + "&pay_type=web",
            std::move(headers)
        );
    }
    const Order* order = nullptr;
};

std::string href_of(const std::string& html) {
    const auto at = html.find("href=\"") + 6;
    return html.substr(at, html.find('"', at) - at);
}

TEST(MomoPage, ShowsWhatIsToBePaidWithEverythingEscaped) {
    PageWorld world;
    const auto page = world.get("/momo/pay?t=" + world.order->token + "&s=0000");
    EXPECT_EQ(page.response().status, 200);
    const auto& html = page.response().body;
    EXPECT_NE(html.find("1.250.000"), std::string::npos);
    EXPECT_NE(html.find("Lệ phí A&amp;B=2 &lt;b&gt;"), std::string::npos);
    EXPECT_EQ(html.find("<b>"), std::string::npos);
    for (const char* button : {"id=\"pay\"", "id=\"decline\"", "id=\"leave\""}) {
        EXPECT_NE(html.find(button), std::string::npos) << button;
    }
}

TEST(MomoPage, BringsNothingFromElsewhereAndNoScript) {
    PageWorld world;
    const auto page = world.get("/momo/pay?t=" + world.order->token);
    const auto& html = page.response().body;
    EXPECT_EQ(html.find("<script"), std::string::npos);
    EXPECT_EQ(html.find("src="), std::string::npos);
    EXPECT_EQ(html.find("http://"), std::string::npos);
    EXPECT_EQ(html.find("https://"), std::string::npos);
    const auto policy = page.response().headers.get("Content-Security-Policy");
    EXPECT_NE(policy.find("default-src 'none'"), std::string_view::npos);
}

TEST(MomoPage, PayButtonPaysTellsAndLeadsBackWithSignedParameters) {
    PageWorld world;
    const auto page = world.press("pay");
    EXPECT_EQ(page.response().status, 200);
    EXPECT_EQ(world.order->state, OrderState::paid);
    EXPECT_EQ(world.order->pay_type, "web");
    EXPECT_EQ(world.merchant.got.size(), 1U);
    auto link = href_of(page.response().body);
    for (auto at = link.find("&amp;"); at != std::string::npos; at = link.find("&amp;")) {
        link.replace(at, 5, "&");
    }
    EXPECT_TRUE(link.starts_with("https://dvc.example.gov.vn/return/momo?lang=vi&partnerCode="));
    const auto query = query_of(link);
    Json notice;
    for (const auto& [name, value] : query) notice[name] = value;
    EXPECT_EQ(query.size(), 14U);  // 12 members, the signature, and lang of the portal's own
    EXPECT_EQ(notice["orderInfo"], "Lệ phí A&B=2 <b>");
    EXPECT_EQ(notice["resultCode"], "0");
    EXPECT_TRUE(World::signed_well(notice));
}

TEST(MomoPage, DeclineAndLeaveDoWhatTheySay) {
    PageWorld left;
    EXPECT_EQ(left.press("leave").response().status, 200);
    EXPECT_EQ(left.order->state, OrderState::pending);
    EXPECT_TRUE(left.merchant.got.empty());
    EXPECT_EQ(left.press("decline").response().status, 200);
    EXPECT_EQ(left.order->state, OrderState::declined);
    EXPECT_EQ(left.ipn(0)["resultCode"], 1006);
}

TEST(MomoPage, SecondPressChangesNothing) {
    PageWorld world;
    world.press("pay");
    world.press("pay");
    world.press("decline");
    EXPECT_EQ(world.order->state, OrderState::paid);
    EXPECT_EQ(world.book.of("paid").size(), 1U);
    EXPECT_EQ(world.merchant.got.size(), 1U);
}

TEST(MomoPage, ExpiredOrderCannotBePaid) {
    PageWorld world;
    world.clock.advance_ms(15 * 60 * 1000);
    world.press("pay");
    EXPECT_EQ(world.order->state, OrderState::expired);
    EXPECT_TRUE(world.book.of("paid").empty());
}

TEST(MomoPage, FormsOfOtherSitesAreRefused) {
    PageWorld world;
    EXPECT_EQ(world.form("/momo/pay/" + world.order->token + "/pay", "").response().status, 403);
    EXPECT_EQ(
        world.form("/momo/pay/" + world.order->token + "/pay", "csrf=" + std::string(32, '0'))
            .response()
            .status,
        403
    );
    Headers evil;
    evil.add("Origin", "https://evil.example");
    evil.add("Host", "127.0.0.1:9000");
    EXPECT_EQ(world.press("pay", evil).response().status, 403);
    Headers none;
    none.add("Origin", "null");
    EXPECT_EQ(world.press("pay", none).response().status, 403);
    EXPECT_EQ(world.order->state, OrderState::pending);
    Headers own;
    own.add("Origin", "http://127.0.0.1:9000");
    own.add("Host", "127.0.0.1:9000");
    EXPECT_EQ(world.press("pay", own).response().status, 200);
    EXPECT_EQ(world.order->state, OrderState::paid);
}

TEST(MomoPage, ScanningThePayloadOfTheQrPaysAsQr) {
    PageWorld world;
    const auto page = world.get("/momo/qr?t=" + world.order->token);
    EXPECT_NE(page.response().body.find("name=\"pay_type\" value=\"qr\""), std::string::npos);
    EXPECT_EQ(world.get("/momo/qr?order=DVC-1").response().status, 200);
    EXPECT_EQ(world.get("/momo/qr?order=DVC-1", "10.0.0.9").response().status, 404);
}

TEST(MomoPage, UnknownOrdersAndButtonsAreNotFound) {
    PageWorld world;
    EXPECT_EQ(world.get("/momo/pay?t=none").response().status, 404);
    EXPECT_EQ(world.get("/momo/pay").response().status, 404);
    EXPECT_EQ(world.get("/momo").response().status, 404);
    EXPECT_EQ(world.press("steal").response().status, 404);
    EXPECT_EQ(world.form("/momo/pay/none/pay", "").response().status, 404);
}

TEST(MomoPage, WithoutRedirectUrlThereIsNoLinkAndAppLinksDoNotRefresh) {
    PageWorld none("");
    EXPECT_EQ(none.press("pay").response().body.find("id=\"return\""), std::string::npos);
    PageWorld app("dvcapp://return");
    const auto html = app.press("pay").response().body;
    EXPECT_NE(html.find("href=\"dvcapp://return?"), std::string::npos);
    EXPECT_EQ(html.find("http-equiv"), std::string::npos);
}

TEST(SandboxFrontPage, ListsOrdersToThisMachineOnly) {
    PageWorld world;
    EXPECT_NE(world.get("/").response().body.find("DVC-1"), std::string::npos);
    EXPECT_EQ(world.get("/", "10.0.0.9").response().body.find("DVC-1"), std::string::npos);
}

}  // namespace
}  // namespace dvcpay::sandbox::momo
