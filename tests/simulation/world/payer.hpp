#pragma once
// The citizen: gets a link or a code, and does with it what people do.
#include <string>

#include "sandbox/momo/server.hpp"
#include "simulation/rng.hpp"
#include "simulation/sim_network.hpp"

namespace dvcpay::simulation {

enum class PayerMood : std::uint8_t {
    pays,          ///< within minutes
    pays_on_page,  ///< the same, through the provider's web page, and follows the way back
    declines,
    leaves,              ///< never comes back
    pays_late,           ///< after the offer has run out
    declines_then_pays,  ///< changes his mind: the provider contradicts its own final word
};
std::string_view word(PayerMood mood);

class Payer {
  public:
    Payer(
        SimClock* clock, SimNetwork* network, Trace* trace, sandbox::momo::MomoServer* momo, Rng rng
    )
        : clock_(clock), browser_(network, "browser.test"), trace_(trace), momo_(momo), rng_(rng) {}

    PayerMood draw_mood();
    /// Acts on one offer and returns when he is done with it.
    Task<void> act(PayerMood mood, std::string order_ref, std::string url);
    bool over = false;  ///< nobody pays any more

  private:
    void pay(const std::string& order_ref);
    Task<void> visit_page(std::string order_ref, std::string url);
    Task<SendResult> browse(std::string method, std::string url, std::string form);
    Task<bool> wait_s(std::int64_t from, std::int64_t to);

    SimClock* clock_;
    SimTransport browser_;
    Trace* trace_;
    sandbox::momo::MomoServer* momo_;
    Rng rng_;
};

}  // namespace dvcpay::simulation
