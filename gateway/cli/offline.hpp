#pragma once
#include "app/config.hpp"
#include "ports/http.hpp"

namespace dvcpay::cli {

/// The admin handler in this process, on the store of `config`. Only for the user who owns the
/// store, so that no file of another user's appears beside it. Faults: configuration (wrong user,
/// store not migrated), store_unavailable.
Result<HttpResponse> offline_call(const app::Configuration& config, HttpRequest request);

/// Is this process the user the store belongs to? Where there is no store yet: may the folder be
/// written?
Result<void> may_touch_store(const app::Configuration& config);

}  // namespace dvcpay::cli
