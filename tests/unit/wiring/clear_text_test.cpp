// A day of payments with payers in a real store on a real disk; then its files are read as a thief
// would. And the reader is tried on what is planted, so that its silence means something.
#include "clear_text.hpp"

#include "gateway_world.hpp"
#include "support/sql.hpp"

namespace dvcpay::app {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::IsEmpty;

struct Person {
    std::string name, id_number, tax_code, phone, email, address;
    std::vector<std::string> texts() const {
        return {name, id_number, tax_code, phone, email, address};
    }
    json body() const {
        return {
            {"name", name},
            {"id_number", id_number},
            {"tax_code", tax_code},
            {"phone", phone},
            {"email", email},
            {"address", address}
        };
    }
};

Person person(int n) {
    static const std::vector<std::string> families = {"Nguyễn", "Trần", "Đặng", "Quách", "Huỳnh"};
    static const std::vector<std::string> given = {"Bảo", "Hân", "Khuê", "Lụa", "Nghĩa", "Ước"};
    const auto pick = [n](const auto& list) {
        return list[static_cast<std::size_t>(n) % list.size()];
    };
    const std::string tail = std::to_string(1000 + n);
    Person out;
    out.name = pick(families) + " Thị " + pick(given) + " " + pick(families);
    out.id_number = "09109900" + tail;
    out.tax_code = "038877" + tail;
    out.phone = "091234" + tail;
    out.email = "nguoi.nop" + tail + "@example.vn";
    out.address = tail + " Lê Lợi, Rạch Giá";
    return out;
}

class StolenDisk : public GatewayWorld {
  protected:
    std::string bytes_of(const std::filesystem::path& path) const {
        std::ifstream in(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    /// Database, log and shared memory, as they are on the disk now.
    std::string store_bytes() const {
        return bytes_of(root_ / "store.db") + bytes_of(root_ / "store.db-wal") +
               bytes_of(root_ / "store.db-shm");
    }
    /// As another program beside the gateway.
    std::string sql(const std::string& text) { return support::run_sql(root_ / "store.db", text); }
    json body_of(const std::string& reference) const {
        return {
            {"reference", reference},
            {"service_code", "1.004222"},
            {"agency_code", "H01.12"},
            {"amount", 60000},
            {"currency", "VND"},
            {"description", "Phi"},
            {"return_url", "https://dichvucong.example.vn/kq"}
        };
    }
    /// A notice of MoMo about this payment, truly signed, with a person in its free texts.
    HttpAnswer notify(const std::string& payment, std::int64_t txn, const Person& who) {
        const std::string where = " FROM attempts WHERE payment_id = '" + payment + "'";
        const std::string order = sql("SELECT order_ref" + where);
        const std::string request = sql("SELECT request_id" + where);
        const std::string message = who.name + " " + who.phone + " " + who.email;
        const std::string text =
            "accessKey=A&amount=60000&extraData=&message=" + message + "&orderId=" + order +
            "&orderInfo=" + who.address +
            "&orderType=momo_wallet&partnerCode=P&payType=qr&requestId=" + request +
            "&responseTime=1768449600123&resultCode=0&transId=" + std::to_string(txn);
        const json ipn = {
            {"partnerCode", "P"},
            {"orderId", order},
            {"requestId", request},
            {"amount", 60000},
            {"orderInfo", who.address},
            {"orderType", "momo_wallet"},
            {"transId", txn},
            {"resultCode", 0},
            {"message", message},
            {"payType", "qr"},
            {"responseTime", 1768449600123},
            {"extraData", ""},
            {"signature", crypto::to_hex(crypto::hmac(MacAlgorithm::hmac_sha256, momo_secret, text))
            }
        };
        return call(
            "test",
            at_.public_port,
            "POST",
            "/v1/callbacks/momo/ipn",
            ipn.dump(),
            {{"Content-Type", "application/json"}}
        );
    }
    /// Payments by many people, with everything a day brings; what must not be found afterwards.
    std::vector<std::string> live_a_day() {
        const std::string key = make_key();
        std::vector<std::string> texts;
        for (int n = 0; n < 24; ++n) {
            const Person payer = person(n);
            const Person owner = person(n + 500);
            json body = body_of("R" + std::to_string(n));
            body["payer"] = payer.body();
            if (n % 3 == 0) body["owner"] = owner.body();
            if (n % 2 == 0) body["provider"] = "momo";
            const auto made = portal(key, "POST", "/v1/payments", body.dump());
            EXPECT_EQ(made.status, 201) << made.body;
            const std::string id = json::parse(made.body).value("id", "");
            if (n % 4 == 0) {
                EXPECT_EQ(notify(id, 4'000'000 + n, payer).status, 204);
            }
            if (n % 4 == 1) {
                portal(key, "POST", "/v1/payments/" + id + "/cancel", R"({"reason":"test"})");
            }
            if (n % 8 == 2) {
                notify(id, 0, payer);
            }
            for (const auto& text : payer.texts()) texts.push_back(text);
            if (!body.contains("owner")) continue;
            for (const auto& text : owner.texts()) texts.push_back(text);
        }
        json wrong = body_of("R-wrong");
        wrong["payer"] = person(900).body();
        wrong["payer"]["phone"] = 912341900;
        EXPECT_EQ(portal(key, "POST", "/v1/payments", wrong.dump()).status, 422);
        for (const auto& text : person(900).texts()) texts.push_back(text);
        return texts;
    }
};

TEST_F(StolenDisk, NoPayerStandsInTheFilesOfTheStoreInAnyForm) {
    ASSERT_TRUE(start());
    const std::vector<std::string> texts = live_a_day();
    const std::string while_running = store_bytes();
    EXPECT_GT(while_running.size(), 200'000U);
    EXPECT_THAT(clear_text::find_clear(while_running, texts), IsEmpty());
    EXPECT_EQ(sql("SELECT count(*) FROM credits"), "6");
    EXPECT_EQ(sql("SELECT count(*) FROM personal_data WHERE ciphertext IS NOT NULL"), "24");
    EXPECT_EQ(sql("SELECT count(*) > 5 FROM raw_inbound WHERE ciphertext IS NOT NULL"), "1");
    stop();
    EXPECT_THAT(clear_text::find_clear(store_bytes(), texts), IsEmpty());
    EXPECT_THAT(clear_text::find_clear(log_, texts), IsEmpty());
    // What is not of a person is there to be read, so these are the right bytes.
    EXPECT_THAT(store_bytes(), HasSubstr("H01.12"));
}

TEST_F(StolenDisk, WhateverIsPlantedIsFoundInTheLogAndInTheDatabase) {
    ASSERT_TRUE(start());
    make_key();
    const Person victim = person(7);
    for (const auto& text : victim.texts()) {
        std::string planted;
        for (const auto& form : clear_text::forms_of(text)) planted += form.bytes + "|";
        EXPECT_THAT(clear_text::find_clear(store_bytes(), {text}), IsEmpty());
        sql("INSERT INTO meta (name, value) VALUES ('plant', CAST(x'" + crypto::to_hex(planted) +
            "' AS TEXT))");
        const auto found = clear_text::find_clear(store_bytes(), {text});
        EXPECT_EQ(found.size(), clear_text::forms_of(text).size()) << text;
        sql("DELETE FROM meta WHERE name = 'plant'");
    }
    sql("INSERT INTO meta (name, value) VALUES ('plant', '" + victim.address + "')");
    stop();
    EXPECT_TRUE(bytes_of(root_ / "store.db-wal").empty());
    EXPECT_THAT(
        clear_text::find_clear(store_bytes(), victim.texts()),
        testing::Contains("UTF-8 of " + victim.address)
    );
}

}  // namespace
}  // namespace dvcpay::app
