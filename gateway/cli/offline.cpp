#include "cli/offline.hpp"

#include <filesystem>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <sys/stat.h>
#include <unistd.h>

#include "api/admin.hpp"
#include "app/catalogue_import.hpp"
#include "net/system.hpp"
#include "store/sqlite/store.hpp"

namespace dvcpay::cli {
namespace {

namespace fs = std::filesystem;

/// A command prints its own result; there is no log to write to.
class Silence final : public Telemetry {
  public:
    void log(Level, std::string_view, Fields) override {}
    void count(std::string_view, Fields, std::int64_t) override {}
    void observe_ms(std::string_view, Fields, double) override {}
    void alarm(std::string_view, Fields) override {}
};

std::vector<crypto::RingKey> copy_ring(const app::Configuration& config) {
    std::vector<crypto::RingKey> out;
    out.reserve(config.ring.size());
    for (const auto& key : config.ring) out.push_back({key.id, key.key.copy()});
    return out;
}

Task<void> handle_once(
    api::AdminApi* admin, Store* store, HttpRequest request, std::optional<HttpResponse>* out
) {
    HttpResponse answer = co_await admin->handle(std::move(request));
    *out = std::move(answer);
    co_await store->close();
}

}  // namespace

Result<void> may_touch_store(const app::Configuration& config) {
    struct stat info{};
    if (::stat(config.store.path.c_str(), &info) == 0) {
        if (info.st_uid == ::geteuid()) return ok();
        return Error(
            Fault::configuration,
            config.store.path + " belongs to user " + std::to_string(info.st_uid) +
                "; run this as that user"
        );
    }
    const fs::path folder = fs::absolute(config.store.path).parent_path();
    if (::access(folder.c_str(), W_OK) == 0) return ok();
    return Error(
        Fault::configuration, folder.string() + " is not there or may not be written by this user"
    );
}

Result<HttpResponse> offline_call(const app::Configuration& config, HttpRequest request) {
    BOOST_OUTCOME_TRY(may_touch_store(config));
    boost::asio::io_context loop(1);
    net::SystemClock clock;
    net::SystemEntropy entropy;
    Silence telemetry;
    sqlite::SqliteOptions options;
    options.path = config.store.path;
    options.boot_id = "cli-" + std::to_string(::getpid()) + "-" + std::to_string(clock.wall().ms);
    BOOST_OUTCOME_TRY(
        auto store, sqlite::SqliteStore::open(options, loop.get_executor(), loop.get_executor())
    );
    BOOST_OUTCOME_TRY(auto sealer, crypto::RingSealer::make(copy_ring(config), entropy));
    flows::Core core;
    core.store = store.get();
    core.clock = &clock;
    core.entropy = &entropy;
    core.sealer = &sealer;
    core.telemetry = &telemetry;
    core.config = std::make_shared<const FlowConfig>(config.flow);
    api::UpkeepParts upkeep_parts;
    upkeep_parts.core = &core;
    upkeep_parts.sealer = &sealer;
    upkeep_parts.read_ring = [&config] { return app::read_ring(config.file); };
    flows::Retention retention(&core, config.retention);
    upkeep_parts.retention = &retention;
    upkeep_parts.public_url = config.flow.public_url;
    api::Upkeep upkeep(std::move(upkeep_parts));
    api::ApiKeys keys(store.get());
    api::AdminParts parts;
    parts.store = store.get();
    parts.clock = &clock;
    parts.entropy = &entropy;
    parts.telemetry = &telemetry;
    parts.keys = &keys;
    parts.import_services = [&store](std::string csv, NewEvent audit) {
        return app::import_services(store.get(), std::move(csv), std::move(audit));
    };
    parts.import_agencies = [&store](std::string csv, NewEvent audit) {
        return app::import_agencies(store.get(), std::move(csv), std::move(audit));
    };
    parts.upkeep = &upkeep;
    api::AdminApi admin(std::move(parts));
    request.peer_user = net::user_name(::getuid());
    std::optional<HttpResponse> answer;
    boost::asio::co_spawn(
        loop,
        handle_once(&admin, store.get(), std::move(request), &answer),
        [](std::exception_ptr bug) {
            if (bug) std::rethrow_exception(bug);
        }
    );
    loop.run();
    if (!answer) return Error(Fault::outcome_unknown, "no answer");
    return std::move(*answer);
}

}  // namespace dvcpay::cli
