auto answer = co_await transport_->send(std::move(request), due);
signal.connect(slot);
boost::asio::ip::address peer;
