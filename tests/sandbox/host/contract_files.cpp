#include "sandbox_host/contract_files.hpp"

#include <cerrno>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sandbox/registry.hpp"

namespace dvcpay::sandbox {

namespace {

namespace fs = std::filesystem;

Error cannot(const fs::path& path) {
    return Error(
        Fault::configuration, path.string() + ": " + std::generic_category().message(errno)
    );
}

Result<void> make_folder(const fs::path& path) {
    std::error_code failed;
    fs::create_directories(path, failed);
    if (!failed) fs::permissions(path, fs::perms::owner_all, failed);
    if (failed) return Error(Fault::configuration, path.string() + ": " + failed.message());
    return ok();
}

/// Appears by a rename: who reads meanwhile has the old text or the new one.
Result<void> write_private(const fs::path& path, std::string_view text) {
    const fs::path fresh = path.string() + ".new";
    const int file =
        ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (file < 0) return cannot(fresh);
    bool written = ::fchmod(file, 0600) == 0;
    while (written && !text.empty()) {
        const auto n = ::write(file, text.data(), text.size());
        if (n < 0 && errno == EINTR) continue;
        written = n >= 0;
        if (written) text.remove_prefix(static_cast<std::size_t>(n));
    }
    written = ::close(file) == 0 && written;
    if (!written || ::rename(fresh.c_str(), path.c_str()) != 0) return cannot(fresh);
    return ok();
}

/// A basic string of TOML. Settings are one line; whatever is below a space is written as \u00XX.
std::string toml_text(std::string_view text) {
    constexpr std::string_view hex = "0123456789abcdef";
    std::string out = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (byte < 0x20 || byte == 0x7f) {
            out += "\\u00";
            out += hex[byte >> 4];
            out += hex[byte & 0xf];
        } else {
            out += c;
        }
    }
    return out + '"';
}

/// The files of one secret, and what the configuration says of them: one reference or, where there
/// are several, a list.
Result<std::string> write_secret(const fs::path& stem, const std::vector<std::string>& texts) {
    std::string references;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        fs::path file = stem;
        if (i > 0) file += "-" + std::to_string(i + 1);
        BOOST_OUTCOME_TRY(write_private(file, texts[i] + "\n"));
        references += (i == 0 ? "{ file = " : ", { file = ") + toml_text(file.string()) + " }";
    }
    return texts.size() == 1 ? references : "[" + references + "]";
}

Result<std::string> gateway_block(const fs::path& keys, const TestContract& contract) {
    const auto& account = contract.account;
    std::string out = "\n[providers." + account.key.provider + "]\nreach = \"loopback\"\n";
    out += "\n[[provider_account]]\n";
    out += "provider = " + toml_text(account.key.provider) + '\n';
    out += "name = " + toml_text(account.key.account) + '\n';
    out += "[provider_account.beneficiary]\n";
    out += "account = " + toml_text(account.beneficiary.account) + '\n';
    out += "bank_bin = " + toml_text(account.beneficiary.bank_bin) + '\n';
    out += "name = " + toml_text(account.beneficiary.name) + '\n';
    out += "[provider_account.settings]\n";
    for (const auto& [name, value] : account.settings)
        out += name + " = " + toml_text(value) + '\n';
    out += "[provider_account.secrets]\n";
    for (const auto& [name, texts] : contract.secrets) {
        BOOST_OUTCOME_TRY(
            const auto references, write_secret(keys / (account.key.provider + '-' + name), texts)
        );
        out += name + " = " + references + '\n';
    }
    return out;
}

}  // namespace

Result<std::vector<std::string>> write_contracts(const std::string& folder, const Places& places) {
    const fs::path top = fs::absolute(folder).lexically_normal();
    const fs::path keys = top / "keys";
    BOOST_OUTCOME_TRY(make_folder(top));
    BOOST_OUTCOME_TRY(make_folder(keys));
    std::string gateway =
        "# Written by `dvcpay-sandbox contract`: accounts at the sandbox, with test keys. To be "
        "put\n"
        "# behind a configuration that has no providers of its own.\n";
    Json providers = Json::object();
    std::vector<std::string> names;
    for (const auto* side : all_sides()) {
        const auto contracts = side->contracts(places);
        if (contracts.empty()) continue;
        const auto& usual = contracts.front();
        BOOST_OUTCOME_TRY(const auto block, gateway_block(keys, usual));
        gateway += block;
        providers[std::string(side->name)] = usual.sandbox;
        names.emplace_back(side->name);
    }
    Json all;
    all["providers"] = std::move(providers);
    BOOST_OUTCOME_TRY(write_private(top / "gateway.toml", gateway));
    BOOST_OUTCOME_TRY(write_private(top / "sandbox.json", all.dump(2) + '\n'));
    return names;
}

}  // namespace dvcpay::sandbox
