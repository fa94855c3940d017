#include <boost/beast/http.hpp>  // rings
#include <sqlite3.h>  // rings
#include <openssl/hmac.h>  // rings
#include <nlohmann/json.hpp>  // rings
#include <thread>  // rings
#include <fstream>  // rings
#include <random>  // rings
#include <sys/socket.h>  // rings
#include <format>  // rings
#include <optional>
#include <boost/asio/steady_timer.hpp>
