#include "app/wiring_secrets.hpp"

#include <algorithm>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <unistd.h>

#include "app/wiring_parts.hpp"
#include "crypto/digest.hpp"
#include "flows/audit.hpp"
#include "net/system.hpp"

namespace dvcpay::app {
namespace {

/// The first mistake; its place, key and words never hold the text of a secret.
Fields first_error(const std::vector<ConfigFault>& faults) {
    const auto is_error = [](const ConfigFault& fault) {
        return fault.severity == Severity::error;
    };
    const auto first = std::ranges::find_if(faults, is_error);
    if (first == faults.end()) return {};
    return {
        {"configuration", first->file + " line " + std::to_string(first->line)},
        {"key", first->key},
        {"why", first->message},
        {"mistakes", std::to_string(std::ranges::count_if(faults, is_error))}
    };
}

std::string note_of(const std::vector<KeyName>& names) {
    std::string out = std::to_string(names.size()) + " changed:";
    for (const auto& name : names) out += " " + name;
    return out;
}

Task<Result<void>> write_down(Store* store, NewEvent event) {
    auto work = [event = std::move(event)](Txn& txn) -> Result<bool> {
        txn.append(std::string(audit_chain), {event});
        return true;
    };
    Result<bool> done = co_await transact<bool>(store, Priority::ordinary, std::move(work));
    if (!done) co_return done.error();
    co_return ok();
}

void hide(ops::KnownSecrets* known, const Secret& secret) {
    known->add(secret);
    if (const auto pin = crypto::token_pin(secret)) known->add(*pin);
}

Task<void> sign_there(std::function<Result<std::string>()> work, Result<std::string>* out) {
    *out = work();
    co_return;
}

Task<Result<std::string>> sign_on(
    boost::asio::any_io_executor thread, std::function<Result<std::string>()> work
) {
    Result<std::string> done = Fault::internal_error;
    // Awaited to its end also when cancelled: the thread writes into this frame.
    co_await boost::asio::co_spawn(
        thread, sign_there(std::move(work), &done), boost::asio::use_awaitable
    );
    co_return done;
}

ops::KnownSecrets secrets_of(
    const crypto::SecretsByName& secrets, const std::vector<KeyName>& names
) {
    ops::KnownSecrets out;
    for (const auto& name : names) {
        for (const auto& secret : secrets.at(name)) hide(&out, secret);
    }
    return out;
}

Error refuse(ops::JsonTelemetry* telemetry, Fields why) {
    telemetry->alarm("secrets_reload_refused", std::move(why));
    return Error(Fault::configuration, "refused, the old secrets stay in force; see the alarm");
}

}  // namespace

ops::KnownSecrets known_secrets(const Configuration& config) {
    ops::KnownSecrets out;
    for (const auto& [name, secrets] : config.secrets) {
        for (const auto& secret : secrets) hide(&out, secret);
    }
    out.add_all(known_keys(config.ring));
    return out;
}

ops::KnownSecrets known_keys(const std::vector<crypto::RingKey>& ring) {
    ops::KnownSecrets out;
    for (const auto& key : ring) {
        out.add(key.key);
        out.add(Secret(key.key.reveal([](std::string_view bytes) {
            return crypto::to_base64(bytes);
        })));
    }
    return out;
}

crypto::SignElsewhere signer_on(boost::asio::any_io_executor thread) {
    return [thread = std::move(thread)](std::function<Result<std::string>()> work) {
        return sign_on(thread, std::move(work));
    };
}

crypto::SecretsByName copies(const crypto::SecretsByName& secrets) {
    crypto::SecretsByName out;
    for (const auto& [name, all] : secrets) {
        for (const auto& secret : all) out[name].push_back(secret.copy());
    }
    return out;
}

Task<Result<void>> Gateway::House::reload_secrets() {
    ops::JsonTelemetry* telemetry = base->telemetry.get();
    ConfigResult read = load_config(base->config.file, process_environment);
    if (!read.config) co_return refuse(telemetry, first_error(read.faults));
    Configuration& fresh = *read.config;
    Result<crypto::KeyChange> change = base->keys->compare(copies(fresh.secrets));
    if (!change) {
        Fields why = {{"configuration", base->config.file}, {"why", change.error().detail}};
        co_return refuse(telemetry, std::move(why));
    }
    const std::vector<KeyName> names = change.value().names;
    if (!names.empty()) {
        // Written before it is in force: no key signs of which the history does not know.
        NewEvent event = flows::audit_event(
            core, EventType::secrets_reloaded, "os:" + net::user_name(::geteuid()), note_of(names)
        );
        Result<void> written = co_await write_down(base->store.get(), std::move(event));
        if (!written) {
            Fields why = {{"key", "store.path"}, {"why", written.error().detail}};
            co_return refuse(telemetry, std::move(why));
        }
        telemetry->learn(secrets_of(fresh.secrets, names));
    }
    base->keys->adopt(std::move(change.value()));
    base->config.secrets = std::move(fresh.secrets);
    base->config.key_expiry = std::move(fresh.key_expiry);
    co_return ok();
}

}  // namespace dvcpay::app
