// dvcpay-load: a bounded load on loopback. Blocking keep-alive connections, one thread each,
// nothing parsed but the status.
//   dvcpay-load create --port P --key-file F --connections C --count N [--rate R] [--provider a,b]
//   dvcpay-load ipn    --port P --store FILE --secret-file F --partner-code X --access-key Y
//   --count N
//   dvcpay-load flood  --port P --request-file FILE --connections C --count N [--rate R]
// Prints one JSON line: count, failures, seconds, per_second, p50_us, p99_us, max_us, statuses.
#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <functional>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <CLI/CLI.hpp>
#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sqlite3.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

using Clock = std::chrono::steady_clock;

class Connection {
  public:
    explicit Connection(std::uint16_t port) {
        socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(port);
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const int on = 1;
        ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        const timeval patience{30, 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        fine_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
    }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection() { ::close(socket_); }

    bool fine() const { return fine_; }

    /// The status of the answer, 0 where there is none.
    int exchange(const std::string& request) {
        if (!fine_) return 0;
        for (std::size_t sent = 0; sent < request.size();) {
            const auto n =
                ::send(socket_, request.data() + sent, request.size() - sent, MSG_NOSIGNAL);
            if (n <= 0) break;  // refused by its head: the answer is there already
            sent += static_cast<std::size_t>(n);
        }
        buffer_.clear();
        std::size_t whole = std::string::npos;
        while (whole == std::string::npos || buffer_.size() < whole) {
            std::array<char, 16'384> chunk{};
            const auto n = ::recv(socket_, chunk.data(), chunk.size(), 0);
            if (n <= 0) return fail();
            buffer_.append(chunk.data(), static_cast<std::size_t>(n));
            if (whole == std::string::npos) whole = whole_size();
        }
        if (buffer_.find("Connection: close") < whole) fine_ = false;
        return static_cast<int>(number_at(9));
    }

  private:
    int fail() {
        fine_ = false;
        return 0;
    }
    /// The number whose digits begin there; 0 where none do.
    std::int64_t number_at(std::size_t at) const {
        std::int64_t number = 0;
        std::from_chars(
            buffer_.data() + std::min(at, buffer_.size()), buffer_.data() + buffer_.size(), number
        );
        return number;
    }
    std::size_t whole_size() const {
        const auto end = buffer_.find("\r\n\r\n");
        if (end == std::string::npos) return std::string::npos;
        auto at = buffer_.find("Content-Length: ");
        if (at == std::string::npos) at = buffer_.find("content-length: ");
        const std::size_t body = at < end ? static_cast<std::size_t>(number_at(at + 16)) : 0;
        return end + 4 + body;
    }
    int socket_ = -1;
    bool fine_ = false;
    std::string buffer_;
};

struct Wanted {
    std::uint16_t port = 0;
    int connections = 32;
    int count = 10'000;
    int rate = 0;  ///< 0: as fast as answered
    std::string key;
    std::vector<std::string> providers;  ///< in turn; empty: no attempt is made
    std::string run = "a";
    int expect = 201;
    bool connect_again = false;  ///< where the gateway closed
};

std::string http_post(
    const std::string& path, const std::string& headers, const std::string& body
) {
    return fmt::format(
        "POST {} HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
        "application/json\r\n{}Content-Length: {}\r\n\r\n{}",
        path,
        headers,
        body.size(),
        body
    );
}

std::string create_request(const Wanted& wanted, int n) {
    const std::string provider =
        wanted.providers.empty()
            ? std::string()
            : fmt::format(
                  R"(,"provider":"{}")",
                  wanted.providers[static_cast<std::size_t>(n) % wanted.providers.size()]
              );
    const std::string body = fmt::format(
        R"({{"reference":"H01.12-261125-{}{}","service_code":"1.004222","agency_code":"H01.12","amount":60000,"currency":"VND",)"
        R"("lines":[{{"kind":"fee","code":"PHI01","description":"Phí thẩm định","amount":50000}},)"
        R"({{"kind":"charge","code":"LP01","description":"Lệ phí cấp giấy phép","amount":10000}}],)"
        R"("description":"Nộp phí, lệ phí hồ sơ","payer":{{"name":"Nguyễn Văn An","id_number":"091099001234","phone":"0912345678"}},)"
        R"("return_url":"https://dichvucong.example.vn/thanh-toan/ket-qua","metadata":{{"dossier":"{}"}}{}}})",
        wanted.run,
        n,
        n,
        provider
    );
    const std::string headers = fmt::format(
        "Authorization: Bearer {}\r\nIdempotency-Key: bench-{}-{}\r\n", wanted.key, wanted.run, n
    );
    return http_post("/v1/payments", headers, body);
}

/// Sends `count` requests made by `make`, over all connections; with a rate each at its own
/// appointed time.
int drive(const Wanted& wanted, const std::function<std::string(int)>& make) {
    std::atomic<int> next{0};
    std::atomic<int> failures{0};
    std::vector<std::vector<double>> latencies(static_cast<std::size_t>(wanted.connections));
    std::vector<std::map<int, int>> statuses(static_cast<std::size_t>(wanted.connections));
    const auto begin = Clock::now();
    std::vector<std::thread> threads;
    threads.reserve(static_cast<std::size_t>(wanted.connections));
    for (int c = 0; c < wanted.connections; ++c) {
        threads.emplace_back([&, c] {
            std::optional<Connection> connection(std::in_place, wanted.port);
            for (int n = next++; n < wanted.count; n = next++) {
                const std::string request = make(n);
                auto from = Clock::now();
                if (wanted.rate > 0) {
                    // Open loop: late counts from the appointed time, so that a stall is not
                    // hidden.
                    from = begin + std::chrono::microseconds(1'000'000LL * n / wanted.rate);
                    std::this_thread::sleep_until(from);
                }
                if (wanted.connect_again && !connection->fine()) connection.emplace(wanted.port);
                const int status = connection->exchange(request);
                ++statuses[static_cast<std::size_t>(c)][status];
                latencies[static_cast<std::size_t>(c)].push_back(
                    std::chrono::duration<double, std::micro>(Clock::now() - from).count()
                );
                if (status != wanted.expect) ++failures;
            }
        });
    }
    for (auto& thread : threads) thread.join();
    const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    std::vector<double> all;
    for (const auto& some : latencies) all.insert(all.end(), some.begin(), some.end());
    std::ranges::sort(all);
    std::map<int, int> answers;
    for (const auto& some : statuses) {
        for (const auto& [status, times] : some) answers[status] += times;
    }
    std::string told;
    for (const auto& [status, times] : answers)
        told += fmt::format("{}\"{}\":{}", told.empty() ? "" : ",", status, times);
    const auto at = [&all](double part) {
        return all.empty() ? 0.0
                           : all[std::min(
                                 all.size() - 1,
                                 static_cast<std::size_t>(part * static_cast<double>(all.size()))
                             )];
    };
    fmt::print(
        "{{\"count\":{},\"failures\":{},\"seconds\":{:.3f},\"per_second\":{:.0f},\"p50_us\":{:.0f},"
        "\"p99_us\":{:.0f},\"max_us\":{:.0f},\"statuses\":{{{}}}}}\n",
        all.size(),
        failures.load(),
        seconds,
        static_cast<double>(all.size()) / seconds,
        at(0.50),
        at(0.99),
        all.empty() ? 0.0 : all.back(),
        told
    );
    return failures.load() == 0 && !all.empty() ? 0 : 1;
}

std::string hmac_hex(const std::string& key, const std::string& text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
    unsigned int size = 0;
    HMAC(
        EVP_sha256(),
        key.data(),
        static_cast<int>(key.size()),
        reinterpret_cast<const unsigned char*>(text.data()),
        text.size(),
        mac.data(),
        &size
    );
    std::string out;
    for (unsigned int i = 0; i < size; ++i) out += fmt::format("{:02x}", mac[i]);
    return out;
}

struct Order {
    std::string ref, request_id, description;
    std::int64_t amount = 0;
};

std::vector<Order> pending_orders(const std::string& store, int count) {
    std::vector<Order> out;
    sqlite3* db = nullptr;
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_open_v2(store.c_str(), &db, SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK &&
        sqlite3_prepare_v2(
            db,
            "SELECT a.order_ref, a.request_id, a.amount, p.description FROM attempts a JOIN "
            "payments p ON p.id = a.payment_id"
            " WHERE a.state = 'pending' LIMIT ?1",
            -1,
            &statement,
            nullptr
        ) == SQLITE_OK) {
        sqlite3_bind_int(statement, 1, count);
        const auto text = [&](int i) {
            return std::string(reinterpret_cast<const char*>(sqlite3_column_text(statement, i)));
        };
        while (sqlite3_step(statement) == SQLITE_ROW) {
            out.push_back({text(0), text(1), text(3), sqlite3_column_int64(statement, 2)});
        }
    }
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return out;
}

struct Partner {
    std::string code, access_key, secret;
};

std::string ipn_request(const Partner& partner, const Order& order, int n) {
    const std::int64_t now_ms = std::chrono::duration_cast<std::chrono::milliseconds>(
                                    std::chrono::system_clock::now().time_since_epoch()
    )
                                    .count();
    const std::int64_t trans = 4'000'000'000LL + n;
    const std::string raw = fmt::format(
        "accessKey={}&amount={}&extraData=&message=Successful.&orderId={}&orderInfo={}&orderType="
        "momo_wallet&partnerCode={}"
        "&payType=qr&requestId={}&responseTime={}&resultCode=0&transId={}",
        partner.access_key,
        order.amount,
        order.ref,
        order.description,
        partner.code,
        order.request_id,
        now_ms,
        trans
    );
    const std::string body = fmt::format(
        R"({{"partnerCode":"{}","orderId":"{}","requestId":"{}","amount":{},"orderInfo":"{}","orderType":"momo_wallet",)"
        R"("transId":{},"resultCode":0,"message":"Successful.","payType":"qr","responseTime":{},"extraData":"","signature":"{}"}})",
        partner.code,
        order.ref,
        order.request_id,
        order.amount,
        order.description,
        trans,
        now_ms,
        hmac_hex(partner.secret, raw)
    );
    return http_post("/v1/callbacks/momo/ipn", "", body);
}

std::string first_line(const std::string& file) {
    std::ifstream in(file);
    std::string line;
    std::getline(in, line);
    return line;
}

}  // namespace

int main(int argc, char** argv) {
    Wanted wanted;
    Partner partner;
    std::string key_file;
    std::string secret_file;
    std::string store;
    CLI::App app("a bounded load on loopback");
    app.require_subcommand(1);
    const auto common = [&](CLI::App* command) {
        command->add_option("--port", wanted.port)->required();
        command->add_option("--connections", wanted.connections)->check(CLI::Range(1, 512));
        command->add_option("--count", wanted.count)->check(CLI::Range(1, 1'000'000));
        command->add_option("--rate", wanted.rate)->check(CLI::Range(0, 100'000));
    };
    auto* create = app.add_subcommand("create");
    common(create);
    create->add_option("--key-file", key_file)->required();
    create->add_option("--provider", wanted.providers, "several take turns")->delimiter(',');
    create->add_option("--run", wanted.run, "distinguishes the references of this run");
    auto* ipn = app.add_subcommand("ipn");
    common(ipn);
    ipn->add_option("--store", store)->required();
    ipn->add_option("--secret-file", secret_file)->required();
    ipn->add_option("--partner-code", partner.code)->required();
    ipn->add_option("--access-key", partner.access_key)->required();
    auto* flood =
        app.add_subcommand("flood", "the same request again and again, whatever comes back");
    common(flood);
    std::string request_file;
    flood->add_option("--request-file", request_file, "its bytes, head and body")->required();
    CLI11_PARSE(app, argc, argv);
    if (flood->parsed()) {
        std::ostringstream bytes;
        bytes << std::ifstream(request_file, std::ios::binary).rdbuf();
        wanted.connect_again = true;
        return drive(wanted, [request = bytes.str()](int) { return request; });
    }
    if (create->parsed()) {
        wanted.key = first_line(key_file);
        return drive(wanted, [&wanted](int n) { return create_request(wanted, n); });
    }
    partner.secret = first_line(secret_file);
    const auto orders = pending_orders(store, wanted.count);
    wanted.count = static_cast<int>(orders.size());
    wanted.expect = 204;
    return drive(wanted, [&](int n) {
        return ipn_request(partner, orders[static_cast<std::size_t>(n)], n);
    });
}
