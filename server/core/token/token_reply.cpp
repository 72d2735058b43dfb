// SPDX-License-Identifier: MIT
#include "core/token/token_reply.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "core/retry/retry_after.hpp"
#include "core/token/flat_object.hpp"
#include "core/token/html_page.hpp"
#include "core/token/id_token.hpp"
#include "core/token/quotation.hpp"
#include "core/token/scope_names.hpp"
#include "core/token/scopes.hpp"

namespace halogate::token {

namespace {

/// Shorter ones are no real tokens, and are found in any word.
constexpr std::size_t shortest_token = 8;
constexpr std::size_t longest_token = std::size_t{16} * 1024;
constexpr std::size_t longest_scope = 4096;
constexpr std::size_t longest_message = 300;
constexpr std::size_t longest_quote = 120;
constexpr std::size_t longest_code = 40;
constexpr Duration longest_lifetime = std::chrono::hours{24 * 365};

using Kind = FetchFailure::Kind;

/// One answer of the token endpoint while it is taken apart.
class Reply {
public:
    Reply(unsigned status, std::string_view content_type, std::string_view body,
          std::string_view client_secret, std::string_view requested_scope)
        : status_{status},
          content_type_{content_type},
          body_{body},
          client_secret_{client_secret},
          requested_scope_{requested_scope},
          object_{FlatObject::parse(body)} {}

    [[nodiscard]] Expected<AccessToken, FetchFailure> token() const {
        if (status_ != 200) return Unexpected{failure()};
        if (is_html()) return Unexpected{failure(Kind::unusable, wrong_address())};
        if (!object_) return unusable("which is not a JSON object");
        if (!object_->has("access_token") && !error_code().empty()) return Unexpected{failure()};
        const auto* type = object_->text("token_type");
        if (!type || !ascii::equal_ignoring_case(*type, "bearer")) {
            return unusable("whose token_type is not Bearer");
        }
        const auto* value = object_->text("access_token");
        if (!value || !is_token_value(*value)) return unusable("without a usable access_token");
        const auto lifetime = this->lifetime();
        if (!lifetime) return unusable("whose expires_in is no time to live");

        AccessToken token;
        token.value = Secret{*value};
        token.lifetime = *lifetime;
        token.scope = granted_scope();
        if (const auto* id_token = object_->text("id_token")) {
            token.agent = without_secrets(agent_in(*id_token));
        }
        return token;
    }

private:
    static bool is_token_value(std::string_view value) noexcept {
        return !value.empty() && value.size() <= longest_token &&
               std::all_of(value.begin(), value.end(), [](char c) { return c > ' ' && c < '\x7F'; });
    }

    /// Empty as well when it gives away the secret: `check` shows it. A very short secret is found in any
    /// word.
    [[nodiscard]] std::string granted_scope() const {
        const auto* scope = object_->text("scope");
        if (!scope) return {};
        auto text = quotable(*scope, longest_scope);
        return client_secret_.size() >= shortest_token && repeats(text, client_secret_) ? std::string{}
                                                                                        : text;
    }

    [[nodiscard]] std::optional<Duration> lifetime() const {
        if (!object_->has("expires_in")) return usual_lifetime;
        const auto seconds = object_->number("expires_in");
        if (!seconds || !(*seconds >= 1)) return std::nullopt;
        const std::chrono::duration<double> capped{
            std::min(*seconds, std::chrono::duration<double>{longest_lifetime}.count())};
        return std::chrono::duration_cast<Duration>(capped);
    }

    [[nodiscard]] FetchFailure failure() const {
        if (status_ == 429) return throttled();
        if (status_ >= 500) return unusable_because(": the tenant is in trouble, or its name is wrong");
        const auto code = error_code();
        const bool is_refusal = status_ == 200 || status_ == 400 || status_ == 401 || status_ == 403;
        if (is_refusal && says_try_later(code)) return unusable_because(": the tenant is in trouble");
        if (is_refusal && (!code.empty() || status_ == 401)) return refused(code);
        if (is_html()) return failure(Kind::unusable, wrong_address());
        if (status_ >= 300 && status_ < 400) {
            return unusable_because(", a redirect, which is not followed: set token_url");
        }
        return unusable_because(": check base_url and token_url (trial tenants have /token)");
    }

    static bool says_try_later(std::string_view code) noexcept {
        return code == "server_error" || code == "temporarily_unavailable";
    }

    [[nodiscard]] FetchFailure refused(std::string_view code) const {
        if (code == "invalid_scope") return failure(Kind::refused, answered() + scope_advice());
        if (code.empty() || code == "invalid_client" || code == "unauthorized_client") {
            return failure(Kind::refused,
                           answered() +
                               ": check client_id, client_secret, the tenant's name and that the "
                               "API application may use client credentials");
        }
        return failure(Kind::refused,
                       answered() + ": check client_id, client_secret, scopes and the tenant's name");
    }

    [[nodiscard]] FetchFailure unusable_because(std::string_view why) const {
        return failure(Kind::unusable, answered().append(why));
    }

    [[nodiscard]] FetchFailure throttled() const {
        auto throttled = failure(Kind::throttled, answered() + ": the tenant's rate limit is reached");
        throttled.retry_after =
            retry::parse_throttle_notice(std::nullopt, std::nullopt, body_, {}).retry_after;
        return throttled;
    }

    /// As RFC 6749, 5.2 has it: one word. Empty if there is none.
    [[nodiscard]] std::string error_code() const {
        const auto* code = object_ ? object_->text("error") : nullptr;
        const auto is_code_char = [](char c) { return ascii::is_alpha(c) || ascii::is_digit(c) || c == '_'; };
        if (!code || code->size() > longest_code || !std::all_of(code->begin(), code->end(), is_code_char)) {
            return {};
        }
        return *code;
    }

    /// "the token endpoint answered HTTP 401, invalid_client (The client is not known)"
    [[nodiscard]] std::string answered() const {
        auto text = "the token endpoint answered HTTP " + std::to_string(status_);
        if (const auto code = error_code(); !code.empty()) text += ", " + without_secrets(code);
        if (const auto said = quote(); !said.empty()) text += " (" + said + ")";
        return text;
    }

    [[nodiscard]] std::string quote() const {
        if (is_html()) return "an HTML page";
        if (!object_) return quote_text();
        for (const auto* name : {"error_description", "errorMessage", "Message", "message", "error"}) {
            const auto* said = object_->text(name);
            if (!said || said->empty()) continue;
            if (*said == error_code()) return {};
            return without_secrets(quotable(*said, longest_quote));
        }
        return {};
    }

    /// A body that is no JSON object, unless a token may stand in it where it cannot be found.
    [[nodiscard]] std::string quote_text() const {
        const auto first = body_.find_first_not_of(" \t\r\n");
        if (first == std::string_view::npos ||
            std::string_view{"{[\""}.find(body_[first]) != std::string_view::npos) {
            return {};
        }
        // Far more than is shown; what is compared stays small.
        const auto text = body_.substr(first, std::size_t{4} * longest_quote);
        if (ascii::lowered(text).find("_token") != std::string::npos) return {};
        return without_secrets(quotable(text, longest_quote));
    }

    /// The text as it is, or a remark in its place if it gives away the secret or a token of this very
    /// answer.
    [[nodiscard]] std::string without_secrets(std::string text) const {
        bool is_telling = repeats(text, client_secret_);
        for (const auto* name : {"access_token", "refresh_token", "id_token"}) {
            const auto* token = object_ ? object_->text(name) : nullptr;
            is_telling = is_telling || (token && token->size() >= shortest_token && repeats(text, *token));
        }
        return is_telling ? "not shown: it repeats a secret" : text;
    }

    [[nodiscard]] std::string scope_advice() const {
        std::string advice;
        for (const auto& scope : missing_scopes(requested_scope_, {})) {
            if (const auto remark = scope_remark(scope)) advice += (advice.empty() ? ": " : "; ") + *remark;
        }
        if (!advice.empty()) return advice;
        advice = ": give the API application every scope that is asked for";
        return requested_scope_.empty() ? advice : advice + ", " + std::string{requested_scope_};
    }

    [[nodiscard]] bool is_html() const noexcept { return is_html_page(content_type_, body_); }

    [[nodiscard]] std::string wrong_address() const {
        return "the token endpoint answered HTTP " + std::to_string(status_) +
               " with an HTML page: base_url does not look like a HaloPSA API; check it and token_url";
    }

    [[nodiscard]] Unexpected<FetchFailure> unusable(std::string_view why) const {
        return Unexpected{
            failure(Kind::unusable,
                    std::string{"the token endpoint answered HTTP 200 with something "}.append(why).append(
                        ": check base_url and token_url"))};
    }

    [[nodiscard]] FetchFailure failure(Kind kind, const std::string& message) const {
        return {.kind = kind,
                .message = quotable(message, longest_message),
                .retry_after = std::nullopt,
                .code = without_secrets(error_code()),
                .said = quote()};
    }

    unsigned status_;
    std::string_view content_type_;
    std::string_view body_;
    std::string_view client_secret_;
    std::string_view requested_scope_;
    std::optional<FlatObject> object_;
};

}  // namespace

std::string form_encoded(std::string_view value) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::string encoded;
    encoded.reserve(value.size());
    for (const char c : value) {
        const auto byte = static_cast<unsigned char>(c);
        if (ascii::is_alpha(c) || ascii::is_digit(c) ||
            std::string_view{"*-._"}.find(c) != std::string_view::npos) {
            encoded += c;
        } else if (c == ' ') {
            encoded += '+';
        } else {
            (encoded += '%') += hex[byte >> 4U];
            encoded += hex[byte & 0x0FU];
        }
    }
    return encoded;
}

std::string token_request_body(std::string_view client_id, const Secret& client_secret,
                               std::string_view scope) {
    return "grant_type=client_credentials&client_id=" + form_encoded(client_id) +
           "&client_secret=" + form_encoded(client_secret.reveal()) + "&scope=" + form_encoded(scope);
}

Expected<AccessToken, FetchFailure> parse_token_reply(unsigned status, std::string_view content_type,
                                                      std::string_view body, std::string_view client_secret,
                                                      std::string_view requested_scope) {
    return Reply{status, content_type, body, client_secret, requested_scope}.token();
}

}  // namespace halogate::token
