// SPDX-License-Identifier: MIT
// The first line is a status and a Content-Type, the rest a body: an answer of the token endpoint and of
// authinfo, and an id_token. The tenant may know our secret and send it back in any form.
#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "core/token/authinfo.hpp"
#include "core/token/id_token.hpp"
#include "core/token/scopes.hpp"
#include "core/token/token_reply.hpp"
#include "fuzz/fuzz_target.hpp"

namespace halogate::fuzz {

namespace {

using namespace std::chrono_literals;

/// The first as HaloPSA makes them; the second is changed by form encoding and by JSON.
constexpr std::array<std::string_view, 2> secrets{"c4n4ry00-1111-2222-3333-444444444444-c4n4ry99",
                                                  "c4n4ry+%41=&\"\\ \xC3\xBC/y4r4n4c"};
constexpr std::size_t telling_piece = 12;

/// Letter case and white space do not hide a secret from a reader.
std::string comparable(std::string_view text) {
    std::string result;
    for (const char c : text) {
        if (c == ' ' || (c >= '\t' && c <= '\r')) continue;
        result += c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    }
    return result;
}

int digit(char c) {
    const auto at = std::string_view{"0123456789abcdefABCDEF"}.find(c);
    if (at == std::string_view::npos) return -1;
    return static_cast<int>(at < 16 ? at : at - 6);
}

/// With the escapes of a form, '%' and two digits, in place of which their byte stands.
std::string read_as_form(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool is_escape =
            text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 && digit(text[i + 2]) >= 0;
        result += is_escape ? static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2])) : text[i];
        if (is_escape) i += 2;
    }
    return result;
}

/// With the escapes of a JSON string that stand for ASCII. A backslash that begins no escape is half of one
/// that was cut, and stands for nothing.
std::string read_as_json(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto rest = text.substr(i);
        if (rest.starts_with("\\u00") && rest.size() >= 6 && digit(rest[4]) >= 0 && digit(rest[4]) < 8 &&
            digit(rest[5]) >= 0) {
            result += static_cast<char>(digit(rest[4]) * 16 + digit(rest[5]));
            i += 5;
        } else if (rest.starts_with("\\\"") || rest.starts_with("\\\\") || rest.starts_with("\\/")) {
            result += text[++i];
        } else if (text[i] != '\\') {
            result += text[i];
        }
    }
    return result;
}

void require_free_of(std::string_view secret, std::string_view text) {
    const auto wanted = comparable(secret);
    for (const auto& reading : {std::string{text}, read_as_form(text), read_as_json(text)}) {
        const auto read = comparable(reading);
        for (std::size_t at = 0; at + telling_piece <= wanted.size(); ++at)
            require(read.find(wanted.substr(at, telling_piece)) == std::string::npos,
                    "no text gives the secret away");
    }
}

void require_showable(std::string_view text, std::size_t most_bytes) {
    require(text.size() <= most_bytes, "what is shown has an end");
    require(std::none_of(text.begin(), text.end(), [](char c) { return (c >= 0 && c < ' ') || c == '\x7F'; }),
            "what is shown holds no control character");
}

void require_token_reply(unsigned status, std::string_view type, std::string_view body,
                         std::string_view secret) {
    const auto reply = token::parse_token_reply(status, type, body, secret, "read:tickets read:actions");
    if (!reply) {
        require(!reply.error().message.empty(), "a failure says why");
        require_showable(reply.error().message, 300);
        require_free_of(secret, reply.error().message);
        const auto& pause = reply.error().retry_after;
        require(!pause || (*pause >= 0s && *pause <= 24h),
                "a pause is never negative and never beyond a day");
        return;
    }
    require(status == 200, "a token comes with 200");
    const auto value = reply->value.reveal();
    require(!value.empty() && value.size() <= 16384, "a token is not empty and has an end");
    require(std::all_of(value.begin(), value.end(), [](char c) { return c > ' ' && c < '\x7F'; }),
            "a token can stand in a header");
    require(reply->lifetime >= 1s && reply->lifetime <= 24h * 365, "a token lives, and not for ever");
    require_showable(reply->scope, 4096);
    require_showable(reply->agent, 100);
    require_free_of(secret, reply->scope);
    require_free_of(secret, reply->agent);
    for (const auto& scope : token::missing_scopes("read:tickets read:actions", reply->scope))
        require(scope == "read:tickets" || scope == "read:actions", "what is missing was asked for");
}

/// Whether a token URL is within the domain of https://x.halopsa.com, read the plain way.
bool is_at_home(std::string_view url) {
    constexpr std::string_view scheme = "https://";
    if (!url.starts_with(scheme)) return false;
    const auto authority = url.substr(scheme.size(), url.find('/', scheme.size()) - scheme.size());
    const auto host = authority.substr(0, authority.find(':'));
    require(authority.find('@') == std::string_view::npos, "no part of a host is taken for a user");
    return host == "halopsa.com" || host.ends_with(".halopsa.com");
}

void require_authinfo(unsigned status, std::string_view type, std::string_view body) {
    const auto info = token::parse_authinfo(status, type, body);
    if (!info) {
        require_showable(info.error(), 300);
        return;
    }
    require_showable(info->auth_url, 2048);
    require_showable(info->tenant_id, 100);
    const auto url = token::token_url_from(*info, "https://x.halopsa.com");
    if (!url) {
        require(url.error().find("token_url") != std::string::npos, "a refusal names the setting that helps");
        return require_showable(url.error(), 500);
    }
    require(is_at_home(*url), "the secret is sent to the tenant's own domain alone");
    require(url->ends_with("/token"), "the secret is sent to a token endpoint");
    require(url->find_first_of("?#\\ ") == std::string::npos, "nobody can read the token URL differently");
    require_showable(*url, 3000);
    const auto elsewhere = token::token_url_from(*info, "https://halo.example.org");
    require(!elsewhere || !is_at_home(*elsewhere), "another tenant's secret is not sent there");
}

unsigned status_in(std::string_view& line) {
    unsigned status = 200;
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), status);
    if (error == std::errc{}) line.remove_prefix(static_cast<std::size_t>(end - line.data()));
    if (line.starts_with(' ')) line.remove_prefix(1);
    return status % 1000;
}

}  // namespace

void try_input(std::string_view input) noexcept {
    auto type = next_line(input);
    const auto status = status_in(type);
    for (const auto secret : secrets) require_token_reply(status, type, input, secret);
    require_authinfo(status, type, input);
    require_showable(token::agent_in(input), 100);
    const auto encoded = token::form_encoded(input);
    require(encoded.find_first_of("&=\r\n \"\\<>") == std::string::npos, "no value breaks out of a form");
}

}  // namespace halogate::fuzz
