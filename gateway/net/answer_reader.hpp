#pragma once
// Bytes of a server in, one answer out. No socket, no time.
#include <cstdint>
#include <memory>
#include <span>

#include "ports/transport.hpp"

namespace dvcpay::net {

class AnswerReader {
  public:
    enum class Progress : std::uint8_t { need_more, complete, malformed, too_large };
    enum class Asked : std::uint8_t { with_body, head_only };

    /// `bytes_max` bounds the body; the head has 32 KiB.
    AnswerReader(std::size_t bytes_max, Asked asked);
    ~AnswerReader();
    AnswerReader(const AnswerReader&) = delete;
    AnswerReader& operator=(const AnswerReader&) = delete;

    std::span<char> space();
    void filled(std::size_t count);
    /// Interim answers (1xx) are passed over.
    Progress advance();
    /// The server has closed. complete only where its end was the body's end.
    Progress ended();
    bool untouched() const;
    /// After complete: the connection may carry another request, and no stray byte lies behind the
    /// answer.
    bool reusable() const;
    /// After complete: status, headers, body.
    HttpAnswer take();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace dvcpay::net
