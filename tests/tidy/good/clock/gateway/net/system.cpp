Wall SystemClock::wall() const { return from(std::chrono::system_clock::now()); }
