#pragma once
// Who really paid. The sandbox writes one JSON line for every movement of money before anybody is
// told of it, so that a test can judge the gateway by the provider's side instead of by the
// gateway's own records.
#include <string>

namespace dvcpay::sandbox {

/// Where the lines go. `line` is one JSON object without a newline. Returns only when the line is
/// as durable as the sink promises (the file of dvcpay-sandbox: fsynced). Loop thread only.
class BookSink {
  public:
    virtual ~BookSink() = default;
    virtual void append(std::string line) = 0;
};

/// For those who read the book over the admin calls only.
class NoBook final : public BookSink {
  public:
    void append(std::string) override {}
};

}  // namespace dvcpay::sandbox
