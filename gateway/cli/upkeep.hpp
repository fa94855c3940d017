#pragma once
// `dvcpay ring|personal|retention|export`: upkeep through the admin surface, in the name of the
// user of the operating system who asks.
#include <string>

#include "app/config.hpp"

namespace dvcpay::cli {

/// "os:NAME", and behind it whoever became NAME by sudo, as sudo says.
std::string os_actor();

/// Makes a key file in the ring's folder and has the daemon seal with it.
int rotate_ring(const app::Configuration& config);
int ring_status(const app::Configuration& config, bool as_json);
/// `of`: pay_…, or inc_… of money that belongs to no payment.
int erase_person(
    const app::Configuration& config, const std::string& of, const std::string& reason
);
/// `to`: a folder, or the file itself, which must be free.
int export_payment(
    const app::Configuration& config, const std::string& payment, const std::string& to
);
enum class Retain : unsigned char { count, end };
int run_retention(const app::Configuration& config, Retain mode, bool as_json);
int retire_ring_key(const app::Configuration& config, const std::string& key);

}  // namespace dvcpay::cli
