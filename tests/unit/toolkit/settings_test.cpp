#include "toolkit/settings.hpp"

#include <limits>
#include <map>
#include <string>

#include <gtest/gtest.h>

namespace dvcpay::toolkit {
namespace {

constexpr std::array<SettingSpec, 14> schema = {{
    {"merchant", "", Need::required, "id"},
    {"port", "443", Need::required, "a required number"},
    {"title", "none", Need::optional, "free text"},
    {"limit", "10", Need::optional, "a number"},
    {"largest", "5000", Need::optional, "đồng"},
    {"strict", "on", Need::optional, "a flag"},
    {"mode", "echo", Need::optional, "a choice"},
    {"names", "", Need::optional, "a list"},
    {"endpoint", "https://bank.vn", Need::optional, "a host"},
    {"page", "", Need::optional, "a URL"},
    {"prefix", "/v1", Need::optional, "a path"},
    {"hosts", "", Need::optional, "hosts"},
    ask_after("15,60"),
    ask_then_every("3600"),
}};

enum class Mode : std::uint8_t { echo, refuse };
constexpr std::array<Word<Mode>, 2> modes = {{{"echo", Mode::echo}, {"refuse", Mode::refuse}}};

ProviderAccount account_with(const std::map<std::string, std::string>& settings) {
    ProviderAccount account;
    account.key = {"bank", "north"};
    account.settings = {{"merchant", "M1"}, {"port", "1"}};
    for (const auto& [name, text] : settings) account.settings[name] = text;
    return account;
}

/// "name code" of every mistake after `read`, in their order.
template <class Read>
std::vector<std::string> mistakes_of(const ProviderAccount& account, Read read) {
    SettingsReader reader(account, schema);
    read(reader);
    std::vector<std::string> out;
    const auto error = reader.error();
    if (!error) return out;
    EXPECT_EQ(error->fault, Fault::configuration);
    EXPECT_EQ(error->detail, "account north of bank");
    for (const auto& fault : error->fields) out.push_back(fault.pointer + " " + fault.code);
    return out;
}

template <class Read>
std::vector<std::string> mistakes(const std::map<std::string, std::string>& settings, Read read) {
    return mistakes_of(account_with(settings), read);
}

using Words = std::vector<std::string>;

TEST(Settings, AreTheirPresetsWhereAbsent) {
    const ProviderAccount account = account_with({});
    SettingsReader reader(account, schema);
    EXPECT_EQ(reader.id("merchant", 2), "M1");
    EXPECT_EQ(reader.text("title"), "none");
    EXPECT_EQ(reader.whole("limit", 1, 10), 10);
    EXPECT_EQ(reader.amount("largest"), Money::dong(5000));
    EXPECT_TRUE(reader.flag("strict"));
    EXPECT_EQ(reader.choice("mode", modes), Mode::echo);
    EXPECT_TRUE(reader.list("names").empty());
    EXPECT_EQ(reader.endpoint("endpoint")->authority, "bank.vn");
    EXPECT_EQ(reader.url("page"), "");
    EXPECT_EQ(reader.path("prefix"), "/v1");
    EXPECT_TRUE(reader.hosts("hosts").empty());
    const AskPlan plan = reader.ask_plan();
    EXPECT_EQ(plan.after_opening_s, (std::vector<std::int64_t>{15, 60}));
    EXPECT_EQ(plan.then_every_s, 3600);
    EXPECT_FALSE(reader.error());
}

TEST(Settings, NameEveryMistakeOnceAndGoOn) {
    ProviderAccount account = account_with({{"limit", "many"}, {"merchent", "x"}, {"mode", "no"}});
    account.settings.erase("merchant");
    account.settings["port"] = "";
    const auto found = mistakes_of(account, [](SettingsReader& reader) {
        EXPECT_EQ(reader.id("merchant", 5), "");
        EXPECT_EQ(reader.whole("port", 1, 9), 1);
        EXPECT_EQ(reader.whole("limit", 1, 9), 1);
        EXPECT_EQ(reader.choice("mode", modes), Mode::echo);
    });
    EXPECT_EQ(
        found,
        (Words{
            "merchent unknown_field",
            "merchant required",
            "port required",
            "limit out_of_range",
            "mode invalid"
        })
    );
}

TEST(Settings, NeverRepeatTheirTextInAMistake) {
    const ProviderAccount account =
        account_with({{"merchant", "hunter2 "}, {"mode", "hunter2"}, {"limit", "hunter2"}});
    SettingsReader reader(account, schema);
    reader.id("merchant", 99);
    reader.choice("mode", modes);
    reader.whole("limit", 0, 1);
    const auto error = reader.error();
    ASSERT_TRUE(error);
    ASSERT_EQ(error->fields.size(), 3U);
    for (const auto& fault : error->fields)
        EXPECT_EQ(fault.detail.find("hunter2"), std::string::npos);
    EXPECT_FALSE(reader.error());  // taken
}

TEST(Settings, AreTextWithoutControlCharacters) {
    const auto read = [](SettingsReader& reader) { reader.text("title", 5); };
    EXPECT_EQ(mistakes({{"title", "Sở"}}, read), Words{});
    EXPECT_EQ(mistakes({{"title", ""}}, read), Words{});
    EXPECT_EQ(mistakes({{"title", "a\nb"}}, read), Words{"title invalid"});
    EXPECT_EQ(mistakes({{"title", "\xFF"}}, read), Words{"title invalid"});
    EXPECT_EQ(mistakes({{"title", "123456"}}, read), Words{"title too_long"});
}

TEST(Settings, IdsHaveAShortAlphabet) {
    const auto read = [](SettingsReader& reader) { reader.id("merchant", 6, "_"); };
    EXPECT_EQ(mistakes({{"merchant", "aZ09_"}}, read), Words{});
    for (const char* bad : {"a b", "a|b", "a-b", "á"}) {
        EXPECT_EQ(mistakes({{"merchant", bad}}, read), Words{"merchant invalid"}) << bad;
    }
}

TEST(Settings, NumbersHaveOneSpellingAndARange) {
    const auto read = [](SettingsReader& reader) { reader.whole("limit", 2, 30); };
    EXPECT_EQ(mistakes({{"limit", "2"}}, read), Words{});
    EXPECT_EQ(mistakes({{"limit", "30"}}, read), Words{});
    for (const char* bad : {"", "1", "31", "02", "+2", "2.0", "2 ", "-3", "99999999999999999999"}) {
        EXPECT_EQ(mistakes({{"limit", bad}}, read), Words{"limit out_of_range"}) << bad;
    }
    const auto amount = [](SettingsReader& reader) { reader.amount("largest"); };
    EXPECT_EQ(mistakes({{"largest", "1000000000000000"}}, amount), Words{});
    EXPECT_EQ(mistakes({{"largest", "1000000000000001"}}, amount), Words{"largest out_of_range"});
    EXPECT_EQ(mistakes({{"largest", "0"}}, amount), Words{"largest out_of_range"});
}

TEST(Settings, AmountsOfARangeRise) {
    const auto read = [](SettingsReader& reader) { reader.amounts("limit", "largest"); };
    EXPECT_EQ(mistakes({{"limit", "7"}, {"largest", "7"}}, read), Words{});
    EXPECT_EQ(mistakes({{"limit", "8"}, {"largest", "7"}}, read), Words{"largest out_of_range"});
    EXPECT_EQ(mistakes({{"largest", "1000.5"}}, read), Words{"largest out_of_range"});
}

TEST(Settings, FlagsAreFourWords) {
    for (const auto& [word, value] : std::map<std::string, bool>{
             {"on", true}, {"off", false}, {"true", true}, {"false", false}
         }) {
        const ProviderAccount account = account_with({{"strict", word}});
        SettingsReader reader(account, schema);
        EXPECT_EQ(reader.flag("strict"), value);
        EXPECT_FALSE(reader.error());
    }
    const auto read = [](SettingsReader& reader) { reader.flag("strict"); };
    for (const char* bad : {"", "ON", "yes", "1"}) {
        EXPECT_EQ(mistakes({{"strict", bad}}, read), Words{"strict invalid"}) << bad;
    }
}

TEST(Settings, ListsHaveNoEmptyItem) {
    const ProviderAccount account = account_with({{"names", " A b,C ,d"}});
    SettingsReader reader(account, schema);
    EXPECT_EQ(reader.list("names"), (Words{"A b", "C", "d"}));
    EXPECT_EQ(reader.list("names", Letters::lower), (Words{"a b", "c", "d"}));
    const auto read = [](SettingsReader& r) { r.list("names"); };
    for (const char* bad : {",", "a,", ",a", "a, ,b", " "}) {
        EXPECT_FALSE(mistakes({{"names", bad}}, read).empty()) << bad;
    }
}

TEST(Settings, AskingRisesWithinTwoDays) {
    const auto read = [](SettingsReader& reader) { reader.ask_plan(); };
    EXPECT_EQ(mistakes({{"ask_after_s", ""}}, read), Words{});
    EXPECT_EQ(mistakes({{"ask_after_s", "1, 2,172800"}}, read), Words{});
    for (const char* bad : {"0", "60,15", "5,5", "172801", "x"}) {
        EXPECT_EQ(mistakes({{"ask_after_s", bad}}, read), Words{"ask_after_s invalid"}) << bad;
    }
    EXPECT_EQ(mistakes({{"ask_then_every_s", "59"}}, read), Words{"ask_then_every_s out_of_range"});
}

TEST(Settings, AddressesArePlainlyRight) {
    const auto read = [](SettingsReader& reader) {
        reader.endpoint("endpoint");
        reader.url("page");
        reader.path("prefix");
        reader.hosts("hosts");
    };
    EXPECT_EQ(
        mistakes({{"endpoint", "http://127.0.0.1:8"}, {"page", "https://a.vn/x?y"}}, read), Words{}
    );
    EXPECT_EQ(mistakes({{"hosts", "A.vn, b.vn:8443"}}, read), Words{});
    EXPECT_EQ(mistakes({{"page", ""}, {"hosts", ""}}, read), Words{});
    const std::pair<std::string, std::string> bad[] = {
        {"endpoint", "https://bank.vn/"},
        {"endpoint", "bank.vn"},
        {"endpoint", ""},
        {"page", "ftp://a.vn"},
        {"page", "/x"},
        {"prefix", ""},
        {"prefix", "v1"},
        {"prefix", "/v1/"},
        {"prefix", "/v1?x"},
        {"hosts", "https://a.vn"},
        {"hosts", "a.vn:443"},
        {"hosts", "a.vn/x"},
    };
    for (const auto& [name, text] : bad) {
        EXPECT_EQ(mistakes({{name, text}}, read), Words{name + " invalid"}) << text;
    }
}

TEST(Settings, AppLinksNeverRunWhatTheySay) {
    const auto read = [](SettingsReader& reader) { reader.schemes("names"); };
    EXPECT_EQ(mistakes({{"names", "momo,vcbdigibank"}}, read), Words{});
    for (const char* bad : {"javascript", "JavaScript", "data", "file", "momo:", "mo mo"}) {
        EXPECT_EQ(mistakes({{"names", bad}}, read), Words{"names invalid"}) << bad;
    }
}

}  // namespace
}  // namespace dvcpay::toolkit
