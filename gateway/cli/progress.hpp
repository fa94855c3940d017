#pragma once
// How far a long piece of work is, on standard error, and only where a person looks: a log of a
// timer, a pipe and a file stay clean.
#include <cstdint>
#include <string>

namespace dvcpay::cli {

class Progress {
  public:
    Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;
    ~Progress();  ///< the line is empty again

    void stage(std::string what);
    /// Of the stage; `total` may be a guess, 0: nobody knows.
    void at(std::int64_t done, std::int64_t total);

  private:
    void show();
    bool watched_;
    std::string what_;
    std::int64_t percent_ = -1;
};

}  // namespace dvcpay::cli
