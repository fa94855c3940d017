#pragma once
// Who really paid: MoMo's own book, as the sandbox writes it before it tells anybody.
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "sandbox/book.hpp"

namespace dvcpay::simulation {

struct Movement {
    std::string order_id;
    std::string trans_id;
    std::int64_t asked = 0;  ///< by the order
    std::int64_t amount = 0;
};

/// Money that MoMo really sent back.
struct Return {
    std::string order_id;         ///< of the purchase
    std::string refund_order_id;  ///< our name of the try
    std::int64_t amount = 0;
};

class RealBook final : public sandbox::BookSink {
  public:
    void append(std::string line) override;
    /// By transaction id.
    const std::map<std::string, Movement>& movements() const { return movements_; }
    /// By our name of the try.
    const std::map<std::string, Return>& returns() const { return returns_; }
    std::function<void(const std::string& line)> on_line;

  private:
    std::map<std::string, Movement> movements_;
    std::map<std::string, Return> returns_;
};

}  // namespace dvcpay::simulation
