const Wall now = clock_->wall();  // not std::chrono::system_clock::now()
const auto text = "time(0)";
timer.expires_at(boost::asio::steady_timer::time_point::max());
if (now >= attempt.expires_at) late_time(now);
auto x = parse_time(nullptr);
