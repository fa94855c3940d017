#pragma once
// A whole gateway: every part built in the right order, run on one loop, and taken down again.
// main() gives it the machine's clock and chance; a test in one process may give its own.
//
//     auto made = Gateway::make(config, loop, clock, entropy);   // log, store opened and migrated,
//     keys, client pool co_await gateway->start();                                 // catalogue,
//     orphans adopted, loops, listeners … co_await gateway->stop(); // drained, store closed
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>

#include "app/config.hpp"
#include "ops/telemetry.hpp"
#include "ports/clock.hpp"
#include "ports/entropy.hpp"
#include "ports/task.hpp"

namespace dvcpay::app {

struct Listening {
    std::uint16_t public_port = 0;
    std::uint16_t private_port = 0;
};

/// Loop thread only. After a start() that failed, and after any start(), stop() must have returned
/// before the destructor.
class Gateway {
  public:
    /// Blocks for opening and migrating the store. Faults: configuration (what the configuration
    /// names cannot be used; a store newer than this program), store_unavailable. `loop`, `clock`
    /// and `entropy` outlive the gateway. `tap` sees every log line (tests); empty: only where the
    /// configuration says.
    static Result<std::unique_ptr<Gateway>> make(
        Configuration config,
        boost::asio::io_context& loop,
        Clock& clock,
        Entropy& entropy,
        std::function<void(std::string_view)> tap = {}
    );
    ~Gateway();

    /// Everything that needs the store, then the loops, then the listeners: nobody is let in before
    /// all is ready.
    Task<Result<Listening>> start();
    /// Ready says 503, listeners drain, loops end, work that moves money has until the configured
    /// time, the store closes. What is cut off then is found and asked for at the next start. Also
    /// after a start() that failed or never was.
    Task<void> stop();
    /// SIGHUP: opens the log anew, reads API keys, the ring, certificates and the secrets of
    /// providers and webhooks again. What fails stays as it was and is logged.
    Task<void> reload();

    ops::JsonTelemetry& telemetry();

  private:
    struct Foundation;  ///< what needs no answer of the store
    struct House;       ///< what is built on it
    explicit Gateway(std::unique_ptr<Foundation> foundation);
    static Result<void> make_seals(Foundation* base);

    std::unique_ptr<Foundation> foundation_;
    std::unique_ptr<House> house_;
};

/// The version of this program, "0.1.0".
std::string_view version();

}  // namespace dvcpay::app
