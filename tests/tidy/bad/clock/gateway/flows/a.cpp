auto a = std::chrono::system_clock::now();  // rings
auto b = std::chrono::steady_clock :: now();  // rings
auto c = time(nullptr);  // rings
auto d = std::time(0);  // rings
gettimeofday(&tv, nullptr);  // rings
timer.expires_after(std::chrono::seconds(1));  // rings
