#pragma once
// A folder for one command, 0700, gone afterwards. Its name is fixed, so that what a killed command
// left is found and removed by the next; two at once are told apart by a lock.
#include <memory>
#include <string>

#include "domain/result.hpp"

namespace dvcpay::cli {

class Scratch {
  public:
    /// Fault::configuration: cannot be made, or another command is using it.
    static Result<std::unique_ptr<Scratch>> make(const std::string& folder);
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    ~Scratch();

    std::string file(const std::string& name) const { return folder_ + "/" + name; }

  private:
    Scratch(std::string folder, int lock) : folder_(std::move(folder)), lock_(lock) {}
    std::string folder_;
    int lock_;
};

/// At most 64 KiB, no secret in it.
Result<std::string> read_text_file(const std::string& path);

}  // namespace dvcpay::cli
