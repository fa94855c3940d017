// What an address is, where a channel may go, and who is asking.
#include "net/address.hpp"

#include <gtest/gtest.h>

namespace dvcpay::net {
namespace {

struct Row {
    const char* text;
    AddressKind kind;
};

using enum AddressKind;
const Row rows[] = {
    {"8.8.8.8", global},
    {"203.162.4.191", global},
    {"9.255.255.255", global},
    {"11.0.0.0", global},
    {"100.63.255.255", global},
    {"100.128.0.0", global},
    {"172.15.255.255", global},
    {"172.32.0.0", global},
    {"192.167.255.255", global},
    {"192.169.0.0", global},
    {"223.255.255.255", global},
    {"10.0.0.0", local_site},
    {"10.255.255.255", local_site},
    {"100.64.0.0", local_site},
    {"100.127.255.255", local_site},
    {"172.16.0.1", local_site},
    {"172.31.255.255", local_site},
    {"192.168.0.1", local_site},
    {"127.0.0.1", loopback},
    {"127.255.255.255", loopback},
    {"0.0.0.0", forbidden},
    {"0.1.2.3", forbidden},
    {"169.254.169.254", forbidden},
    {"192.0.0.192", forbidden},
    {"192.0.2.1", forbidden},
    {"192.88.99.1", forbidden},
    {"198.18.0.1", forbidden},
    {"198.19.255.255", forbidden},
    {"198.51.100.7", forbidden},
    {"203.0.113.7", forbidden},
    {"224.0.0.1", forbidden},
    {"239.255.255.255", forbidden},
    {"240.0.0.1", forbidden},
    {"255.255.255.255", forbidden},
    {"2001:4860:4860::8888", global},
    {"2400:cb00::1", global},
    {"::1", loopback},
    {"fc00::1", local_site},
    {"fdff::1", local_site},
    {"::ffff:8.8.8.8", global},
    {"::ffff:10.0.0.1", local_site},
    {"::ffff:127.0.0.1", loopback},
    {"::ffff:169.254.169.254", forbidden},
    {"::", forbidden},
    {"::127.0.0.1", forbidden},
    {"::2", forbidden},
    {"64:ff9b::127.0.0.1", forbidden},
    {"64:ff9b::8.8.8.8", forbidden},
    {"64:ff9b:1::1", forbidden},
    {"100::1", forbidden},
    {"fe80::1", forbidden},
    {"febf::1", forbidden},
    {"fec0::1", forbidden},
    {"ff02::1", forbidden},
    {"2001::1", forbidden},
    {"2001:1ff::1", forbidden},
    {"2001:db8::1", forbidden},
    {"2002:7f00:1::", forbidden},
    {"3fff::1", forbidden},
    {"4000::1", forbidden},
};

TEST(NetAddress, EveryKindIsTold) {
    for (const auto& row : rows) {
        EXPECT_EQ(kind_of(boost::asio::ip::make_address(row.text)), row.kind) << row.text;
    }
}

TEST(NetAddress, EachPolicyIsWiderThanTheOneBeforeAndNoneReachesTheForbidden) {
    for (const auto& row : rows) {
        const auto address = boost::asio::ip::make_address(row.text);
        EXPECT_EQ(may_connect(AddressPolicy::public_only, address), row.kind == global) << row.text;
        EXPECT_EQ(
            may_connect(AddressPolicy::allow_private, address),
            row.kind == global || row.kind == local_site
        ) << row.text;
        EXPECT_EQ(may_connect(AddressPolicy::allow_loopback, address), row.kind != forbidden)
            << row.text;
    }
}

TEST(NetAddress, NetworksContainTheirEdgesAndNothingBeyond) {
    const auto parsed =
        Networks::parse({"10.1.0.0/16", "192.168.7.9", "2001:db8::/33", "0.0.0.0/0"});
    ASSERT_TRUE(parsed.has_value());
    const auto some =
        Networks::parse({"10.1.0.0/16", "192.168.7.9", "2001:db8::/33", "10.9.9.9/30"}).value();
    const auto has = [&](const char* text) {
        return some.contains(boost::asio::ip::make_address(text));
    };
    EXPECT_TRUE(has("10.1.0.0"));
    EXPECT_TRUE(has("10.1.255.255"));
    EXPECT_FALSE(has("10.0.255.255"));
    EXPECT_FALSE(has("10.2.0.0"));
    EXPECT_TRUE(has("192.168.7.9"));
    EXPECT_FALSE(has("192.168.7.8"));
    EXPECT_TRUE(has("2001:db8:7fff::1"));
    EXPECT_FALSE(has("2001:db8:8000::1"));
    EXPECT_TRUE(has("10.9.9.8")) << "host bits do not matter";
    EXPECT_TRUE(has("::ffff:10.1.2.3"));
    EXPECT_TRUE(parsed.value().contains(boost::asio::ip::make_address("1.2.3.4")));
}

TEST(NetAddress, WhatIsNoNetworkIsNamed) {
    for (const auto* text :
         {"", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/8x", "ten", "2001:db8::/129"}) {
        const auto parsed = Networks::parse({text});
        ASSERT_TRUE(parsed.has_error()) << text;
        EXPECT_EQ(parsed.error().fault, Fault::configuration);
    }
}

TEST(NetAddress, TheClientIsTheLastHopNoTrustedProxyVouchesFor) {
    const auto trusted = Networks::parse({"10.0.0.0/8"}).value();
    const auto behind = [&](const char* peer, const char* forwarded) {
        return client_behind(trusted, boost::asio::ip::make_address(peer), forwarded);
    };
    EXPECT_EQ(behind("198.41.0.4", "1.1.1.1"), "198.41.0.4")
        << "a stranger may write what it likes";
    EXPECT_EQ(behind("10.0.0.1", ""), "10.0.0.1");
    EXPECT_EQ(behind("10.0.0.1", "1.1.1.1"), "1.1.1.1");
    EXPECT_EQ(behind("10.0.0.1", "6.6.6.6, 1.1.1.1"), "1.1.1.1");
    EXPECT_EQ(behind("10.0.0.1", "6.6.6.6,1.1.1.1 , 10.0.0.2"), "1.1.1.1");
    EXPECT_EQ(behind("10.0.0.1", "10.0.0.3, 10.0.0.2"), "10.0.0.3") << "all of ours: the first";
    EXPECT_EQ(behind("10.0.0.1", "1.1.1.1, nonsense"), "10.0.0.1");
    EXPECT_EQ(behind("10.0.0.1", "1.1.1.1,"), "10.0.0.1") << "an empty entry vouches for nobody";
    EXPECT_EQ(behind("10.0.0.1", "[2400:cb00::1]:443"), "2400:cb00::1");
    EXPECT_EQ(behind("10.0.0.1", "1.1.1.1:4711"), "1.1.1.1");
    EXPECT_EQ(behind("::ffff:10.0.0.1", "::ffff:1.1.1.1"), "1.1.1.1");
}

}  // namespace
}  // namespace dvcpay::net
