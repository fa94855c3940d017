boost::asio::co_spawn(executor, run(), boost::asio::detached);  // rings
