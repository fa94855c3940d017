// What happens in a run: dossiers, troubles, healing, judgement.
#include <fmt/format.h>

#include "simulation/setting.hpp"
#include "simulation/world.hpp"

namespace dvcpay::simulation {
namespace {

constexpr std::int64_t hour_ms = 3'600'000;

/// Everything that running something again must leave as it was.
struct Snapshot {
    std::map<std::string, std::string> payments;
};

Snapshot snapshot_of(Reader& reader) {
    Snapshot out;
    PaymentFilter filter;
    filter.limit = 200;
    for (const auto& file : reader.search(filter)) {
        out.payments[file.payment.id.text()] = fmt::format(
            "version {} sequence {} status {} credits {} incidents {}",
            file.payment.version,
            file.payment.sequence,
            to_string(status_of(file)),
            file.credits.size(),
            file.incidents.size()
        );
    }
    return out;
}

}  // namespace

void World::run_story() {
    const Swarm& swarm = options_.swarm;
    network.link_to(setting::momo_host) = swarm.to_provider;
    network.link_to(setting::portal_host) = swarm.to_portal;
    network.link_to(setting::gateway_host) = swarm.to_gateway;
    portal_->manners = {swarm.portal_refuses, swarm.portal_silent};
    faults.fail_often(swarm.store_fault);
    crashes_left_ = swarm.crashes_max;
    unsettle_disk();
    const std::int64_t within_ms = std::min<std::int64_t>(swarm.faulty_for_s, 5400) * 700;
    for (std::int64_t i = 1; i <= swarm.bills; ++i) {
        actors_.spawn(run_dossier(cast(), DossierPlan::draw(rng_, i, within_ms)));
    }
    actors_.spawn(trouble_makers());
    run_for(swarm.faulty_for_s * 1000);
    end_troubles();
    run_for(3 * hour_ms);
    payer_->over = true;
    run_for(5 * 24 * hour_ms);
    portal_->over = true;
    judge();
}

void World::end_troubles() {
    trace.add("the troubles end");
    troubles_over_ = true;
    network.heal();
    faults.stop();
    portal_->manners = {};
    crashes_left_ = 0;
    crash_wanted_ = false;
    options_.swarm = Swarm::calm();
    disk.heal();
    disk_is_off_ = false;
    momo().clear_faults();
}

Task<void> World::trouble_makers() {
    using sandbox::FaultKind;
    static constexpr FaultKind kinds[] = {
        FaultKind::no_answer,
        FaultKind::slow,
        FaultKind::server_error,
        FaultKind::garbage,
        FaultKind::answer_lost,
        FaultKind::server_error_acted,
        FaultKind::answer_bad_signature,
        FaultKind::answer_wrong_echo,
        FaultKind::answer_unsigned,
        FaultKind::answer_variant_b,
        FaultKind::paid_no_callback,
        FaultKind::callback_duplicate,
        FaultKind::callback_first,
        FaultKind::callback_bad_signature,
        FaultKind::callback_wrong_amount,
        FaultKind::callback_foreign_partner,
        FaultKind::late_payment,
        FaultKind::auto_decline,
        FaultKind::payer_limit,
        FaultKind::no_funds,
        FaultKind::authorised_first,
        FaultKind::underpaid,
        FaultKind::overpaid,
        FaultKind::query_stale,
    };
    bool foreign_order_made = false;
    for (;;) {
        const bool slept =
            co_await clock.sleep_until(clock.mono().plus_ms(chance_.between(10'000, 300'000)));
        if (!slept || troubles_over_) co_return;
        if (chance_.chance(options_.swarm.provider_fault)) {
            sandbox::FaultRule rule;
            rule.kind = kinds[static_cast<std::size_t>(chance_.below(std::ssize(kinds)))];
            const bool of_answer = sandbox::info_of(rule.kind).stage == sandbox::FaultStage::answer;
            if (of_answer) rule.operation = chance_.below(2) == 0 ? "create" : "query";
            // An answer to a query names its own amount: altered, it would be the provider itself
            // that lies about money.
            if (rule.kind == FaultKind::answer_wrong_echo) rule.operation = "create";
            trace.add(
                "trouble at the provider: " + std::string(sandbox::info_of(rule.kind).name) + " " +
                rule.operation
            );
            momo().add_fault(std::move(rule));
        }
        if (chance_.below(6) == 0) forge();
        if (!foreign_order_made && chance_.below(10) == 0) {
            foreign_order_made = true;
            co_await stranger();
        }
    }
}

/// Somebody who does not have the key says that an order is paid.
void World::forge() {
    const auto& orders = momo().orders();
    if (orders.empty()) return;
    const auto& order = orders[static_cast<std::size_t>(chance_.below(std::ssize(orders)))];
    sandbox::momo::Notice notice;
    notice.partner_code = order.partner_code;
    notice.amount = order.amount;
    notice.trans_id = 77'000'000'000 + chance_.below(1'000'000);
    trace.add("forged callback for " + order.order_id);
    const auto how = chance_.below(2) == 0 ? sandbox::momo::SignedAs::wrong
                                           : sandbox::momo::SignedAs::not_at_all;
    momo().send_ipn(order.order_id, notice, how, 1);
}

/// Another system of the same partner opened an order and named our address; its payer pays.
Task<void> World::stranger() {
    const std::string order_id = fmt::format("FOREIGN-{:06}", chance_.below(1'000'000));
    const std::string request_id = "foreign-" + order_id;
    const std::string ipn = "https://" + setting::gateway_host + "/v1/callbacks/momo/ipn";
    Json body;
    body["partnerCode"] = setting::partner_code;
    body["requestId"] = request_id;
    body["amount"] = 45'000;
    body["orderId"] = order_id;
    body["orderInfo"] = "Another system";
    body["redirectUrl"] = "";
    body["ipnUrl"] = ipn;
    body["requestType"] = "captureWallet";
    body["extraData"] = "";
    body["lang"] = "vi";
    body["signature"] = hmac_sha256_hex(
        setting::secret_key,
        "accessKey=" + setting::access_key + "&amount=45000&extraData=&ipnUrl=" + ipn +
            "&orderId=" + order_id +
            "&orderInfo=Another system&partnerCode=" + setting::partner_code +
            "&redirectUrl=&requestId=" + request_id + "&requestType=captureWallet"
    );
    OutboundRequest request;
    request.channel = "foreign";
    request.url = "https://" + setting::momo_host + "/v2/gateway/api/create";
    request.headers.add("Content-Type", "application/json; charset=UTF-8");
    request.body = body.dump();
    const SendResult made =
        co_await network.send("foreign.test", std::move(request), clock.mono().plus_ms(30'000));
    if (!std::holds_alternative<HttpAnswer>(made)) co_return;
    const auto paid = momo().pay(order_id, std::nullopt, "qr");
    trace.add(fmt::format("a foreign order {} is paid: {}", order_id, paid ? "yes" : "no"));
}

void World::judge() {
    if (!gateway_) {
        judgement.accuse("the gateway does not live at the end");
        return;
    }
    const auto look = [this] {
        read<bool>([this](Reader& reader) -> Result<bool> {
            auditor.look_at_the_end(reader, portal_->accepted());
            return true;
        });
    };
    look();
    read_feed();
    repeat_everything();
    look();
}

void World::read_feed() {
    std::map<std::string, std::int64_t> last;
    std::map<std::string, std::set<std::int64_t>> seen;
    std::string path = "/v1/events?limit=100";
    for (int page = 0; page < 1000; ++page) {
        const SendResult sent = run(portal_->call("GET", path, "", ""));
        const auto* answer = std::get_if<HttpAnswer>(&sent);
        if (answer == nullptr || answer->status != 200)
            return judgement.accuse("P7: the feed cannot be read");
        const Json body = Json::parse(answer->body);
        for (const auto& event : body.at("items")) {
            if (!event.at("data").contains("payment")) continue;
            const std::string chain = event.at("data").at("payment").at("id").get<std::string>();
            const std::int64_t sequence = event.at("sequence").get<std::int64_t>();
            if (sequence <= last[chain])
                judgement.accuse("P7: the feed is out of order for " + chain);
            last[chain] = sequence;
            seen[chain].insert(sequence);
        }
        if (body.at("items").empty() || body.at("next_cursor").is_null()) break;
        path = "/v1/events?limit=100&after=" + body.at("next_cursor").get<std::string>();
    }
    for (const auto& [chain, sequences] : portal_->accepted()) {
        if (seen[chain] != sequences)
            judgement.accuse("P7: the feed and the webhooks tell different things of " + chain);
    }
}

void World::repeat_everything() {
    const auto snap = [](Reader& reader) -> Result<Snapshot> { return snapshot_of(reader); };
    const Snapshot before = read<Snapshot>(snap);
    for (const auto& order : momo().orders()) {
        for (const auto& ipn : order.ipns) {
            if (ipn.status != 204) continue;
            OutboundRequest again;
            again.channel = "sandbox";
            again.url = order.ipn_url;
            again.headers.add("Content-Type", "application/json; charset=UTF-8");
            again.body = ipn.body;
            const SendResult sent =
                run(network.send(setting::momo_host, std::move(again), clock.mono().plus_ms(15'000))
                );
            const auto* answer = std::get_if<HttpAnswer>(&sent);
            if (answer == nullptr || answer->status != 204)
                judgement.accuse("P8: the same callback again is not acknowledged");
        }
    }
    run(gateway().time_work().round());
    crash(testing::MemoryVfs::Loss::nothing);
    run_until([this] { return gateway_ && gateway_->is_up(); }, 120'000);
    run(gateway().time_work().round());
    run(gateway().webhooks().round(gateway().config().endpoints.front()));
    run_for(60'000);
    const Snapshot after = read<Snapshot>(snap);
    for (const auto& [id, text] : before.payments) {
        const auto it = after.payments.find(id);
        const std::string now = it == after.payments.end() ? "gone" : it->second;
        if (now != text)
            judgement.accuse(
                "P8: running everything again changed " + id + ": " + text + " → " + now
            );
    }
}

}  // namespace dvcpay::simulation
