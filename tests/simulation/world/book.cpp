#include "simulation/book.hpp"

#include <nlohmann/json.hpp>

namespace dvcpay::simulation {

void RealBook::append(std::string line) {
    const auto json = nlohmann::json::parse(line);
    const std::string event = json.at("event").get<std::string>();
    if (event == "paid" || event == "captured") {
        Movement moved;
        moved.order_id = json.at("order_id").get<std::string>();
        moved.trans_id = std::to_string(json.at("trans_id").get<std::int64_t>());
        moved.asked = json.at("asked").get<std::int64_t>();
        moved.amount = json.at("amount").get<std::int64_t>();
        movements_[moved.trans_id] = moved;
    }
    if (event == "refunded") {
        Return back;
        back.order_id = json.at("order_id").get<std::string>();
        back.refund_order_id = json.at("refund_order_id").get<std::string>();
        back.amount = json.at("amount").get<std::int64_t>();
        returns_[back.refund_order_id] = back;
    }
    if (on_line) on_line(line);
}

}  // namespace dvcpay::simulation
