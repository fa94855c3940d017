// Every vector of tests/vectors/vietinbank: the text under the signature first, then the signature.
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "support.hpp"
#include "toolkit/vietqr.hpp"

namespace dvcpay::vietinbank {
namespace {

struct Vector {
    std::string name;
    std::string source;
    Signed kind = Signed::notice;
    std::string by;
    SignAlgorithm algorithm = SignAlgorithm::rsa_pkcs1_sha256;
    Json input;
    std::string raw;
    std::string signature;
};

Json read_file(const std::string& operation) {
    std::ifstream file(std::string(DVCPAY_VECTORS_DIR) + "/" + operation + ".json");
    return Json::parse(file);
}

Vector read_vector(const Json& entry, Signed kind) {
    Vector v;
    v.name = entry.at("name");
    v.source = entry.at("source");
    v.kind = kind;
    if (entry.contains("by")) {
        v.by = entry.at("by") == "bank" ? "the/bank" : "vietinbank/default/partner_key";
        if (entry.at("algorithm") == "SHA1withRSA") v.algorithm = SignAlgorithm::rsa_pkcs1_sha1;
    }
    v.input = entry.at("input");
    v.raw = entry.at("expected").at("raw");
    v.signature = entry.at("expected").at("signature");
    return v;
}

const std::map<std::string, Signed> kinds = {
    {"qr_request", Signed::qr_request},
    {"qr_response", Signed::qr_answer},
    {"inq_request", Signed::inquiry},
    {"inq_response", Signed::inquiry_answer},
    {"inq_response_legacy", Signed::inquiry_answer_with_channel},
    {"notify_request", Signed::notice},
    {"notify_response", Signed::notice_answer},
    {"records_request", Signed::records},
    {"records_response", Signed::records_answer},
    {"statement_request", Signed::statement},
    {"erp_response", Signed::erp_answer},
    {"va_register", Signed::register_number},
    {"va_update_status", Signed::number_status},
    {"name_inquiry_request", Signed::name_inquiry},
    {"transfer_request", Signed::transfer},
};

std::vector<Vector> read_vectors() {
    std::vector<Vector> out;
    for (const auto& [operation, kind] : kinds) {
        const Json document = read_file(operation);
        for (const auto& entry : document.at("vectors")) out.push_back(read_vector(entry, kind));
    }
    return out;
}

std::string test_name(const ::testing::TestParamInfo<Vector>& info) {
    std::string out;
    for (const char c : info.param.name) out += c == '-' ? '_' : c;
    return out;
}

class VietinbankVectors : public ::testing::TestWithParam<Vector> {};

TEST_P(VietinbankVectors, GiveTheTextAndThenTheSignature) {
    const Vector& v = GetParam();
    EXPECT_FALSE(v.source.empty());
    const auto tree = testing::tree_of(v.input);
    ASSERT_TRUE(is_signable(v.kind, tree));
    ASSERT_EQ(text_to_sign(v.kind, tree), v.raw);
    EXPECT_EQ(testing::sign_with(v.by, v.raw, v.algorithm), v.signature);
}

TEST_P(VietinbankVectors, VerifyAsTheyAreAndInNoOtherWay) {
    const Vector& v = GetParam();
    const auto keys = testing::test_keys();
    const auto verifies = [&](const Json& body, std::string_view signature) {
        return verify_signature(keys, v.by, v.algorithm, v.kind, testing::tree_of(body), signature)
            .has_value();
    };
    ASSERT_TRUE(verifies(v.input, v.signature));
    std::string wrapped = v.signature;
    wrapped.insert(64, "\r\n");
    EXPECT_TRUE(verifies(v.input, wrapped));
    std::string spaced = v.signature;
    spaced.insert(64, " ");
    EXPECT_FALSE(verifies(v.input, spaced));
    EXPECT_FALSE(verifies(v.input, ""));
    EXPECT_FALSE(verifies(v.input, "AAAA"));
    EXPECT_FALSE(verifies(v.input, v.signature.substr(4)));
    EXPECT_FALSE(verifies(v.input, v.signature + "AAAA"));
    std::string flipped = v.signature;
    flipped[10] = flipped[10] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(verifies(v.input, flipped));
    const auto other = v.algorithm == SignAlgorithm::rsa_pkcs1_sha1
                           ? SignAlgorithm::rsa_pkcs1_sha256
                           : SignAlgorithm::rsa_pkcs1_sha1;
    EXPECT_FALSE(verify_signature(keys, v.by, other, v.kind, testing::tree_of(v.input), v.signature)
    );
}

INSTANTIATE_TEST_SUITE_P(All, VietinbankVectors, ::testing::ValuesIn(read_vectors()), test_name);

TEST(VietinbankVectorFiles, AreComplete) {
    std::map<Signed, int> count;
    for (const auto& v : read_vectors()) ++count[v.kind];
    EXPECT_EQ(count.size(), 15U);
    for (const auto& [kind, n] : count) {
        EXPECT_GE(n, 3) << static_cast<int>(kind);
    }
}

TEST(VietinbankSignature, CannotTellAShiftAcrossABorder) {
    // What follows from it is checked by value: see the tests of notices.
    Json shifted = testing::notice();
    shifted["custCode"] = testing::number_1 + "1";
    shifted["amount"] = "50000";
    EXPECT_EQ(
        text_to_sign(Signed::notice, testing::tree_of(shifted)),
        text_to_sign(Signed::notice, testing::tree_of(testing::notice()))
    );
}

TEST(VietinbankSignature, TakesNumbersByTheirLiteralAndSkipsNull) {
    const auto tree = toolkit::parse_json(
        R"({"transId":601690003,"transTime":"20261005090000","custCode":null,"amount":150000.00,"remark":""})"
    );
    EXPECT_EQ(text_to_sign(Signed::notice, tree.value()), "60169000320261005090000150000.00");
}

TEST(VietinbankSignature, RefusesMembersWithoutASpelling) {
    for (const char* bad : {R"(true)", R"({"x":1})", R"(["1"])"}) {
        const auto tree =
            toolkit::parse_json(std::string(R"({"transId":"1","amount":)") + bad + "}");
        EXPECT_FALSE(is_signable(Signed::notice, tree.value())) << bad;
    }
    const auto no_list = toolkit::parse_json(R"({"data":{"records":{}}})");
    EXPECT_FALSE(is_signable(Signed::records, no_list.value()));
    const auto odd_item = toolkit::parse_json(R"({"data":{"records":["1"]}})");
    EXPECT_FALSE(is_signable(Signed::records, odd_item.value()));
}

// Lines of the collection file: MD5 over the columns and the file's secret. The file itself is read
// by reconciliation.
TEST(VietinbankLines, SumAsTheVectorsSay) {
    const auto keys = testing::test_keys();
    int lines = 0;
    for (const char* operation : {"recon_in_record", "recon_footer", "recon_out_record"}) {
        const Json document = read_file(operation);
        for (const auto& entry : document.at("vectors")) {
            const Vector v = read_vector(entry, Signed::notice);
            std::string joined = v.input.at("line");
            std::erase(joined, '|');
            ASSERT_EQ(joined + "VTBSUM", v.raw) << v.name;
            const auto sum = keys.digest("file/secret", DigestAlgorithm::md5, joined, "");
            ASSERT_TRUE(sum) << v.name;
            EXPECT_EQ(crypto::to_hex(sum.value()), v.signature) << v.name;
            ++lines;
        }
    }
    EXPECT_EQ(lines, 9);
}

TEST(VietinbankQrTexts, AreMadeAsTheVectorsSay) {
    int codes = 0;
    const Json document = read_file("vietqr");
    for (const auto& entry : document.at("vectors")) {
        const Vector v = read_vector(entry, Signed::notice);
        toolkit::QrOrder order;
        order.bank_bin = v.input.at("bin");
        order.number = v.input.at("account");
        order.amount = Money::dong(v.input.at("amount"));
        order.purpose = v.input.at("addInfo");
        toolkit::QrKnobs knobs;
        knobs.amount_min = testing::settings().amount_min;
        knobs.amount_max = testing::settings().amount_max;
        const auto payload = toolkit::encode_vietqr(order, knobs);
        ASSERT_TRUE(payload) << v.name;
        EXPECT_EQ(payload.value(), v.raw) << v.name;
        ++codes;
    }
    EXPECT_EQ(codes, 3);
}

// What the encoders write signs as the vectors say.

Settings vector_settings(const Json& input) {
    ProviderAccount account = testing::account();
    account.settings["merchant_id"] = input.at("merchantId").get<std::string>();
    account.settings["transfer_merchant_id"] = account.settings["merchant_id"];
    account.settings["refunds"] = "transfer";
    account.settings["transfer_approver"] = "300000001duyet.kg";
    account.settings["transfer_appointed_approver"] = "ketoankg";
    account.settings["transfer_software_provider_id"] = "KGGW";
    if (input.contains("clientIP"))
        account.settings["client_ip"] = input.at("clientIP").get<std::string>();
    return read_settings(account).value();
}

Wall time_of(const Json& input) {
    return read_time(input.at("transTime").get<std::string>()).value();
}

void expect_encodes(const Vector& v, const Result<Outgoing>& message) {
    ASSERT_TRUE(message) << v.name << ": " << message.error().detail;
    EXPECT_EQ(message.value().text(), v.raw) << v.name;
    const Json body = Json::parse(message.value().to_json(v.signature));
    EXPECT_EQ(body.at("signature"), v.signature);
    for (const auto& [name, value] : v.input.items()) {
        EXPECT_TRUE(body.contains(name)) << v.name << " " << name;
    }
}

TEST(VietinbankEncoders, AskForQrCodesAsTheVectorsSay) {
    const Json document = read_file("qr_request");
    for (const auto& entry : document.at("vectors")) {
        const Vector v = read_vector(entry, Signed::qr_request);
        CreateOrder order = testing::create_order();
        order.attempt.request_id = v.input.at("requestId");
        order.attempt.virtual_account = v.input.at("data").at("accountNumber");
        order.attempt.amount = Money::dong(v.input.at("data").at("amount"));
        order.now = parse_rfc3339(v.input.at("clientDt").get<std::string>()).value();
        const auto message = encode_qr(vector_settings(v.input), order);
        expect_encodes(v, message);
        EXPECT_EQ(message.value().body.at("data").at("amount"), v.input.at("data").at("amount"));
    }
}

TEST(VietinbankEncoders, AskForStatementsOfOneDayAsTheVectorsSay) {
    const Json document = read_file("statement_request");
    for (const auto& entry : document.at("vectors")) {
        const Vector v = read_vector(entry, Signed::statement);
        const auto message = encode_statement(
            vector_settings(v.input), Day{2026, 10, 5}, v.input.at("requestId"), time_of(v.input)
        );
        expect_encodes(v, message);
        EXPECT_EQ(message.value().body.at("fromDate"), "05/10/2026");
        EXPECT_EQ(message.value().body.at("toDate"), "05/10/2026");
        EXPECT_FALSE(message.value().body.contains("collectionType"));
    }
}

TEST(VietinbankEncoders, RegisterAndCloseNumbersAsTheVectorsSay) {
    for (const char* operation : {"va_register", "va_update_status"}) {
        const Json document = read_file(operation);
        for (const auto& entry : document.at("vectors")) {
            const Vector v = read_vector(entry, kinds.at(operation));
            if (!v.input.value("customerCode", "").empty()) continue;  // no member of ours
            NumberOrder order;
            order.request_id = v.input.at("requestId");
            order.virtual_account = v.input.at("virtualAcctCode").get<std::string>() +
                                    v.input.at("virtualAcctVar").get<std::string>();
            order.name = v.input.value("virtualAcctName", "");
            order.now = time_of(v.input);
            if (v.kind == Signed::register_number) {
                expect_encodes(v, encode_register_number(vector_settings(v.input), order));
                continue;
            }
            const auto status =
                v.input.at("newStatus") == "0" ? NumberStatus::on : NumberStatus::off;
            expect_encodes(v, encode_number_status(vector_settings(v.input), order, status));
        }
    }
}

RefundOrder refund_of(const Json& record, const std::string& request_id) {
    RefundOrder order;
    order.account = testing::account();
    order.refund_ref = record.at("transId");
    order.request_id = request_id;
    order.order_ref = testing::order_ref_text;
    order.amount = Money::dong(std::stoll(record.at("amount").get<std::string>()));
    const std::string bank = record.at("recvBankId");
    order.destination = Destination{
        bank == "01201001" ? "970415" : bank, record.at("recvAcctId"), record.at("recvAcctName")
    };
    return order;
}

TEST(VietinbankEncoders, TransferAsTheVectorsSay) {
    int written = 0;
    const Json document = read_file("transfer_request");
    for (const auto& entry : document.at("vectors")) {
        const Vector v = read_vector(entry, Signed::transfer);
        if (v.input.at("records").size() != 1) continue;  // we send one refund at a time
        const Json& record = v.input.at("records").at(0);
        RefundOrder order = refund_of(record, v.input.at("requestId"));
        order.now = time_of(v.input);
        const auto message = encode_transfer(vector_settings(v.input), order);
        expect_encodes(v, message);
        const Json& ours = message.value().body.at("records").at(0);
        for (const auto& [name, value] : record.items()) {
            if (name != "remark") {
                EXPECT_EQ(ours.at(name), value) << name;
            }
        }
        EXPECT_TRUE(ours.at("remark").get<std::string>().starts_with(order.refund_ref));
        ++written;
    }
    EXPECT_EQ(written, 2);
}

}  // namespace
}  // namespace dvcpay::vietinbank
