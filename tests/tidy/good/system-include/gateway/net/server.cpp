#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/http.hpp>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <thread>
