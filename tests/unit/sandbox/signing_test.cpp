// The published rule against computed vectors: the raw text is compared before the signature.
// Source: spec §14; partnerCode MOMOTEST01, accessKey AKtest0000000001.
#include "sandbox/momo/signing.hpp"

#include <cctype>

#include <gtest/gtest.h>

#include "world.hpp"

namespace dvcpay::sandbox::momo {
namespace {

struct Vector {
    const char* name;
    Message message;
    const char* body;
    const char* raw;
    const char* signature;
};

// clang-format off
const Vector vectors[] = {
    Vector{"C1", Message::create,
        R"~({"amount": 50000, "extraData": "", "ipnUrl": "https://pay.example.gov.vn/cb/momo", "orderId": "DVC-20260115-000001", "orderInfo": "Nop le phi ho so H01.22.35-260115-0001", "partnerCode": "MOMOTEST01", "redirectUrl": "https://dvc.example.gov.vn/return/momo", "requestId": "7b1f6a52-2a0c-4a55-9a1e-0d7d5f0c1a01", "requestType": "captureWallet"})~",
        R"~(accessKey=AKtest0000000001&amount=50000&extraData=&ipnUrl=https://pay.example.gov.vn/cb/momo&orderId=DVC-20260115-000001&orderInfo=Nop le phi ho so H01.22.35-260115-0001&partnerCode=MOMOTEST01&redirectUrl=https://dvc.example.gov.vn/return/momo&requestId=7b1f6a52-2a0c-4a55-9a1e-0d7d5f0c1a01&requestType=captureWallet)~",
        "f5f1aeb6db4dc8ff844240808584f6f01e26da443500267d5200f2a86ecf57e1"},
    Vector{"C2", Message::create,
        R"~({"amount": 1000, "extraData": "eyJocyI6IkgwMS4yMiJ9", "ipnUrl": "https://pay.example.gov.vn/cb/momo", "orderId": "DVC-20260115-000002", "orderInfo": "Nộp lệ phí cấp hộ chiếu – Nguyễn Thị Hà", "partnerCode": "MOMOTEST01", "redirectUrl": "https://dvc.example.gov.vn/return/momo", "requestId": "7b1f6a52-2a0c-4a55-9a1e-0d7d5f0c1a02", "requestType": "captureWallet"})~",
        R"~(accessKey=AKtest0000000001&amount=1000&extraData=eyJocyI6IkgwMS4yMiJ9&ipnUrl=https://pay.example.gov.vn/cb/momo&orderId=DVC-20260115-000002&orderInfo=Nộp lệ phí cấp hộ chiếu – Nguyễn Thị Hà&partnerCode=MOMOTEST01&redirectUrl=https://dvc.example.gov.vn/return/momo&requestId=7b1f6a52-2a0c-4a55-9a1e-0d7d5f0c1a02&requestType=captureWallet)~",
        "57ae6e3c7b425a6b7174688d7d8e055b9a9eb8968e485464ebd7475a1c112cff"},
    Vector{"C3", Message::create,
        R"~({"amount": 50000000, "extraData": "eyJob1NvIjoiSDAxIiwiZG9uX3ZpIjoiU+G7nyBUxrAgcGjDoXAifQ==", "ipnUrl": "https://pay.example.gov.vn/cb/momo", "orderId": "DVC_20260115.3", "orderInfo": "Le phi A&B=2 / 100%", "partnerCode": "MOMOTEST01", "redirectUrl": "https://dvc.example.gov.vn/return/momo?lang=vi&hs=H01", "requestId": "7b1f6a52-2a0c-4a55-9a1e-0d7d5f0c1a03", "requestType": "payWithMethod"})~",
        R"~(accessKey=AKtest0000000001&amount=50000000&extraData=eyJob1NvIjoiSDAxIiwiZG9uX3ZpIjoiU+G7nyBUxrAgcGjDoXAifQ==&ipnUrl=https://pay.example.gov.vn/cb/momo&orderId=DVC_20260115.3&orderInfo=Le phi A&B=2 / 100%&partnerCode=MOMOTEST01&redirectUrl=https://dvc.example.gov.vn/return/momo?lang=vi&hs=H01&requestId=7b1f6a52-2a0c-4a55-9a1e-0d7d5f0c1a03&requestType=payWithMethod)~",
        "7e88442239856ac104fdbd9cc3c6dc900895ca12459bb35c753172acaa0fee1c"},
    Vector{"Q1", Message::query,
        R"~({"orderId": "DVC-20260115-000001", "partnerCode": "MOMOTEST01", "requestId": "q-0001"})~",
        R"~(accessKey=AKtest0000000001&orderId=DVC-20260115-000001&partnerCode=MOMOTEST01&requestId=q-0001)~",
        "766fbdd21175bd45972d1ae75204720b33c3745d4d48b9435c287403a5be2d75"},
    Vector{"Q2", Message::query,
        R"~({"orderId": "DVC-20260115-000002", "partnerCode": "MOMOTEST01", "requestId": "0190f0a4-8c1e-7c3e-9d53-3f5b2c8a9e10"})~",
        R"~(accessKey=AKtest0000000001&orderId=DVC-20260115-000002&partnerCode=MOMOTEST01&requestId=0190f0a4-8c1e-7c3e-9d53-3f5b2c8a9e10)~",
        "37862885c19c40e4b7a38c14c4b6c00c25695ef0163853f55887089810fdc023"},
    Vector{"Q3", Message::query,
        R"~({"orderId": "DVC_20260115.3", "partnerCode": "MOMOTEST01", "requestId": "Q.20260115.235959-0003"})~",
        R"~(accessKey=AKtest0000000001&orderId=DVC_20260115.3&partnerCode=MOMOTEST01&requestId=Q.20260115.235959-0003)~",
        "0deeef62dbf3ecbff01d0e267f8438070f869c85b9b61416ccc845f8ff5a7118"},
    Vector{"R1", Message::refund,
        R"~({"amount": 50000, "orderId": "RF-20260116-000001", "partnerCode": "MOMOTEST01", "requestId": "rf-0001", "transId": 4088878653})~",
        R"~(accessKey=AKtest0000000001&amount=50000&description=&orderId=RF-20260116-000001&partnerCode=MOMOTEST01&requestId=rf-0001&transId=4088878653)~",
        "62dbaa950733c800a21a0122ef25f0669a8fac05c3c4573c16be1870db3db33a"},
    Vector{"R2", Message::refund,
        R"~({"amount": 20000, "description": "Hoàn phí do hồ sơ bị từ chối", "orderId": "RF-20260116-000002", "partnerCode": "MOMOTEST01", "requestId": "rf-0002", "transId": 4088878653})~",
        R"~(accessKey=AKtest0000000001&amount=20000&description=Hoàn phí do hồ sơ bị từ chối&orderId=RF-20260116-000002&partnerCode=MOMOTEST01&requestId=rf-0002&transId=4088878653)~",
        "41605950a4be39789c20cfa68e0445f68bb9264b82309ca157f482dc7bfe5141"},
    Vector{"R3", Message::refund,
        R"~({"amount": 30000, "description": "Hoan phan con lai", "orderId": "RF-20260116-000003", "partnerCode": "MOMOTEST01", "requestId": "rf-0003", "transId": 4088878653})~",
        R"~(accessKey=AKtest0000000001&amount=30000&description=Hoan phan con lai&orderId=RF-20260116-000003&partnerCode=MOMOTEST01&requestId=rf-0003&transId=4088878653)~",
        "75b86c8499b63cb9f83187ea055f68b61ca00cc13627d16c2ab3f6d131ca8514"},
    Vector{"RQ1", Message::refund_query,
        R"~({"orderId": "RF-20260116-000001", "partnerCode": "MOMOTEST01", "requestId": "rq-0001"})~",
        R"~(accessKey=AKtest0000000001&orderId=RF-20260116-000001&partnerCode=MOMOTEST01&requestId=rq-0001)~",
        "dfb90dcec629f4aa4814e961dbc9e6d83ed3dc114bbca5bf267c310312ff8f39"},
    Vector{"RQ2", Message::refund_query,
        R"~({"orderId": "RF-20260116-000002", "partnerCode": "MOMOTEST01", "requestId": "rq-0002"})~",
        R"~(accessKey=AKtest0000000001&orderId=RF-20260116-000002&partnerCode=MOMOTEST01&requestId=rq-0002)~",
        "cc4371fa661be16e3ec67ceefb7ffc8b50f3042d97554a7bd203af0e81e0d699"},
    Vector{"RQ3", Message::refund_query,
        R"~({"orderId": "RF-20260116-000003", "partnerCode": "MOMOTEST01", "requestId": "rq-0003"})~",
        R"~(accessKey=AKtest0000000001&orderId=RF-20260116-000003&partnerCode=MOMOTEST01&requestId=rq-0003)~",
        "bead6aa13eaf9fb9e681d04ebcbe089ddb22ad6c981d27d23a147aa0757c7796"},
    Vector{"F1", Message::confirm,
        R"~({"amount": 250000, "description": "", "orderId": "DVC-20260115-000004", "partnerCode": "MOMOTEST01", "requestId": "cf-0001", "requestType": "capture"})~",
        R"~(accessKey=AKtest0000000001&amount=250000&description=&orderId=DVC-20260115-000004&partnerCode=MOMOTEST01&requestId=cf-0001&requestType=capture)~",
        "5dc460fe0bc8951c29780f2b048b96171aa7a56724e4979e7c43371b192949e8"},
    Vector{"F2", Message::confirm,
        R"~({"amount": 250000, "description": "Huỷ do hồ sơ không hợp lệ", "orderId": "DVC-20260115-000005", "partnerCode": "MOMOTEST01", "requestId": "cf-0002", "requestType": "cancel"})~",
        R"~(accessKey=AKtest0000000001&amount=250000&description=Huỷ do hồ sơ không hợp lệ&orderId=DVC-20260115-000005&partnerCode=MOMOTEST01&requestId=cf-0002&requestType=cancel)~",
        "210a360f529873135f389328f601fda4fdfa1978aeb71cfe1789ca12e55ab0cb"},
    Vector{"F3", Message::confirm,
        R"~({"amount": 1000, "description": "chot giao dich", "orderId": "DVC-20260115-000006", "partnerCode": "MOMOTEST01", "requestId": "cf-0003", "requestType": "capture"})~",
        R"~(accessKey=AKtest0000000001&amount=1000&description=chot giao dich&orderId=DVC-20260115-000006&partnerCode=MOMOTEST01&requestId=cf-0003&requestType=capture)~",
        "3613bb6c4bc2a64e5ae73186ae31d3af0ec713a7a4d2464453dd8fa3fa34f3c8"},
    Vector{"I1", Message::notice,
        R"~({"amount": 50000, "extraData": "", "message": "Successful.", "orderId": "DVC-20260115-000001", "orderInfo": "Nop le phi ho so H01.22.35-260115-0001", "orderType": "momo_wallet", "partnerCode": "MOMOTEST01", "payType": "qr", "requestId": "7b1f6a52-2a0c-4a55-9a1e-0d7d5f0c1a01", "responseTime": 1768449600123, "resultCode": 0, "transId": 4088878653})~",
        R"~(accessKey=AKtest0000000001&amount=50000&extraData=&message=Successful.&orderId=DVC-20260115-000001&orderInfo=Nop le phi ho so H01.22.35-260115-0001&orderType=momo_wallet&partnerCode=MOMOTEST01&payType=qr&requestId=7b1f6a52-2a0c-4a55-9a1e-0d7d5f0c1a01&responseTime=1768449600123&resultCode=0&transId=4088878653)~",
        "073ad6e9bc278b2ee10016be2d6c8c444ba76bb9637523a78ae4e74417113397"},
    Vector{"I2", Message::notice,
        R"~({"amount": 1000, "extraData": "eyJocyI6IkgwMS4yMiJ9", "message": "Giao dịch bị từ chối bởi người dùng.", "orderId": "DVC-20260115-000002", "orderInfo": "Nộp lệ phí cấp hộ chiếu – Nguyễn Thị Hà", "orderType": "momo_wallet", "partnerCode": "MOMOTEST01", "payType": "", "requestId": "7b1f6a52-2a0c-4a55-9a1e-0d7d5f0c1a02", "responseTime": 1768449700456, "resultCode": 1006, "transId": 1768449700455})~",
        R"~(accessKey=AKtest0000000001&amount=1000&extraData=eyJocyI6IkgwMS4yMiJ9&message=Giao dịch bị từ chối bởi người dùng.&orderId=DVC-20260115-000002&orderInfo=Nộp lệ phí cấp hộ chiếu – Nguyễn Thị Hà&orderType=momo_wallet&partnerCode=MOMOTEST01&payType=&requestId=7b1f6a52-2a0c-4a55-9a1e-0d7d5f0c1a02&responseTime=1768449700456&resultCode=1006&transId=1768449700455)~",
        "04fff117cb695a3f83f6069507cfe07c46252c1c65dfe189149ce5564bb9190d"},
    Vector{"I3", Message::notice,
        R"~({"amount": 250000, "extraData": "", "message": "Transaction is authorized successfully.", "orderId": "DVC-20260115-000004", "orderInfo": "Phi cap phep xay dung", "orderType": "momo_wallet", "partnerCode": "MOMOTEST01", "payType": "web", "requestId": "7b1f6a52-2a0c-4a55-9a1e-0d7d5f0c1a04", "responseTime": 1768449800789, "resultCode": 9000, "transId": 4088879000})~",
        R"~(accessKey=AKtest0000000001&amount=250000&extraData=&message=Transaction is authorized successfully.&orderId=DVC-20260115-000004&orderInfo=Phi cap phep xay dung&orderType=momo_wallet&partnerCode=MOMOTEST01&payType=web&requestId=7b1f6a52-2a0c-4a55-9a1e-0d7d5f0c1a04&responseTime=1768449800789&resultCode=9000&transId=4088879000)~",
        "8bc4699604691c1611e830c7076a7649d5e0c83b29772464f96327d3dd612572"},
    Vector{"P1A", Message::create_answer_a,
        R"~({"amount": 50000, "message": "Successful.", "orderId": "DVC-20260115-000001", "partnerCode": "MOMOTEST01", "payUrl": "https://test-payment.momo.vn/v2/gateway/pay?t=TU9NT1RFU1QwMXxEVkM&s=ab12", "requestId": "7b1f6a52-2a0c-4a55-9a1e-0d7d5f0c1a01", "responseTime": 1768449500001, "resultCode": 0})~",
        R"~(accessKey=AKtest0000000001&amount=50000&message=Successful.&orderId=DVC-20260115-000001&partnerCode=MOMOTEST01&payUrl=https://test-payment.momo.vn/v2/gateway/pay?t=TU9NT1RFU1QwMXxEVkM&s=ab12&requestId=7b1f6a52-2a0c-4a55-9a1e-0d7d5f0c1a01&responseTime=1768449500001&resultCode=0)~",
        "e49801bc145f7819437bf8a0075d1b992831db8bd498b95701535deadcf70022"},
    Vector{"P1B", Message::create_answer_b,
        R"~({"amount": 50000, "message": "Successful.", "orderId": "DVC-20260115-000001", "partnerCode": "MOMOTEST01", "payUrl": "https://test-payment.momo.vn/v2/gateway/pay?t=TU9NT1RFU1QwMXxEVkM&s=ab12", "requestId": "7b1f6a52-2a0c-4a55-9a1e-0d7d5f0c1a01", "responseTime": 1768449500001, "resultCode": 0})~",
        R"~(accessKey=AKtest0000000001&amount=50000&orderId=DVC-20260115-000001&partnerCode=MOMOTEST01&payUrl=https://test-payment.momo.vn/v2/gateway/pay?t=TU9NT1RFU1QwMXxEVkM&s=ab12&requestId=7b1f6a52-2a0c-4a55-9a1e-0d7d5f0c1a01&responseTime=1768449500001&resultCode=0)~",
        "e299fd04418532e7d63c5947490cd915fd4c60f43cb25152c1ea72ab7de2ffbc"},
    Vector{"P2A", Message::create_answer_a,
        R"~({"amount": 1000, "message": "Thành công.", "orderId": "DVC-20260115-000002", "partnerCode": "MOMOTEST01", "payUrl": "https://test-payment.momo.vn/v2/gateway/pay?t=UDI", "requestId": "7b1f6a52-2a0c-4a55-9a1e-0d7d5f0c1a02", "responseTime": 1768449500002, "resultCode": 0})~",
        R"~(accessKey=AKtest0000000001&amount=1000&message=Thành công.&orderId=DVC-20260115-000002&partnerCode=MOMOTEST01&payUrl=https://test-payment.momo.vn/v2/gateway/pay?t=UDI&requestId=7b1f6a52-2a0c-4a55-9a1e-0d7d5f0c1a02&responseTime=1768449500002&resultCode=0)~",
        "008048f761a2bd84f3d8d2eed58432f1ce4bec5cff070992d7e99c01abd4cb51"},
    Vector{"P2B", Message::create_answer_b,
        R"~({"amount": 1000, "message": "Thành công.", "orderId": "DVC-20260115-000002", "partnerCode": "MOMOTEST01", "payUrl": "https://test-payment.momo.vn/v2/gateway/pay?t=UDI", "requestId": "7b1f6a52-2a0c-4a55-9a1e-0d7d5f0c1a02", "responseTime": 1768449500002, "resultCode": 0})~",
        R"~(accessKey=AKtest0000000001&amount=1000&orderId=DVC-20260115-000002&partnerCode=MOMOTEST01&payUrl=https://test-payment.momo.vn/v2/gateway/pay?t=UDI&requestId=7b1f6a52-2a0c-4a55-9a1e-0d7d5f0c1a02&responseTime=1768449500002&resultCode=0)~",
        "6d00ce265325423f5899a388cca281d8068d502753e92ea881f6e419b6d16261"},
    Vector{"P3A", Message::create_answer_a,
        R"~({"amount": 50000000, "message": "Successful.", "orderId": "DVC_20260115.3", "partnerCode": "MOMOTEST01", "payUrl": "https://test-payment.momo.vn/v2/gateway/pay?t=UDM%3D", "requestId": "7b1f6a52-2a0c-4a55-9a1e-0d7d5f0c1a03", "responseTime": 1768449500003, "resultCode": 0})~",
        R"~(accessKey=AKtest0000000001&amount=50000000&message=Successful.&orderId=DVC_20260115.3&partnerCode=MOMOTEST01&payUrl=https://test-payment.momo.vn/v2/gateway/pay?t=UDM%3D&requestId=7b1f6a52-2a0c-4a55-9a1e-0d7d5f0c1a03&responseTime=1768449500003&resultCode=0)~",
        "df5d648931d070842d12beec0774237d25a9963bf93cec5cab61dc38a507cc22"},
    Vector{"P3B", Message::create_answer_b,
        R"~({"amount": 50000000, "message": "Successful.", "orderId": "DVC_20260115.3", "partnerCode": "MOMOTEST01", "payUrl": "https://test-payment.momo.vn/v2/gateway/pay?t=UDM%3D", "requestId": "7b1f6a52-2a0c-4a55-9a1e-0d7d5f0c1a03", "responseTime": 1768449500003, "resultCode": 0})~",
        R"~(accessKey=AKtest0000000001&amount=50000000&orderId=DVC_20260115.3&partnerCode=MOMOTEST01&payUrl=https://test-payment.momo.vn/v2/gateway/pay?t=UDM%3D&requestId=7b1f6a52-2a0c-4a55-9a1e-0d7d5f0c1a03&responseTime=1768449500003&resultCode=0)~",
        "f8f3d2c0f8a34e1fa2f2be3ff58ed4db5955a06ab75f1e1c4bd5f747ae49c36d"},
};
// clang-format on

class MomoSigning : public testing::TestWithParam<Vector> {
  protected:
    const Secret secret{test::secret_key};
};

TEST_P(MomoSigning, RawTextAndSignatureAreThePublishedOnes) {
    const auto body = Json::parse(GetParam().body);
    const auto raw = raw_text(GetParam().message, body, test::access_key);
    EXPECT_EQ(raw, GetParam().raw);
    EXPECT_EQ(sign(secret, raw), GetParam().signature);
}

TEST_P(MomoSigning, MembersThatAreNotSignedDoNotMatter) {
    auto body = Json::parse(GetParam().body);
    body["lang"] = "vi";
    body["accessKey"] = "another";
    body["signature"] = "x";
    EXPECT_EQ(raw_text(GetParam().message, body, test::access_key), GetParam().raw);
}

TEST_P(MomoSigning, EachSignedMemberChangesTheSignature) {
    const auto body = Json::parse(GetParam().body);
    for (const auto name : signed_members(GetParam().message)) {
        auto other = body;
        other[std::string(name)] = "changed";
        const auto raw = raw_text(GetParam().message, other, test::access_key);
        EXPECT_FALSE(verifies(secret, raw, GetParam().signature)) << name;
    }
}

TEST_P(MomoSigning, OnlyTheWholeSignatureVerifiesInEitherCase) {
    const std::string right = GetParam().signature;
    EXPECT_TRUE(verifies(secret, GetParam().raw, right));
    std::string upper = right;
    for (auto& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    EXPECT_TRUE(verifies(secret, GetParam().raw, upper));
    EXPECT_FALSE(verifies(secret, GetParam().raw, right.substr(1)));
    EXPECT_FALSE(verifies(secret, GetParam().raw, right + "0"));
    EXPECT_FALSE(verifies(secret, GetParam().raw, ""));
    std::string flipped = right;
    flipped[63] = flipped[63] == '0' ? '1' : '0';
    EXPECT_FALSE(verifies(secret, GetParam().raw, flipped));
}

INSTANTIATE_TEST_SUITE_P(Spec14, MomoSigning, testing::ValuesIn(vectors), [](const auto& row) {
    return std::string(row.param.name);
});

}  // namespace
}  // namespace dvcpay::sandbox::momo
