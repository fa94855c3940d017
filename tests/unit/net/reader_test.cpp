// The two readers fed in pieces: where the bytes are cut must not matter.
#include <algorithm>
#include <string>

#include <gtest/gtest.h>

#include "net/answer_reader.hpp"
#include "net/request_reader.hpp"

namespace dvcpay::net {
namespace {

const std::string two_requests =
    "POST /a?b=%20 HTTP/1.1\r\nHost: x\r\nX-A: 1\r\nX-A: 2\r\nContent-Length: 4\r\n\r\nbody"
    "\r\nPUT /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: "
    "chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nT: u\r\n\r\n"
    "GET /d HTTP/1.1\r\nHost: x\r\n\r\n";

/// Everything read from `bytes` given in pieces of `size`, as one text.
std::string read_requests(const std::string& bytes, std::size_t size) {
    RequestReader reader(16 * 1024);
    std::string said;
    std::size_t given = 0;
    for (;;) {
        switch (reader.advance()) {
            case RequestReader::Progress::head:
                if (!reader.accept_body(1000)) return said + "too large";
                continue;
            case RequestReader::Progress::complete: {
                const auto request = reader.take();
                said += request.method + " " + request.target + " " + request.body;
                for (const auto& header : request.headers.all())
                    said += " " + header.name + "=" + header.value;
                said += "\n";
                reader.next();
                continue;
            }
            case RequestReader::Progress::refused:
                return said + "refused";
            case RequestReader::Progress::need_more:
                break;
        }
        if (given == bytes.size()) return said + (reader.untouched() ? "" : "unfinished");
        const auto space = reader.space();
        const auto count = std::min({size, space.size(), bytes.size() - given});
        bytes.copy(space.data(), count, given);
        given += count;
        reader.filled(count);
    }
}

TEST(NetRequestReader, ReadsTheSameHoweverTheBytesAreCut) {
    const std::string whole = read_requests(two_requests, two_requests.size());
    EXPECT_EQ(
        whole,
        "POST /a?b=%20 body Host=x X-A=1 X-A=2 Content-Length=4\n"
        "PUT /c abcde Host=x Transfer-Encoding=chunked\n"
        "GET /d  Host=x\n"
    );
    for (std::size_t size = 2; size < two_requests.size(); ++size) {
        EXPECT_EQ(read_requests(two_requests, size), whole) << size;
    }
}

TEST(NetRequestReader, EveryPrefixIsUnfinishedAndNothingElse) {
    const auto request = two_requests.substr(0, two_requests.find("body") + 4);
    for (std::size_t length = 1; length < request.size(); ++length) {
        EXPECT_EQ(read_requests(request.substr(0, length), 7), "unfinished") << length;
    }
}

TEST(NetRequestReader, AHeadAsLargeAsTheLimitPasses) {
    const std::string frame = "GET / HTTP/1.1\r\nHost: x\r\nX-A: \r\n\r\n";
    for (const std::size_t size : {1u, 100u, 100'000u}) {
        const auto fits =
            "GET / HTTP/1.1\r\nHost: x\r\nX-A: " + std::string(16'384 - frame.size(), 'a') +
            "\r\n\r\n";
        EXPECT_TRUE(read_requests(fits, size).ends_with("a\n")) << size;
        const auto above =
            "GET / HTTP/1.1\r\nHost: x\r\nX-A: " + std::string(16'500, 'a') + "\r\n\r\n";
        EXPECT_EQ(read_requests(above, size), "refused") << size;
    }
}

TEST(NetRequestReader, ABodyMuchLargerThanTheBufferIsReadWhole) {
    RequestReader reader(16 * 1024);
    const std::string body(1'000'000, 'b');
    const std::string head = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n";
    const std::string bytes = head + body + "GET /next HTTP/1.1\r\nHost: x\r\n\r\n";
    std::size_t given = 0;
    for (auto progress = reader.advance(); progress != RequestReader::Progress::complete;
         progress = reader.advance()) {
        ASSERT_NE(progress, RequestReader::Progress::refused);
        if (progress == RequestReader::Progress::head) {
            ASSERT_TRUE(reader.accept_body(1'000'000));
            continue;
        }
        const auto space = reader.space();
        const auto count = std::min(space.size(), bytes.size() - given);
        ASSERT_GT(count, 0u);
        bytes.copy(space.data(), count, given);
        given += count;
        reader.filled(count);
    }
    EXPECT_EQ(reader.take().body, body);
}

std::string read_answer(const std::string& bytes, std::size_t size) {
    AnswerReader reader(1000, AnswerReader::Asked::with_body);
    std::size_t given = 0;
    auto progress = reader.advance();
    while (progress == AnswerReader::Progress::need_more) {
        if (given == bytes.size()) {
            progress = reader.ended();
            break;
        }
        const auto space = reader.space();
        const auto count = std::min({size, space.size(), bytes.size() - given});
        bytes.copy(space.data(), count, given);
        given += count;
        reader.filled(count);
        progress = reader.advance();
    }
    if (progress == AnswerReader::Progress::too_large) return "too large";
    if (progress == AnswerReader::Progress::malformed) return "malformed";
    const auto reusable = reader.reusable();
    const auto answer = reader.take();
    return std::to_string(answer.status) + " " + answer.body + (reusable ? " reusable" : "");
}

TEST(NetAnswerReader, ReadsTheSameHoweverTheBytesAreCut) {
    struct Case {
        std::string bytes;
        std::string expected;
    };
    const Case cases[] = {
        {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "200 ok reusable"},
        {"HTTP/1.1 204 No Content\r\n\r\n", "204  reusable"},
        {"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", "200 ok"},
        {"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok", "200 ok"},
        {"HTTP/1.1 200 OK\r\n\r\nto the end", "200 to the end"},
        {"HTTP/1.1 103 Early Hints\r\nX: y\r\n\r\nHTTP/1.1 500 Oh\r\nTransfer-Encoding: "
         "chunked\r\n\r\n2\r\nno\r\n0\r\n\r\n",
         "500 no reusable"},
        {"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok", "malformed"},
    };
    for (const auto& each : cases) {
        for (std::size_t size = 1; size <= each.bytes.size(); ++size) {
            EXPECT_EQ(read_answer(each.bytes, size), each.expected) << each.bytes << " by " << size;
        }
    }
}

}  // namespace
}  // namespace dvcpay::net
