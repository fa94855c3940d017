#pragma once
// Certificates made while the test runs, in a folder that goes with it: no key is ever in the tree.
#include <string>
#include <vector>

namespace dvcpay::net::test {

/// A certificate authority with the files it wrote. P-256, valid from an hour ago.
class TestCa {
  public:
    explicit TestCa(const std::string& name);
    ~TestCa();
    TestCa(const TestCa&) = delete;
    TestCa& operator=(const TestCa&) = delete;

    struct Files {
        std::string certificate;
        std::string key;
    };
    enum class Validity { good, expired };
    /// `names` become subject alternative names, addresses recognised by their form.
    Files issue(
        const std::string& common_name,
        const std::vector<std::string>& names,
        Validity validity = Validity::good
    );
    const std::string& ca_file() const { return ca_file_; }

  private:
    struct Identity;
    std::string folder_;
    std::string ca_file_;
    Identity* ca_;
    int serial_ = 1;
};

}  // namespace dvcpay::net::test
