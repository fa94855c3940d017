#pragma once
// The witness as a file: one JSON line per seal, synced before it counts. It is meant to lie on
// another machine's disk, or be carried off as it grows.
#include <string>

#include <boost/asio/any_io_executor.hpp>

#include "ports/seal.hpp"

namespace dvcpay::app {

class WitnessFile final : public Witness {
  public:
    /// `thread` may block; a network's file system does.
    WitnessFile(std::string path, boost::asio::any_io_executor thread)
        : path_(std::move(path)), thread_(std::move(thread)) {}
    /// Fault::unavailable, with the system's reason.
    Task<Result<void>> append(std::vector<Seal> seals) override;

  private:
    std::string path_;
    boost::asio::any_io_executor thread_;
};

/// Blocking. Begins on a line of its own, whatever a crash left at the end; a new file's folder is
/// synced too.
Result<void> append_durably(const std::string& path, std::string lines);

}  // namespace dvcpay::app
