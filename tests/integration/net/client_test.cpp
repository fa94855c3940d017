// The client against servers that are correct, silent, broken and hostile.
#include <string>
#include <variant>

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

#include "client_fixture.hpp"

namespace dvcpay::net::test {
namespace {

namespace asio = boost::asio;

TEST_F(NetClient, SendsTheRequestAsWrittenAndReadsTheAnswer) {
    std::string seen;
    serve([&seen](Peer* socket, int) -> Task<void> {
        seen = co_await read_request(socket);
        co_await write_text(
            socket,
            "HTTP/1.1 201 Created\r\nDate: Fri, 15 Jan 2027 08:00:10 GMT\r\nX-A: "
            "b\r\nContent-Length: 2\r\n\r\nok"
        );
    });
    auto out = request();
    out.headers.add("X-Evil", "a\r\nX-Injected: b");
    out.headers.add("Content-Length", "99");
    const auto result = send(std::move(out));
    const auto* answer = std::get_if<HttpAnswer>(&result);
    ASSERT_NE(answer, nullptr);
    EXPECT_EQ(answer->status, 201);
    EXPECT_EQ(answer->body, "ok");
    EXPECT_EQ(answer->headers.get("x-a"), "b");
    EXPECT_TRUE(answer->origin_proven) << "loopback in clear, as the channel allows";
    EXPECT_TRUE(seen.starts_with("POST /v2/create HTTP/1.1\r\nHost: 127.0.0.1:")) << seen;
    EXPECT_NE(seen.find("\r\nContent-Length: 2\r\n"), std::string::npos);
    EXPECT_EQ(seen.find("Content-Length: 99"), std::string::npos);
    EXPECT_EQ(seen.find("\r\nX-Injected"), std::string::npos);
    EXPECT_TRUE(seen.ends_with("\r\n\r\n{}"));
    EXPECT_EQ(stats().date_skew_ms, 10'000);
    EXPECT_EQ(stats().successes, 1);
}

TEST_F(NetClient, UsesAConnectionAgainAfterACompleteAnswer) {
    serve(always(hello));
    for (int i = 0; i < 3; ++i) EXPECT_EQ(status_of_result(send(request())), 200);
    EXPECT_EQ(server->connections(), 1);
    EXPECT_EQ(stats().connections_idle, 1u);
    EXPECT_EQ(stats().connections_opened, 1u);
}

TEST_F(NetClient, UsesNoConnectionAgainThatSaidClose) {
    serve(always("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello"));
    for (int i = 0; i < 2; ++i) EXPECT_EQ(status_of_result(send(request())), 200);
    EXPECT_EQ(server->connections(), 2);
}

TEST_F(NetClient, UsesNoConnectionAgainThatSaidMoreThanItsAnswer) {
    serve(always(hello + "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged"));
    for (int i = 0; i < 2; ++i) {
        const auto result = send(request());
        EXPECT_EQ(std::get<HttpAnswer>(result).body, "hello");
    }
    EXPECT_EQ(server->connections(), 2);
}

TEST_F(NetClient, AConnectionTheServerHasClosedIsReplacedBeforeAByteIsWritten) {
    serve(once(hello));
    EXPECT_EQ(status_of_result(send(request())), 200);
    EXPECT_EQ(stats().connections_idle, 1u);
    EXPECT_EQ(status_of_result(send(request())), 200);
    EXPECT_EQ(server->connections(), 2);
}

/// The keep-alive race: the server closes while our request is under way.
ScriptedServer::Script closes_on_the_second_request() {
    return [](Peer* socket, int number) -> Task<void> {
        co_await read_request(socket);
        co_await write_text(socket, hello);
        if (number == 0) {
            co_await read_request(socket);
            co_return;
        }
        co_await read_request(socket);
    };
}

TEST_F(NetClient, APostOnAConnectionThatDiesUnansweredMayHaveHappened) {
    serve(closes_on_the_second_request());
    EXPECT_EQ(status_of_result(send(request())), 200);
    EXPECT_NE(why_no_answer(send(request())).find("broken off"), std::string::npos);
    EXPECT_EQ(server->connections(), 1) << "never sent a second time";
}

TEST_F(NetClient, AGetOnAConnectionThatDiesUnansweredIsAskedAgain) {
    serve(closes_on_the_second_request());
    EXPECT_EQ(status_of_result(send(request("GET"))), 200);
    EXPECT_EQ(status_of_result(send(request("GET"))), 200);
    EXPECT_EQ(server->connections(), 2);
}

TEST_F(NetClient, NobodyListeningIsUnavailable) {
    serve(always(hello));
    const auto out = request();
    run(loop, server->close());
    EXPECT_NE(why_unavailable(send(out)).find("connect:"), std::string::npos);
    server.reset();
}

struct Broken {
    const char* name;
    std::string bytes;
};
class NetClientBroken : public NetClient, public testing::WithParamInterface<Broken> {};

TEST_P(NetClientBroken, IsNoAnswerAndItsConnectionIsClosed) {
    config.answer_bytes_max = 100;
    serve(once(GetParam().bytes));
    const auto why = why_no_answer(send(request()));
    EXPECT_TRUE(why.starts_with("answer ")) << why;
    EXPECT_EQ(stats().connections_idle, 0u);
    EXPECT_EQ(stats().failures, 1);
}

std::string many_interims() {
    std::string text;
    for (int i = 0; i < 20; ++i) text += "HTTP/1.1 100 Continue\r\n\r\n";
    return text + hello;
}

INSTANTIATE_TEST_SUITE_P(
    Answers,
    NetClientBroken,
    testing::Values(
        Broken{"Nothing", ""},
        Broken{"Garbage", "\x15\x03\x01\x00\x02\x02\x46"},
        Broken{"AnotherProtocol", "SSH-2.0-OpenSSH_9\r\n\r\n"},
        Broken{"HeadBrokenOff", "HTTP/1.1 200 OK\r\nContent-Le"},
        Broken{"BodyBrokenOff", "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello"},
        Broken{
            "ChunksBrokenOff", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
        },
        Broken{
            "BothLengths",
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        },
        Broken{
            "TwoLengths", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!"
        },
        Broken{"AnnouncedTooLarge", "HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n"},
        Broken{
            "ChunksTooLarge",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n" + std::string(101, 'x') +
                "\r\n0\r\n\r\n"
        },
        Broken{"EndlessTooLarge", "HTTP/1.1 200 OK\r\n\r\n" + std::string(101, 'x')},
        Broken{"HeadTooLarge", "HTTP/1.1 200 OK\r\nX-A: " + std::string(40'000, 'x') + "\r\n\r\n"},
        Broken{"SwitchesProtocol", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"},
        Broken{"InterimWithoutEnd", many_interims()},
        Broken{"InterimOnly", "HTTP/1.1 100 Continue\r\n\r\n"}
    ),
    [](const auto& each) { return each.param.name; }
);

TEST_F(NetClient, ReadsEveryHonestFraming) {
    const std::string chunked =
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: "
        "chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n";
    for (const auto& bytes : {hello, chunked, std::string("HTTP/1.1 200 OK\r\n\r\nhello")}) {
        serve(once(bytes));
        const auto result = send(request());
        ASSERT_EQ(status_of_result(result), 200) << why_no_answer(result);
        EXPECT_EQ(std::get<HttpAnswer>(result).body, "hello");
        client->close();
        run(loop, server->close());
    }
}

TEST_F(NetClient, ReadsTheAnswerToHeadWithoutABody) {
    serve(always("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n"));
    for (int i = 0; i < 2; ++i) EXPECT_EQ(status_of_result(send(request("HEAD"))), 200);
    EXPECT_EQ(server->connections(), 1);
}

TEST_F(NetClient, FollowsNoRedirect) {
    serve(always(
        "HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n"
    ));
    EXPECT_EQ(status_of_result(send(request())), 302);
    EXPECT_EQ(server->connections(), 1);
}

TEST_F(NetClient, ASilentServerIsNoAnswerAtTheDeadline) {
    serve([](Peer* socket, int) -> Task<void> {
        co_await read_request(socket);
        co_await read_request(socket);
    });
    EXPECT_EQ(why_no_answer(send(request(), 20)), "no answer in time");
    EXPECT_EQ(stats().connections_idle, 0u);
}

TEST_F(NetClient, AnAnswerThatDripsDoesNotOutliveTheDeadline) {
    serve([](Peer* socket, int) -> Task<void> {
        co_await read_request(socket);
        co_await write_text(socket, "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhel");
        co_await read_request(socket);
    });
    EXPECT_EQ(why_no_answer(send(request(), 20)), "no answer in time");
}

TEST_F(NetClient, ADeadlineThatHasPassedSendsNothing) {
    serve(always(hello));
    EXPECT_EQ(why_unavailable(send(request(), 0)), "no time left");
    EXPECT_EQ(server->connections(), 0);
}

TEST_F(NetClient, ALargeBodyArrivesWhole) {
    std::size_t length = 0;
    serve([&length](Peer* socket, int) -> Task<void> {
        const auto seen = co_await read_request(socket);
        length = body_of(seen).size();
        co_await write_text(socket, hello);
    });
    auto out = request();
    out.body.assign(3'000'000, 'x');
    EXPECT_EQ(status_of_result(send(std::move(out))), 200);
    EXPECT_EQ(length, 3'000'000u);
}

}  // namespace
}  // namespace dvcpay::net::test
