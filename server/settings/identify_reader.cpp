// SPDX-License-Identifier: MIT
#include "settings/identify_reader.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

#include "base/ascii.hpp"

namespace halogate::settings {
namespace {

constexpr std::size_t shortest_token_key = 32;

/// Reads one section, and goes on after a fault.
class IdentifyReader {
public:
    explicit IdentifyReader(const Section& from) : from_{from} {}

    ReadIdentify read() {
        read_api_key();
        read_key_digests();
        read_client();
        read_uids();
        read_certificate();
        return std::move(result_);
    }

private:
    void report(std::string_view option, const std::string& why) {
        report_at(from_.place(option), option, why);
    }
    void report_at(const Place& place, std::string_view option, const std::string& why) {
        result_.findings.push_back(finding_at(place, quoted(from_.key(option)) + " " + why));
    }

    void read_api_key() {
        result_.identify.api_key = from_.get<Secret>("api_key");
        const auto key = result_.identify.api_key.reveal();
        const bool sendable =
            std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c < '\x7f'; });
        if (!sendable) report("api_key", "must be ASCII without blanks: callers send it in a header");
    }

    void read_key_digests() {
        for (const auto& word : from_.get<Words>("api_key_sha256")) {
            const auto digest = digest_from_hex(word.text);
            if (!digest) {
                report_at(
                    word.place, "api_key_sha256",
                    "must be 64 hexadecimal digits, the SHA-256 of the key; `halogate key NAME` prints it");
            } else if (*digest == sha256("")) {
                report_at(word.place, "api_key_sha256", "is the SHA-256 of nothing, not of a key");
            } else {
                result_.identify.api_key_sha256.push_back(*digest);
            }
        }
    }

    void read_client() {
        auto& identify = result_.identify;
        identify.client_id = from_.get<std::string>("client_id");
        identify.client_secret = from_.get<Secret>("client_secret");
        if (identify.client_id.empty() == identify.client_secret.empty()) return;
        const auto* const given = identify.client_id.empty() ? "client_secret" : "client_id";
        const auto* const missing = identify.client_id.empty() ? "client_id" : "client_secret";
        report(given, "needs " + quoted(missing) + " too: a Halo client presents both");
    }

    void read_uids() {
        for (const auto& word : from_.get<Words>("uid")) {
            const auto uid = ascii::to_unsigned(word.text);
            // The last one is the kernel's word for "no user".
            if (!uid || *uid >= std::numeric_limits<std::uint32_t>::max()) {
                report_at(word.place, "uid", "must be a user's number; `id -u NAME` prints it");
            } else {
                result_.identify.uids.push_back(static_cast<std::uint32_t>(*uid));
            }
        }
    }

    void read_certificate() {
        auto name = ascii::lowered(from_.get<std::string>("certificate"));
        const bool good = std::all_of(name.begin(), name.end(), [](char c) {
            return ascii::is_alpha(c) || ascii::is_digit(c) || c == '-' || c == '.' || c == '_';
        });
        if (!good)
            report("certificate",
                   "must be a DNS name, whole and without `*`, as it stands in the certificate");
        result_.identify.certificate = std::move(name);
    }

    const Section& from_;
    ReadIdentify result_;
};

}  // namespace

ReadIdentify read_identify(const Section& from) {
    return IdentifyReader{from}.read();
}

ReadLocalTokens read_local_tokens(const Section& from) {
    ReadLocalTokens result;
    result.tokens.lifetime = from.get<Duration>("lifetime");
    result.tokens.key = from.get<Secret>("key");
    const auto size = result.tokens.key.reveal().size();
    if (size > 0 && size < shortest_token_key)
        result.findings.push_back(finding_at(
            from.place("key"),
            quoted(from.key("key")) + " must be at least 32 bytes; `openssl rand -hex 32` makes one"));
    return result;
}

}  // namespace halogate::settings
