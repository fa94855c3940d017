boost::asio::ip::tcp::socket peer(ex);  // rings
int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);  // rings
