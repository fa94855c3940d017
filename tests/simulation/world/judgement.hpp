#pragma once
#include <functional>
#include <string>
#include <vector>

namespace dvcpay::simulation {

/// What was found wrong, in words that begin with the promise ("P2: …").
class Judgement {
  public:
    void accuse(std::string what) {
        if (on_accusation) on_accusation(what);
        if (faults_.size() < 50) faults_.push_back(std::move(what));
    }
    bool agrees() const { return faults_.empty(); }
    const std::vector<std::string>& faults() const { return faults_; }
    std::string text() const {
        std::string out;
        for (const auto& fault : faults_) out += "  " + fault + "\n";
        return out;
    }
    std::function<void(const std::string&)> on_accusation;

  private:
    std::vector<std::string> faults_;
};

}  // namespace dvcpay::simulation
