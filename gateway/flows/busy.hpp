#pragma once
// One thing is worked on once at a time. Private to the room.
#include <set>
#include <string>
#include <utility>

namespace dvcpay::flows {

/// Holds the mark for as long as it lives; the mark goes also when the work is cancelled.
class Busy {
  public:
    Busy(std::set<std::string>* all, std::string id) : all_(all), id_(std::move(id)) {
        mine_ = all_->insert(id_).second;
    }
    Busy(const Busy&) = delete;
    Busy& operator=(const Busy&) = delete;
    ~Busy() {
        if (mine_) all_->erase(id_);
    }
    bool mine() const { return mine_; }  ///< false: somebody else works on it

  private:
    std::set<std::string>* all_;
    std::string id_;
    bool mine_ = false;
};

}  // namespace dvcpay::flows
