#pragma once
// A calm world with handles for tests: the portal's calls, the payer's acts, MoMo's callbacks,
// time.
#include <gtest/gtest.h>

#include "ops/audit.hpp"
#include "simulation/setting.hpp"
#include "simulation/world.hpp"
#include "store/sqlite/history.hpp"

namespace dvcpay::flows_test {

using simulation::Json;
using simulation::World;
using simulation::WorldOptions;
namespace setting = simulation::setting;
using Order = sandbox::momo::Order;
using sandbox::FaultKind;

inline constexpr std::int64_t second_ms = 1000;
inline constexpr std::int64_t minute_ms = 60'000;
inline constexpr std::int64_t hour_ms = 3'600'000;
inline constexpr std::int64_t day_ms = 86'400'000;

class Desk : public ::testing::Test {
  protected:
    Desk() { rebuild({}); }
    ~Desk() override {
        EXPECT_TRUE(world->judgement.agrees()) << world->judgement.text();
        if (!tampered) EXPECT_EQ(found(), std::vector<std::string>{});
    }

    /// What `dvcpay audit verify` finds: nothing, whatever a test lets happen.
    std::vector<std::string> found() {
        sqlite::SqliteOptions options;
        options.path = "dvcpay.db";
        options.vfs_name = world->disk.name();
        const auto history = sqlite::SqliteHistory::open(options);
        if (!history) return {history.error().detail};
        const auto report = ops::verify_history(history.value().get(), {});
        if (!report) return {report.error().detail};
        std::vector<std::string> out;
        for (const auto& finding : report.value().findings) {
            out.push_back(
                std::string(to_string(finding.damage)) + ": " + finding.place + ": " +
                finding.detail
            );
        }
        return out;
    }
    bool tampered = false;  ///< by the test, past the gateway

    /// Another world, where a test wants another configuration.
    void rebuild(std::function<void(FlowConfig&)> adjust) {
        WorldOptions options;
        options.seed = 42;
        options.adjust = std::move(adjust);
        world = std::make_unique<World>(std::move(options));
    }

    // --- the portal
    static Json body(const std::string& reference = "H01.12-1", std::int64_t amount = 60'000) {
        Json out;
        out["reference"] = reference;
        out["service_code"] = setting::service;
        out["agency_code"] = setting::agency;
        out["amount"] = amount;
        out["currency"] = "VND";
        out["description"] = "Nộp phí, lệ phí hồ sơ " + reference;
        out["payer"] = {{"name", setting::payer_name}, {"id_number", setting::payer_id_number}};
        out["return_url"] = "https://portal.test/ket-qua";
        out["provider"] = "momo";
        out["method"] = "redirect";
        return out;
    }
    static Json without_provider(const std::string& reference = "H01.12-1") {
        Json out = body(reference);
        out.erase("provider");
        out.erase("method");
        return out;
    }
    SendResult send(
        const std::string& method,
        const std::string& path,
        const std::string& key,
        const std::string& text
    ) {
        return world->run(world->portal().call(method, path, key, text));
    }
    HttpAnswer call(
        const std::string& method,
        const std::string& path,
        const std::string& key,
        const std::string& text
    ) {
        SendResult sent = send(method, path, key, text);
        auto* answer = std::get_if<HttpAnswer>(&sent);
        if (answer == nullptr) ADD_FAILURE() << "no answer to " << method << " " << path;
        return answer == nullptr ? HttpAnswer{} : std::move(*answer);
    }
    HttpAnswer post(const std::string& path, const std::string& key, const Json& json) {
        return call("POST", path, key, json.dump());
    }
    /// 201 expected; the payment as answered.
    Json create(const Json& json, const std::string& key = "k1") {
        const HttpAnswer answer = post("/v1/payments", key, json);
        EXPECT_EQ(201, answer.status) << answer.body;
        return Json::parse(answer.body);
    }
    Json get(const std::string& path) {
        const HttpAnswer answer = call("GET", path, "", "");
        EXPECT_EQ(200, answer.status) << answer.body;
        return Json::parse(answer.body);
    }
    Json payment(const Json& made) { return get("/v1/payments/" + id_of(made)); }
    static std::string id_of(const Json& made) { return made.at("id").get<std::string>(); }
    static std::string order_of(const Json& made) {
        return made.at("attempt").at("order_ref").get<std::string>();
    }
    static std::string code_of(const HttpAnswer& answer) {
        return Json::parse(answer.body).value("code", "");
    }
    HttpAnswer open_attempt(const Json& made, const std::string& key = "a1") {
        return post(
            "/v1/payments/" + id_of(made) + "/attempts",
            key,
            {{"provider", "momo"}, {"method", "redirect"}}
        );
    }
    HttpAnswer cancel(const Json& made, const std::string& key = "c1") {
        return post("/v1/payments/" + id_of(made) + "/cancel", key, {{"reason", "withdrawn"}});
    }

    // --- MoMo and the payer
    const Order& order(const Json& made) {
        const Order* found = world->momo().find(order_of(made));
        DVC_INVARIANT(found != nullptr);
        return *found;
    }
    void pay(const Json& made, std::optional<std::int64_t> amount = std::nullopt) {
        EXPECT_TRUE(world->momo().pay(order_of(made), amount, "qr"));
        world->run_for(second_ms);
    }
    void trouble(
        FaultKind kind,
        const std::string& operation = "",
        std::int64_t times = 1,
        std::int64_t code = 0
    ) {
        sandbox::FaultRule rule;
        rule.kind = kind;
        rule.operation = operation;
        rule.left = times;
        rule.code = code;
        world->momo().add_fault(std::move(rule));
    }
    /// A callback as MoMo would send it for this order; `change` alters it before it is signed.
    Json ipn(
        const Order& of,
        std::int64_t result,
        std::int64_t trans_id,
        const std::function<void(Json&)>& change = {}
    ) {
        Json out;
        out["partnerCode"] = of.partner_code;
        out["orderId"] = of.order_id;
        out["requestId"] = of.request_id;
        out["amount"] = of.amount;
        out["orderInfo"] = of.order_info;
        out["orderType"] = "momo_wallet";
        out["transId"] = trans_id;
        out["resultCode"] = result;
        out["message"] = "Thành công.";
        out["payType"] = "qr";
        out["responseTime"] = world->clock.wall().ms;
        out["extraData"] = of.extra_data;
        if (change) change(out);
        std::string text = "accessKey=" + setting::access_key;
        for (const char* name :
             {"amount",
              "extraData",
              "message",
              "orderId",
              "orderInfo",
              "orderType",
              "partnerCode",
              "payType",
              "requestId",
              "responseTime",
              "resultCode",
              "transId"}) {
            const Json& value = out.at(name);
            text += "&" + std::string(name) + "=" +
                    (value.is_string() ? value.get<std::string>() : value.dump());
        }
        out["signature"] = simulation::hmac_sha256_hex(setting::secret_key, text);
        return out;
    }
    int deliver_ipn(const std::string& text) {
        OutboundRequest request;
        request.channel = "sandbox";
        request.url = "https://gateway.test/v1/callbacks/momo/ipn";
        request.headers.add("Content-Type", "application/json; charset=UTF-8");
        request.body = text;
        const SendResult sent = world->run(world->network.send(
            setting::momo_host, std::move(request), world->clock.mono().plus_ms(15'000)
        ));
        const auto* answer = std::get_if<HttpAnswer>(&sent);
        return answer == nullptr ? 0 : answer->status;
    }

    // --- looking
    PaymentFile file(const Json& made) {
        const auto id = PaymentId::parse(id_of(made));
        return *world->read<std::optional<PaymentFile>>(
            [id](Reader& reader) -> Result<std::optional<PaymentFile>> {
                return reader.payment(*id);
            }
        );
    }
    std::vector<std::string> told() {
        std::vector<std::string> out;
        for (const auto& one : world->portal().told()) out.push_back(one.type);
        return out;
    }
    static std::vector<std::string> incidents(const Json& made) {
        std::vector<std::string> out;
        for (const auto& incident : made.at("incidents"))
            out.push_back(incident.at("kind").get<std::string>());
        return out;
    }
    static std::vector<std::string> credits(const Json& made) {
        std::vector<std::string> out;
        for (const auto& credit : made.at("credits"))
            out.push_back(credit.at("state").get<std::string>());
        return out;
    }
    /// Seconds after the first at which MoMo was asked `operation`, from the world's trace.
    std::vector<std::int64_t> asked_at_s(const std::string& operation, Wall since) {
        std::vector<std::int64_t> out;
        for (const auto& line : world->trace.lines()) {
            if (line.find("gateway.test -> momo.test") == std::string::npos) continue;
            if (line.find("/v2/gateway/api/" + operation + " ") == std::string::npos) continue;
            const auto at = parse_rfc3339(line.substr(0, 24));
            if (at && *at >= since) out.push_back((at->ms - since.ms) / 1000);
        }
        return out;
    }
    /// MoMo cannot be reached, or does not answer.
    void cut_momo(simulation::Fate::Kind kind) {
        world->network.decide =
            [kind](const std::string&, const std::string& to, const OutboundRequest&)
            -> std::optional<simulation::Fate> {
            if (to != setting::momo_host) return std::nullopt;
            simulation::Fate fate;
            fate.kind = kind;
            return fate;
        };
    }
    void mend_network() { world->network.decide = nullptr; }

    std::unique_ptr<World> world;
};

}  // namespace dvcpay::flows_test
