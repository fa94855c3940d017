std::this_thread::sleep_for(std::chrono::seconds(1));  // rings
usleep(1000);  // rings
