// Secrets of a running gateway are read again: a whole gateway, its files, and the portal it signs
// for.
#include <thread>

#include <boost/asio/thread_pool.hpp>
#include <sqlite3.h>
#include <unistd.h>

#include "app/wiring_secrets.hpp"
#include "crypto/digest.hpp"
#include "gateway_world.hpp"
#include "net/server.hpp"

namespace dvcpay::app {
namespace {

using nlohmann::json;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

/// Keeps what it was sent last.
class Portal final : public HttpHandler {
  public:
    Task<HttpResponse> handle(HttpRequest request) override {
        text_ = std::string(request.headers.get("webhook-id")) + "." +
                std::string(request.headers.get("webhook-timestamp")) + "." + request.body;
        signatures_ = request.headers.get("webhook-signature");
        ++calls_;
        HttpResponse response;
        response.status = 200;
        co_return response;
    }
    int calls() const { return calls_; }
    std::string signatures() const { return signatures_; }
    /// What the header of the last call would be under these secrets.
    std::string under(const std::vector<std::string>& secrets) const {
        std::string out;
        for (const auto& secret : secrets) {
            if (!out.empty()) out += ' ';
            out +=
                "v1," + crypto::to_base64(crypto::hmac(MacAlgorithm::hmac_sha256, secret, text_));
        }
        return out;
    }

  private:
    int calls_ = 0;
    std::string text_;
    std::string signatures_;
};

class ReloadedSecrets : public GatewayWorld {
  protected:
    ReloadedSecrets() : server_(loop_.get_executor(), clock_, portal_, net::HttpServerOptions{}) {
        EXPECT_TRUE(server_.listen());
        put_new_hook();
        configure(one_hook);
    }
    ~ReloadedSecrets() override {
        stop();
        until_done(server_.drain(clock_.mono()));
    }
    void put_new_hook() {
        std::filesystem::remove_all(root_ / "hook2");
        put("hook2", "whsec_" + crypto::to_base64(new_secret));
    }
    void configure(const std::string& hook, const std::string& momo_end = "expires = 2027-12-31") {
        std::string all = text();
        const auto replace = [&all](const std::string& a, const std::string& b) {
            ASSERT_NE(all.find(a), std::string::npos) << a;
            all.replace(all.find(a), a.size(), b);
        };
        replace("http://127.0.0.1:1/hooks", "http://127.0.0.1:" + std::to_string(server_.port()));
        replace(one_hook, hook);
        replace("expires = 2027-12-31", momo_end);
        put("dvcpay.toml", all);
    }
    void hang_up() { until_done(gateway_->reload()); }
    /// Asks for a test event and waits until the portal has it.
    void deliver() {
        if (key_.empty()) key_ = make_key();
        const int before = portal_.calls();
        const auto asked = portal(key_, "POST", "/v1/webhooks/test", "");
        EXPECT_LT(asked.status, 300) << asked.body;
        const Mono patience = clock_.mono().plus_ms(20'000);
        while (portal_.calls() == before && clock_.mono() < patience) get_private("/health/live");
        EXPECT_GT(portal_.calls(), before);
    }
    std::string sql(const std::string& query) {
        sqlite3* db = nullptr;
        EXPECT_EQ(sqlite3_open((root_ / "store.db").c_str(), &db), SQLITE_OK);
        std::string out;
        const auto keep = [](void* to, int count, char** values, char**) {
            for (int i = 0; i < count; ++i)
                *static_cast<std::string*>(to) += std::string(values[i]) + "|";
            return 0;
        };
        EXPECT_EQ(sqlite3_exec(db, query.c_str(), keep, &out, nullptr), SQLITE_OK)
            << sqlite3_errmsg(db);
        sqlite3_close(db);
        return out;
    }
    /// Each is one line "actor|note|" of the audit chain.
    std::string reloads() {
        return sql(
            "SELECT actor, note FROM events WHERE type = 'secrets.reloaded' AND chain = "
            "'audit' ORDER BY sequence"
        );
    }
    json provider() {
        return json::parse(get_private("/health/providers").body).at("providers").at(0);
    }

    static inline const std::string one_hook = R"({ file = "hook" })";
    static inline const std::string both_hooks = R"([{ file = "hook2" }, { file = "hook" }])";
    static inline const std::string new_hook = R"({ file = "hook2" })";
    static inline const std::string old_secret = "0123456789abcdef0123456789abcdef";
    static inline const std::string new_secret = "NEWNEWNEWNEWNEWNEWNEWNEWNEWNEW-2";

    Portal portal_;
    net::HttpServer server_;
    std::string key_;
};

TEST_F(ReloadedSecrets, AWebhookIsSignedByTheOldKeyThenByBothThenByTheNewOneWithoutARestart) {
    ASSERT_TRUE(start());
    deliver();
    EXPECT_EQ(portal_.signatures(), portal_.under({old_secret}));
    configure(both_hooks);
    hang_up();
    deliver();
    EXPECT_EQ(portal_.signatures(), portal_.under({new_secret, old_secret}));
    configure(new_hook);
    hang_up();
    deliver();
    EXPECT_EQ(portal_.signatures(), portal_.under({new_secret}));
}

TEST_F(ReloadedSecrets, AFileWithNewContentIsReadAgainByTheSameReference) {
    ASSERT_TRUE(start());
    put("hook", "whsec_" + crypto::to_base64(new_secret));
    deliver();
    EXPECT_EQ(portal_.signatures(), portal_.under({old_secret}));  // not before it is told to
    hang_up();
    deliver();
    EXPECT_EQ(portal_.signatures(), portal_.under({new_secret}));
}

TEST_F(ReloadedSecrets, TheHistoryTellsHowManyNamesChangedAndNothingWhereNoneDid) {
    ASSERT_TRUE(start());
    hang_up();
    EXPECT_THAT(log_, HasSubstr(R"("event":"reloaded","what":"secrets","result":"ok")"));
    configure(both_hooks);
    put("momo", "SKnew-momo-000000000000000002");
    hang_up();
    stop();
    const std::string actor = "os:" + net::user_name(::geteuid());
    EXPECT_EQ(reloads(), actor + "|2 changed: momo/default/secret_key webhook/portal|");
}

TEST_F(ReloadedSecrets, ANewSecretIsHiddenFromTheLog) {
    ASSERT_TRUE(start());
    const std::string fresh = "plain words of a new secret";
    put("momo", fresh);
    gateway_->telemetry().log(Level::info, "probe", {{"reason", fresh}});
    EXPECT_THAT(log_, HasSubstr(fresh));
    log_.clear();
    hang_up();
    gateway_->telemetry().log(Level::info, "probe", {{"reason", fresh}});
    EXPECT_THAT(log_, HasSubstr(R"("event":"probe","reason":"[secret]")"));
}

TEST_F(ReloadedSecrets, HealthAndMetricsFollow) {
    ASSERT_TRUE(start());
    EXPECT_EQ(provider().at("keys").at(0).at("secrets"), 1);
    const auto before = provider().at("key_days").get<int>();
    configure(both_hooks, "expires = 2028-12-31");
    hang_up();
    EXPECT_EQ(provider().at("key_days").get<int>(), before + 366);
    const std::string metrics = get_private("/metrics").body;
    EXPECT_THAT(metrics, HasSubstr("dvcpay_key_secrets{key=\"webhook/portal\"} 2"));
    EXPECT_THAT(
        metrics,
        HasSubstr(
            "dvcpay_key_days{key=\"momo/default/secret_key\"} " + std::to_string(before + 366)
        )
    );
}

TEST_F(ReloadedSecrets, OneThatEndsSoonIsAnAlarmAtTheReloadAndOneThatHasEndedAnother) {
    ASSERT_TRUE(start());
    const auto events = [&] {
        std::vector<std::string> out;
        const json body = json::parse(get_private("/health/providers").body);
        for (const auto& row : body.at("alarms")) out.push_back(row.at("event"));
        return out;
    };
    EXPECT_THAT(events(), Not(Contains("key_ends_soon")));
    const auto end = [&](int days) {
        return "expires = " + to_string(plus_days(ict_day(clock_.wall()), days));
    };
    configure(both_hooks, end(3));
    hang_up();
    EXPECT_THAT(events(), Contains("key_ends_soon"));
    EXPECT_THAT(
        log_,
        HasSubstr(
            R"("event":"key_ends_soon","key":"momo/default/secret_key","provider":"momo","account":"default","days":"3")"
        )
    );
    configure(both_hooks, end(-1));
    hang_up();
    EXPECT_THAT(events(), Contains("key_has_ended"));
    EXPECT_THAT(
        get_private("/metrics").body,
        HasSubstr("dvcpay_key_days{key=\"momo/default/secret_key\"} -1")
    );
}

struct Broken {
    std::string name;
    std::string says;
    std::function<void(const std::filesystem::path& hook)> how;
};
void PrintTo(const Broken& broken, std::ostream* out) {
    *out << broken.name;
}

class BrokenSecret : public ReloadedSecrets, public testing::WithParamInterface<Broken> {};

/// The other file is good: all or nothing is what is tested.
TEST_P(BrokenSecret, KeepsEveryOldSecretAlarmsAndGoesOn) {
    ASSERT_TRUE(start());
    put("momo", "SKnew-momo-000000000000000002");
    configure(both_hooks);
    GetParam().how(root_ / "hook2");
    hang_up();
    EXPECT_THAT(log_, HasSubstr("\"secrets_reload_refused\""));
    EXPECT_THAT(log_, HasSubstr("webhook[1].secret"));
    EXPECT_THAT(log_, HasSubstr((root_ / "hook2").string()));
    EXPECT_THAT(log_, HasSubstr(GetParam().says));
    EXPECT_THAT(log_, Not(HasSubstr("not a secret of ours")));
    EXPECT_THAT(get_private("/health/providers").body, HasSubstr("secrets_reload_refused"));
    deliver();
    EXPECT_EQ(portal_.signatures(), portal_.under({old_secret}));
    put_new_hook();
    hang_up();  // mended: both changes at once
    deliver();
    EXPECT_EQ(portal_.signatures(), portal_.under({new_secret, old_secret}));
    stop();
    EXPECT_THAT(reloads(), HasSubstr("|2 changed:"));
    EXPECT_THAT(reloads(), Not(HasSubstr("1 changed")));
}

INSTANTIATE_TEST_SUITE_P(
    Files,
    BrokenSecret,
    testing::Values(
        Broken{"Missing", "cannot open", [](const auto& file) { std::filesystem::remove(file); }},
        Broken{
            "OpenToEverybody",
            "open to everybody",
            [](const auto& file) {
                std::filesystem::permissions(file, std::filesystem::perms(0604));
            }
        },
        Broken{"Empty", "is empty", [](const auto& file) { std::ofstream(file) << "\n"; }},
        Broken{
            "Malformed",
            "base64 of 24 to 64 bytes",
            [](const auto& file) { std::ofstream(file) << "not a secret of ours"; }
        },
        Broken{
            "Folder",
            "not a regular file",
            [](const auto& file) {
                std::filesystem::remove(file);
                std::filesystem::create_directory(file);
            }
        }
    ),
    [](const auto& info) { return info.param.name; }
);

TEST_F(ReloadedSecrets, ANameThatIsInUseCannotLeaveTheConfiguration) {
    ASSERT_TRUE(start());
    std::string without = text();
    const auto from = without.find("[[webhook]]");
    without.erase(from, without.find("[providers.momo]") - from);
    put("dvcpay.toml", without);
    put("momo", "SKnew-momo-000000000000000002");
    hang_up();
    EXPECT_THAT(log_, HasSubstr("secrets_reload_refused"));
    EXPECT_THAT(log_, HasSubstr("under the name webhook/portal"));
    deliver();
    EXPECT_EQ(portal_.signatures(), portal_.under({old_secret}));
    stop();
    EXPECT_EQ(reloads(), "");
}

TEST_F(ReloadedSecrets, SigningRunsOnItsOwnThreadAndComesBackToTheLoop) {
    boost::asio::thread_pool thread(1);
    std::thread::id where;
    const std::function<Result<std::string>()> work = [&where]() -> Result<std::string> {
        where = std::this_thread::get_id();
        return std::string("signature");
    };
    const auto signer = signer_on(thread.get_executor());
    EXPECT_EQ(await(signer(work)).value(), "signature");
    EXPECT_NE(where, std::thread::id());
    EXPECT_NE(where, std::this_thread::get_id());
}

}  // namespace
}  // namespace dvcpay::app
