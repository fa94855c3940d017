#include <gmock/gmock.h>

#include "config_world.hpp"

namespace dvcpay::app {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// `whole` with one piece of text replaced; a piece that is not there fails the test.
std::string with(const std::string& piece, const std::string& instead) {
    std::string text = whole;
    const std::size_t at = text.find(piece);
    if (at == std::string::npos) {
        ADD_FAILURE() << "no such piece: " << piece;
        return text;
    }
    return text.replace(at, piece.size(), instead);
}

class Config : public ConfigWorld {};

TEST_F(Config, TheSmallestCompleteOneLoadsWithItsDefaults) {
    const auto result = load(whole);
    ASSERT_THAT(told(result), IsEmpty());
    const Configuration& config = *result.config;
    EXPECT_EQ(config.server.public_listener.port, 8080);
    EXPECT_EQ(config.server.private_listener.address, "127.0.0.1");
    EXPECT_EQ(config.store.path, (root_ / "var/dvcpay.db").string());
    EXPECT_EQ(config.flow.provider_wait_ms, 8000);
    EXPECT_EQ(config.flow.endpoints.at(0).key, "webhook/portal");
    ASSERT_EQ(config.flow.accounts.size(), 1U);
    const AccountKey key{"momo", "default"};
    EXPECT_EQ(config.flow.accounts[0].key, key);
    EXPECT_EQ(config.flow.accounts[0].setting("partner_code"), "P");
    EXPECT_EQ(config.flow.ask_plans.at(key).after_opening_s.front(), 15);
    EXPECT_EQ(config.secrets.at("momo/default/secret_key").size(), 1U);
    EXPECT_EQ(config.ring.at(0).id, "ring-1");
}

TEST_F(Config, AMissingFileIsNamed) {
    const auto result = load_config((root_ / "config/none.toml").string(), nullptr);
    EXPECT_FALSE(result.config);
    ASSERT_EQ(result.faults.size(), 1U);
    EXPECT_THAT(to_string(result.faults[0]), HasSubstr("none.toml: error: cannot be opened"));
}

TEST_F(Config, BrokenTomlIsNamedByItsLine) {
    const auto result = load("[server]\npublic_url = \n");
    EXPECT_FALSE(result.config);
    ASSERT_EQ(result.faults.size(), 1U);
    EXPECT_EQ(result.faults[0].line, 2U);
}

TEST_F(Config, AFaultReadsAsFileLineSeverityKeyMessage) {
    const auto result = load(with("id = \"ring-1\"", "id = \"ring-1\"\ncolour = 1"));
    ASSERT_EQ(result.faults.size(), 1U);
    EXPECT_EQ(
        to_string(result.faults[0]), file() + ":10: error: personal_data.key[1].colour: unknown key"
    );
}

struct Mistake {
    const char* name;
    const char* piece;
    const char* instead;
    const char* expected;
};
std::ostream& operator<<(std::ostream& out, const Mistake& m) {
    return out << m.name;
}

class ConfigMistake : public ConfigWorld, public testing::WithParamInterface<Mistake> {};

TEST_P(ConfigMistake, IsNamedByLineAndKeyWithWhatIsExpected) {
    const auto result = load(with(GetParam().piece, GetParam().instead));
    EXPECT_FALSE(result.config);
    EXPECT_THAT(told(result), Contains(HasSubstr(GetParam().expected)));
}

INSTANTIATE_TEST_SUITE_P(
    Each,
    ConfigMistake,
    testing::Values(
        Mistake{
            "UnknownTable", "[store]", "[stoer]", "E 3 stoer: unknown key; did you mean store?"
        },
        Mistake{
            "UnknownKey", "path =", "paht =", "E 4 store.paht: unknown key; did you mean path?"
        },
        Mistake{
            "MissingKey",
            "path = \"../var/dvcpay.db\"",
            "",
            "E 3 store.path: missing; expected the SQLite file"
        },
        Mistake{
            "WrongType",
            "path = \"../var/dvcpay.db\"",
            "path = 7",
            "E 4 store.path: expected a string, found an integer"
        },
        Mistake{
            "OutOfRange",
            "[store]",
            "[server.public]\nport = 70000\n[store]",
            "E 4 server.public.port: expected 0 to 65535, found 70000"
        },
        Mistake{
            "FractionWhereAnIntegerStands",
            "[store]",
            "[api]\nprovider_wait_ms = 1.5\n[store]",
            "E 4 api.provider_wait_ms: expected an integer, found another kind of value"
        },
        Mistake{
            "WordNotOnTheList",
            "[store]",
            "[log]\nlevel = \"loud\"\n[store]",
            "E 4 log.level: expected one of \"debug\""
        },
        Mistake{
            "PublicUrlWithPath",
            "8080\"",
            "8080/\"",
            "E 2 server.public_url: expected scheme, host and port only"
        },
        Mistake{
            "PublicUrlInClear",
            "http://127.0.0.1:8080",
            "http://pay.example.vn",
            "E 2 server.public_url: expected https"
        },
        Mistake{
            "PrivateListenerInPublic",
            "[store]",
            "[server.private]\naddress = \"0.0.0.0\"\n[store]",
            "E 4 server.private.address: health and metrics would be reachable"
        },
        Mistake{
            "PublicListenerInClear",
            "[store]",
            "[server.public]\naddress = \"0.0.0.0\"\n[store]",
            "E 3 server.public.tls: missing, and the address is not loopback"
        },
        Mistake{
            "AddressThatIsNone",
            "[store]",
            "[server.public]\naddress = \"here\"\n[store]",
            "E 4 server.public.address: \"here\" is no address"
        },
        Mistake{
            "TrustedProxyThatIsNone",
            "[store]",
            "[api]\n[store]\nqueue_max = 0",
            "E 5 store.queue_max: expected 1 to"
        },
        Mistake{
            "DirectoryOfStoreMissing",
            "../var/dvcpay.db",
            "../vra/dvcpay.db",
            "E 4 store.path: the directory"
        },
        Mistake{
            "CatalogueFileMissing",
            "services.csv",
            "service.csv",
            "E 6 catalogue.services_file: cannot open"
        },
        Mistake{
            "SecretInClear",
            "secret_key = { file = \"../certs/dev/momo-secret-key\" }",
            "secret_key = \"hunter2hunter2\"",
            "E 29 provider_account[1].secrets.secret_key: a secret does not stand here itself"
        },
        Mistake{
            "MacKeyInPem",
            "momo-secret-key",
            "seal-dev.key",
            "E 29 provider_account[1].secrets.secret_key: this key makes MACs"
        },
        Mistake{
            "TokenUriWithItsPin",
            "{ file = \"../certs/dev/momo-secret-key\" }",
            "{ pkcs11 = \"pkcs11:token=t;object=o?module-path=/m&pin-value=1234\" }",
            "E 29 provider_account[1].secrets.secret_key: pkcs11: URI: pin-value"
        },
        Mistake{
            "SecretFromTwoPlaces",
            "secret_key = { file",
            "secret_key = { env = \"X\", file",
            "E 29 provider_account[1].secrets.secret_key: expected { file"
        },
        Mistake{
            "SecretFileMissing",
            "momo-secret-key",
            "no-such-file",
            "E 29 provider_account[1].secrets.secret_key: cannot open"
        },
        Mistake{
            "SecretVariableNotSet",
            "{ file = \"../certs/dev/momo-secret-key\" }",
            "{ env = \"MOMO_KEY\" }",
            "E 29 provider_account[1].secrets.secret_key: environment variable MOMO_KEY is not set"
        },
        Mistake{
            "SecretMissing",
            "secret_key = { file = \"../certs/dev/momo-secret-key\" }",
            "",
            "E 28 provider_account[1].secrets.secret_key: missing"
        },
        Mistake{
            "SecretOfNoUse",
            "[provider_account.secrets]",
            "[provider_account.secrets]\nprivate_key = { env = \"X\" }",
            "E 29 provider_account[1].secrets.private_key: unknown key"
        },
        Mistake{
            "WebhookSecretOfWrongForm",
            "../certs/dev/webhook-portal",
            "../certs/dev/ring-dev",
            "E 18 webhook[1].secret: expected whsec_"
        },
        Mistake{
            "RingKeyOfWrongForm",
            "../certs/dev/ring-dev",
            "../certs/dev/momo-secret-key",
            "E 10 personal_data.key[1].secret: expected base64 of exactly 32 bytes"
        },
        Mistake{
            "NoRing",
            "[[personal_data.key]]\nid = \"ring-1\"\nsecret = { file = \"../certs/dev/ring-dev\" }",
            "",
            "personal_data.key: missing"
        },
        Mistake{
            "ClientTwice",
            "[[webhook]]",
            "[[client]]\nid = \"portal\"\nreturn_origins = [\"https://a.vn\"]\n[[webhook]]",
            "E 15 client[2].id: this client stands here already"
        },
        Mistake{
            "ReturnOriginWithPath",
            "https://dichvucong.example.vn",
            "https://dichvucong.example.vn/back",
            "E 13 client[1].return_origins: expected scheme, host and port only"
        },
        Mistake{
            "ReturnOriginLoopbackNotAllowed",
            "https://dichvucong.example.vn",
            "http://localhost:8091",
            "E 13 client[1].return_origins: http on loopback needs allow_http_loopback"
        },
        Mistake{
            "WebhookOfUnknownClient",
            "client = \"portal\"",
            "client = \"other\"",
            "E 16 webhook[1].client: no [[client]]"
        },
        Mistake{
            "WebhookInClear",
            "https://portal.example.vn",
            "http://portal.example.vn",
            "E 17 webhook[1].url: expected https"
        },
        Mistake{
            "WebhookLoopbackWithoutReach",
            "https://portal.example.vn",
            "http://127.0.0.1:9",
            "E 17 webhook[1].url: http needs reach"
        },
        Mistake{
            "WebhookTypeUnknown",
            "[[provider_account]]",
            "types = [\"payment.payed\"]\n[[provider_account]]",
            "E 19 webhook[1].types: \"payment.payed\" is no webhook type"
        },
        Mistake{
            "ProviderUnknown",
            "provider = \"momo\"",
            "provider = \"mono\"",
            "E 20 provider_account[1].provider: unknown"
        },
        Mistake{
            "ProviderTableUnknown",
            "[[provider_account]]",
            "[providers.mono]\n[[provider_account]]",
            "E 19 providers.mono: unknown provider"
        },
        Mistake{
            "AllowlistOfNoNetwork",
            "[[provider_account]]",
            "[providers.momo]\nip_allowlist = [\"1.2.3\"]\n[[provider_account]]",
            "E 20 providers.momo.ip_allowlist: \"1.2.3\" is no address or network"
        },
        Mistake{
            "SettingUnknown",
            "partner_code = \"P\"",
            "partner_code = \"P\"\npartner = \"P\"",
            "E 27 provider_account[1].settings.partner: is no setting"
        },
        Mistake{
            "SettingMissing",
            "partner_code = \"P\"",
            "",
            "E 25 provider_account[1].settings.partner_code: must be given"
        },
        Mistake{
            "SettingOutOfRange",
            "partner_code = \"P\"",
            "partner_code = \"P\"\ncall_timeout_ms = 1",
            "E 27 provider_account[1].settings.call_timeout_ms: must be a whole number"
        },
        Mistake{
            "ValidityBackwards",
            "provider = \"momo\"",
            "provider = \"momo\"\nvalid_from = 2026-02-01\nvalid_to = 2026-01-01",
            "E 22 provider_account[1].valid_to: lies before valid_from"
        },
        Mistake{
            "DateAsText",
            "provider = \"momo\"",
            "provider = \"momo\"\nvalid_from = \"2026-02-01\"",
            "E 21 provider_account[1].valid_from: expected a date, found a string"
        },
        Mistake{
            "BankBinOfWrongForm",
            "970418",
            "97041",
            "E 23 provider_account[1].beneficiary.bank_bin: expected six digits"
        },
        Mistake{
            "RouteInsideTheApi",
            "[[client]]",
            "[[inbound]]\npath = \"/v1/payments\"\nprovider = \"momo\"\nkind = \"ipn\"\n[[client]]",
            "E 12 inbound[1].path: /v1/ belongs to the API"
        },
        Mistake{
            "RouteOfUnknownKind",
            "[[client]]",
            "[[inbound]]\npath = \"/cb\"\nprovider = \"momo\"\nkind = \"bill\"\n[[client]]",
            "E 14 inbound[1].kind: this provider does not call us so"
        },
        Mistake{
            "TlsKeyMissing",
            "[store]",
            "[server.public.tls]\ncertificate_file = \"../certs/dev/ring-dev\"\n[store]",
            "E 3 server.public.tls.key_file: missing"
        }
    ),
    [](const auto& named) { return named.param.name; }
);

TEST_F(Config, AllMistakesAreToldAtOnce) {
    const auto result = load("[server]\nprot = 1\n[store]\npath = 3\n");
    EXPECT_FALSE(result.config);
    EXPECT_THAT(told(result), Contains(HasSubstr("server.public_url: missing")));
    EXPECT_THAT(told(result), Contains(HasSubstr("server.prot: unknown key")));
    EXPECT_THAT(told(result), Contains(HasSubstr("store.path: expected a string")));
    EXPECT_THAT(told(result), Contains(HasSubstr("client: missing")));
    EXPECT_THAT(told(result), Contains(HasSubstr("catalogue.services_file: missing")));
}

TEST_F(Config, ASecretInClearIsNotRepeated) {
    const auto result = load(with(
        "secret_key = { file = \"../certs/dev/momo-secret-key\" }",
        "secret_key = \"hunter2hunter2\""
    ));
    for (const auto& fault : result.faults)
        EXPECT_THAT(to_string(fault), Not(HasSubstr("hunter2")));
}

TEST_F(Config, AKeyFileOpenToEverybodyIsRefused) {
    std::filesystem::permissions(root_ / "certs/dev/momo-secret-key", std::filesystem::perms(0644));
    const auto result = load(whole);
    EXPECT_FALSE(result.config);
    EXPECT_THAT(told(result), Contains(HasSubstr("is open to everybody; expected mode 0600")));
}

TEST_F(Config, AKeyFileOpenToItsGroupIsAWarning) {
    std::filesystem::permissions(root_ / "certs/dev/momo-secret-key", std::filesystem::perms(0640));
    const auto result = load(whole);
    EXPECT_TRUE(result.config);
    EXPECT_THAT(
        told(result), ElementsAre(HasSubstr("W 29 provider_account[1].secrets.secret_key:"))
    );
}

TEST_F(Config, AnEmptySecretFileIsRefused) {
    put("certs/dev/momo-secret-key", "\n");
    EXPECT_THAT(told(load(whole)), Contains(HasSubstr("is empty")));
}

TEST_F(Config, ASecretMayComeFromTheEnvironment) {
    environment_["MOMO_KEY"] = "from-outside";
    const auto result =
        load(with("{ file = \"../certs/dev/momo-secret-key\" }", "{ env = \"MOMO_KEY\" }"));
    ASSERT_TRUE(result.config);
    result.config->secrets.at("momo/default/secret_key").at(0).reveal([](std::string_view text) {
        EXPECT_EQ(text, "from-outside");
    });
}

TEST_F(Config, AListOfReferencesIsARotationNewestFirst) {
    put("certs/dev/new", "brand-new-key\r\n");
    const auto result = load(with(
        "{ file = \"../certs/dev/momo-secret-key\" }",
        "[{ file = \"../certs/dev/new\", expires = 2027-06-30 }, { file = "
        "\"../certs/dev/momo-secret-key\" }]"
    ));
    ASSERT_THAT(told(result), IsEmpty());
    const auto& keys = result.config->secrets.at("momo/default/secret_key");
    ASSERT_EQ(keys.size(), 2U);
    keys[0].reveal([](std::string_view text) { EXPECT_EQ(text, "brand-new-key"); });
    EXPECT_EQ(result.config->key_expiry.at("momo/default/secret_key"), (Day{2027, 6, 30}));
}

TEST_F(Config, AnAccountOfADisabledProviderIsDisabledAndThatIsAWarning) {
    const auto result =
        load(with("[[provider_account]]", "[providers.momo]\nenabled = false\n[[provider_account]]")
        );
    ASSERT_TRUE(result.config);
    EXPECT_FALSE(result.config->flow.accounts[0].enabled);
    EXPECT_THAT(told(result), ElementsAre(HasSubstr("no account is enabled")));
}

TEST_F(Config, SettingsMayBeNumbersAndLists) {
    const auto result = load(with(
        "partner_code = \"P\"",
        "partner_code = \"P\"\nask_after_s = [5, 9]\nqr_expiry_s = 120\n"
        "app_link_schemes = [\"momo\", \"momotest\"]"
    ));
    ASSERT_THAT(told(result), IsEmpty());
    const auto& account = result.config->flow.accounts[0];
    EXPECT_EQ(account.setting("ask_after_s"), "5,9");
    EXPECT_EQ(account.setting("qr_expiry_s"), "120");
    EXPECT_EQ(account.setting("app_link_schemes"), "momo,momotest");
    EXPECT_THAT(result.config->flow.ask_plans.at(account.key).after_opening_s, ElementsAre(5, 9));
}

TEST_F(Config, APrivateListenerInPublicNeedsTheWord) {
    const auto result = load(with(
        "[store]", "[server.private]\naddress = \"10.0.0.5\"\nallow_public_bind = true\n[store]"
    ));
    ASSERT_TRUE(result.config);
    EXPECT_EQ(result.config->server.private_listener.address, "10.0.0.5");
}

}  // namespace
}  // namespace dvcpay::app
