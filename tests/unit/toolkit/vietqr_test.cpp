#include "toolkit/vietqr.hpp"

#include <fstream>
#include <set>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "toolkit/banks.hpp"

namespace dvcpay::toolkit {
namespace {

using Json = nlohmann::json;

Json vectors(const std::string& name) {
    std::ifstream file(DVCPAY_VIETQR_VECTORS_DIR "/" + name);
    return Json::parse(file).at("vectors");
}

const std::string& text_of(const Json& vectors_, const std::string& name) {
    for (const auto& v : vectors_) {
        if (v.at("name") == name) return v.at("text").get_ref<const std::string&>();
    }
    throw std::runtime_error("no vector " + name);
}

QrContent content_of(const Json& said) {
    QrContent out;
    const auto text = [&said](const char* name) { return said.value(name, std::string()); };
    out.bank_bin = text("bin");
    out.number = text("number");
    out.service = text("service") == "card" ? QrService::card : QrService::account;
    out.initiation = text("initiation") == "once" ? QrInitiation::once : QrInitiation::reusable;
    if (said.contains("amount")) out.amount = Money::dong(said.at("amount").get<std::int64_t>());
    out.purpose = text("purpose");
    out.bill_number = text("bill");
    out.store_label = text("store");
    out.reference_label = text("reference");
    out.terminal_label = text("terminal");
    out.mcc = text("mcc");
    out.merchant_name = text("name");
    out.city = text("city");
    out.postal_code = text("postal");
    return out;
}

QrOrder order_of(const QrContent& c) {
    return {
        .bank_bin = c.bank_bin,
        .number = c.number,
        .service = c.service,
        .amount = c.amount,
        .initiation = c.initiation.value(),
        .purpose = c.purpose,
        .bill_number = c.bill_number,
        .store_label = c.store_label,
        .reference_label = c.reference_label,
        .terminal_label = c.terminal_label,
        .mcc = c.mcc,
        .merchant_name = c.merchant_name,
        .city = c.city,
        .postal_code = c.postal_code,
    };
}

QrKnobs everything() {
    QrKnobs knobs;
    knobs.emit_mcc = knobs.emit_name = knobs.emit_city = knobs.emit_reference = true;
    knobs.amount_min = Money::dong(1);
    knobs.amount_max = largest_amount;
    return knobs;
}

QrOrder plain_order() {
    return {
        .bank_bin = "970415",
        .number = "113366668888",
        .amount = Money::dong(79'000),
        .purpose = "DVC26A000001",
    };
}

std::string reason(std::string_view text, const QrKnobs& knobs = {}) {
    const auto content = parse_vietqr(text, knobs);
    if (content) return "";
    EXPECT_EQ(content.error().fault, Fault::malformed);
    return content.error().detail;
}

/// `body` with its CRC.
std::string finished(std::string body) {
    body += "6304";
    constexpr std::string_view digits = "0123456789ABCDEF";
    const unsigned crc = crc16_ccitt_false(body);
    for (const unsigned shift : {12U, 8U, 4U, 0U}) body += digits[crc >> shift & 15U];
    return body;
}

TEST(VietQr, ReadsEveryGoodVector) {
    const Json all = vectors("good.json");
    ASSERT_EQ(all.size(), 16U);
    for (const auto& v : all) {
        EXPECT_FALSE(v.at("source").get<std::string>().empty());
        const auto content = parse_vietqr(v.at("text").get<std::string>());
        ASSERT_TRUE(content) << v.at("name") << ": " << content.error().detail;
        EXPECT_TRUE(content.value() == content_of(v.at("content"))) << v.at("name");
    }
}

TEST(VietQr, WritesOurVectorsByteForByte) {
    int ours = 0;
    for (const auto& v : vectors("good.json")) {
        if (!v.contains("ours")) continue;
        const auto text = encode_vietqr(order_of(content_of(v.at("content"))), everything());
        ASSERT_TRUE(text) << v.at("name") << ": " << text.error().detail;
        EXPECT_EQ(text.value(), v.at("text").get<std::string>()) << v.at("name");
        ++ours;
    }
    EXPECT_EQ(ours, 12);
}

TEST(VietQr, RefusesEveryBadVectorForItsOwnReason) {
    std::set<std::string> reasons;
    for (const auto& v : vectors("bad.json")) {
        EXPECT_FALSE(v.at("source").get<std::string>().empty());
        EXPECT_EQ(reason(v.at("text").get<std::string>()), v.at("reason").get<std::string>())
            << v.at("name");
        reasons.insert(v.at("reason"));
    }
    EXPECT_GE(reasons.size(), 30U);
}

TEST(VietQr, NoPrefixAndNoChangedCharacterIsAQr) {
    const std::string text = text_of(vectors("good.json"), "Q9");
    for (std::size_t size = 0; size < text.size(); ++size) {
        EXPECT_NE(reason(text.substr(0, size)), "") << size;
    }
    for (std::size_t i = 0; i < text.size(); ++i) {
        for (const char c : {'0', '7', 'Z'}) {
            std::string changed = text;
            if (changed[i] == c) continue;
            changed[i] = c;
            EXPECT_NE(reason(changed), "") << i;
        }
    }
}

TEST(VietQr, TakesLowerCaseCrcAndAnyOrderUnlessToldNotTo) {
    const Json good = vectors("good.json");
    std::string lower = text_of(good, "Q2");
    lower.replace(lower.size() - 4, 4, "de6c");
    EXPECT_EQ(reason(lower), "");
    EXPECT_EQ(reason(lower, {.crc_lowercase_ok = false}), "the CRC does not agree");
    const QrKnobs ascending = {.any_order_ok = false};
    EXPECT_EQ(reason(text_of(good, "vietcombank-own"), ascending), "root ids do not ascend");
    EXPECT_EQ(reason(text_of(good, "Q9"), ascending), "");
}

TEST(VietQr, KeepsWhatItDoesNotKnow) {
    const std::string merchant = "38560010A0000007270126000697041501121133666688880208QRIBFTTA";
    const auto content = parse_vietqr(finished(
        "00020101021126100006SCHEME" + merchant +
        "530370451030xy5802VN62160203abc0805HELLO6403abc8001!"
    ));
    ASSERT_TRUE(content) << content.error().detail;
    EXPECT_EQ(
        content.value().others,
        (std::vector<QrObject>{{"26", "0006SCHEME"}, {"51", "0xy"}, {"64", "abc"}, {"80", "!"}})
    );
    EXPECT_EQ(content.value().other_labels, (std::vector<QrObject>{{"02", "abc"}}));
    EXPECT_EQ(content.value().purpose, "HELLO");
}

TEST(VietQr, FindsTheTemplateOfNapasWhereverItStands) {
    const std::string inside = "560010A0000007270126000697041501121133666688880208QRIBFTTA";
    for (const char* id : {"26", "38", "51"}) {
        const std::string text = finished("000201010211" + (id + inside) + "53037045802VN");
        EXPECT_EQ(reason(text), "") << id;
    }
    for (const char* id : {"25", "65"}) {
        const std::string text = finished("000201010211" + (id + inside) + "53037045802VN");
        EXPECT_EQ(reason(text), "tag 38 is missing") << id;
    }
}

TEST(VietQr, TakesAmountsWithZeroDecimals) {
    const std::string head =
        "00020101021238560010A0000007270126000697041501121133666688880208QRIBFTTA5303704";
    for (const char* amount : {"540579000", "540679000.", "540779000.0", "540879000.00"}) {
        const auto content = parse_vietqr(finished(head + amount + "5802VN"));
        ASSERT_TRUE(content) << amount;
        EXPECT_EQ(content.value().amount, Money::dong(79'000));
    }
}

TEST(VietQr, FoldsTextsAndLeavesEmptyOnesOut) {
    QrOrder order = plain_order();
    order.purpose = "dvc26a000001 lệ phí 中";
    order.bill_number = "中";
    const auto content = parse_vietqr(encode_vietqr(order).value());
    EXPECT_EQ(content.value().purpose, "DVC26A000001 LE PHI");
    EXPECT_EQ(content.value().bill_number, "");
    order.purpose.clear();
    EXPECT_EQ(encode_vietqr(order).value().find("5802VN62"), std::string::npos);
}

TEST(VietQr, EmitsWhatTheKnobsSay) {
    QrOrder order = plain_order();
    order.mcc = "9399";
    order.merchant_name = "Trung tâm hành chính công tỉnh";
    order.city = "Thành phố Hồ Chí Minh";
    order.postal_code = "700000";
    order.bill_number = "HS1";
    order.reference_label = "REF";
    const auto plain = parse_vietqr(encode_vietqr(order).value()).value();
    EXPECT_EQ(plain.mcc + plain.merchant_name + plain.city + plain.postal_code, "");
    EXPECT_EQ(plain.bill_number + plain.reference_label, "HS1");
    const auto full = parse_vietqr(encode_vietqr(order, everything()).value()).value();
    EXPECT_EQ(full.mcc, "9399");
    EXPECT_EQ(full.merchant_name, "TRUNG TAM HANH CHINH CONG");
    EXPECT_EQ(full.city, "THANH PHO HO CH");
    EXPECT_EQ(full.postal_code, "700000");
    EXPECT_EQ(full.reference_label, "REF");
}

TEST(VietQr, DropsTheLeastUsefulLabelsFirstAndNeverThePurpose) {
    QrOrder order = plain_order();
    order.purpose = std::string(25, 'P');  // 29 of 99
    order.store_label = std::string(10, 'S');
    order.terminal_label = std::string(10, 'T');
    order.reference_label = std::string(10, 'R');
    order.bill_number = std::string(10, 'B');
    const auto labels = [](const QrOrder& o) {
        QrKnobs knobs = everything();
        knobs.purpose_max = 90;
        const auto c = parse_vietqr(encode_vietqr(o, knobs).value()).value();
        EXPECT_EQ(c.purpose, o.purpose);
        std::string out;
        for (const auto& text :
             {c.bill_number, c.store_label, c.reference_label, c.terminal_label}) {
            if (!text.empty()) out += text.front();
        }
        return out;
    };
    EXPECT_EQ(labels(order), "BSRT");  // 29 + 4 × 14 = 85
    order.bill_number = std::string(24, 'B');
    EXPECT_EQ(labels(order), "BSRT");  // 99
    order.bill_number = std::string(25, 'B');
    EXPECT_EQ(labels(order), "BRT");
    order.reference_label = std::string(25, 'R');
    order.terminal_label = std::string(25, 'T');
    EXPECT_EQ(labels(order), "BR");
    order.purpose = std::string(50, 'P');
    EXPECT_EQ(labels(order), "B");
    order.purpose = std::string(90, 'P');
    EXPECT_EQ(labels(order), "");
    order.purpose = std::string(25, 'P');
    order.bill_number = std::string(26, 'B');  // never half a reference
    EXPECT_EQ(labels(order), "RT");
}

TEST(VietQr, RefusesOrdersNoAppWouldTake) {
    const auto fault = [](auto change, const QrKnobs& knobs = {}) {
        QrOrder order = plain_order();
        change(order);
        const auto text = encode_vietqr(order, knobs);
        return text ? std::string("written") : std::string(code_of(text.error().fault));
    };
    const auto amount = [&fault](std::int64_t dong, const QrKnobs& knobs = {}) {
        return fault([dong](QrOrder& o) { o.amount = Money::dong(dong); }, knobs);
    };
    const std::string unusable(code_of(Fault::configuration));
    const std::string range(code_of(Fault::amount_out_of_range));
    EXPECT_EQ(fault([](QrOrder&) {}), "written");
    EXPECT_EQ(fault([](QrOrder& o) { o.bank_bin = "970416"; }), unusable);
    EXPECT_EQ(fault([](QrOrder& o) { o.bank_bin = ""; }), unusable);
    EXPECT_EQ(fault([](QrOrder& o) { o.number = ""; }), unusable);
    EXPECT_EQ(fault([](QrOrder& o) { o.number = std::string(20, '1'); }), unusable);
    EXPECT_EQ(fault([](QrOrder& o) { o.number = "1 2"; }), unusable);
    EXPECT_EQ(fault([](QrOrder& o) { o.service = QrService::card; }), unusable);
    EXPECT_EQ(fault([](QrOrder& o) { o.service = QrService::push; }), unusable);
    EXPECT_EQ(fault([](QrOrder& o) { o.purpose = std::string(26, 'P'); }), unusable);
    EXPECT_EQ(fault([](QrOrder& o) { o.mcc = "93"; }, everything()), unusable);
    EXPECT_EQ(fault([](QrOrder& o) { o.mcc = "93A9"; }, everything()), unusable);
    EXPECT_EQ(amount(999), range);
    EXPECT_EQ(amount(1000), "written");
    EXPECT_EQ(amount(499'999'999), "written");
    EXPECT_EQ(amount(500'000'000), range);
    EXPECT_EQ(amount(9'999'999'999'999, everything()), "written");
    EXPECT_EQ(amount(10'000'000'000'000, everything()), range);
    EXPECT_EQ(amount(0, {.amount_min = Money()}), range);
    EXPECT_EQ(amount(-1, {.amount_min = Money::dong(-5)}), range);
}

TEST(VietQr, OfABankIsBelievedOnlyWhereItSaysWhatWasAskedFor) {
    const QrContent content = parse_vietqr(text_of(vectors("good.json"), "Q3")).value();
    const QrExpected expected = {"970443", "1018888999", Money::dong(50'000), "DVC26A000001"};
    EXPECT_TRUE(matches(content, expected));
    const auto why = [&content](QrExpected changed) {
        const auto answer = matches(content, changed);
        return answer ? std::string() : answer.error().detail;
    };
    QrExpected e = expected;
    e.reference = "DVC-26A 000.001";
    EXPECT_EQ(why(e), "");
    e.reference = "";
    EXPECT_EQ(why(e), "");
    e.reference = "DVC26A000002";
    EXPECT_EQ(why(e), "the QR's purpose lacks the reference");
    e = expected;
    e.bank_bin = "970415";
    EXPECT_EQ(why(e), "the QR names another bank");
    e = expected;
    e.number = "101888899";
    EXPECT_EQ(why(e), "the QR names another number");
    e = expected;
    e.amount = Money::dong(49'999);
    EXPECT_EQ(why(e), "the QR has another amount");
    e.amount.reset();
    EXPECT_EQ(why(e), "the QR fixes an amount");
    QrContent open = content;
    open.amount.reset();
    EXPECT_EQ(matches(open, expected).error().detail, "the QR has no amount");
    QrContent tip = content;
    tip.others = {{"55", "01"}};
    EXPECT_EQ(matches(tip, expected).error().detail, "the QR asks for a tip");
}

TEST(VietQr, HasTheChecksumOfTheStandard) {
    EXPECT_EQ(crc16_ccitt_false("123456789"), 0x29B1);
    EXPECT_EQ(crc16_ccitt_false(""), 0xFFFF);
}

TEST(Banks, AreFoundByBinAlone) {
    std::set<std::string_view> bins;
    for (const auto& bank : banks) {
        EXPECT_TRUE(bins.insert(bank.bin).second);
        EXPECT_EQ(bank.bin.size(), 6U);
        EXPECT_EQ(bank.bic.size(), 8U);
        EXPECT_EQ(bank_by_bin(bank.bin), &bank);
    }
    EXPECT_EQ(bank_by_bin("970436")->name, "Vietcombank");
    EXPECT_EQ(bank_by_bin("970416"), nullptr);
    EXPECT_EQ(bank_by_bin("BFTVVNVX"), nullptr);
}

}  // namespace
}  // namespace dvcpay::toolkit
