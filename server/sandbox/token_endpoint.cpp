// SPDX-License-Identifier: MIT
#include "sandbox/token_endpoint.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <optional>

#include "base/ascii.hpp"
#include "sandbox/base64.hpp"
#include "sandbox/json.hpp"
#include "sandbox/seed.hpp"

namespace halogate::sandbox {

namespace {

struct Credentials {
    std::string id;
    std::string secret;
};

/// RFC 6749, 2.3.1: id and secret are form-encoded before they are joined by the colon.
std::optional<Credentials> basic_credentials(std::string_view authorization) {
    if (!ascii::starts_with_ignoring_case(authorization, "basic ")) return std::nullopt;
    const auto decoded = base64_decoded(ascii::trimmed(authorization.substr(6)));
    const auto colon = decoded ? decoded->find(':') : std::string::npos;
    if (colon == std::string::npos) return Credentials{};
    return Credentials{form_decoded(std::string_view{*decoded}.substr(0, colon)),
                       form_decoded(std::string_view{*decoded}.substr(colon + 1))};
}

Answer oauth_error(unsigned status, std::string_view code, std::string_view description) {
    Answer answer = json_answer(status, to_text(Json{{"error", code}, {"error_description", description}}));
    answer.fields.push_back({"Cache-Control", "no-store"});
    return answer;
}

Answer invalid_client() {
    Answer answer = json_answer(401, R"({"error":"invalid_client"})");
    answer.fields.push_back({"WWW-Authenticate", R"(Basic realm="sandbox")"});
    return answer;
}

std::string hmac_sha256(const std::string& key, const std::string& text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
         reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data(), &length);
    return {reinterpret_cast<const char*>(digest.data()), length};
}

}  // namespace

TokenEndpoint::TokenEndpoint(const Options& options)
    : tenant_{options.tenant},
      client_id_{options.client_id},
      client_secret_{options.client_secret},
      granted_{options.granted_scopes.empty() ? ScopeSet::every() : ScopeSet::parsed(options.granted_scopes)},
      signing_key_{random_text(32)} {}

bool TokenEndpoint::tenant_fits(const Query& query, const Query& form) const noexcept {
    if (tenant_.empty()) return true;
    const auto* asked = query.find("tenant");
    if (asked == nullptr) asked = form.find("tenant");
    return asked != nullptr && ascii::equal_ignoring_case(*asked, tenant_);
}

std::string TokenEndpoint::id_token(Duration lifetime, WallTime wall) const {
    const auto issued = std::chrono::duration_cast<std::chrono::seconds>(wall.time_since_epoch()).count();
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(lifetime).count();
    const Json claims{{"sub", std::to_string(acting_agent_id)},
                      {"name", acting_agent_name},
                      {"email", acting_agent_email},
                      {"agent_id", acting_agent_id},
                      {"aud", client_id_},
                      {"iat", issued},
                      {"exp", issued + seconds}};
    std::string text =
        base64url_encoded(R"({"alg":"HS256","typ":"JWT"})") + '.' + base64url_encoded(to_text(claims));
    text += '.' + base64url_encoded(hmac_sha256(signing_key_, text));
    return text;
}

Answer TokenEndpoint::grant(const std::string& asked, TokenDesk& desk, Moment moment) const {
    ScopeSet scopes = ScopeSet::parsed(asked);
    for (const auto& name : scopes.names()) {
        if (!scope_exists(name))
            return oauth_error(400, "invalid_scope", "There is no scope '" + name + "'.");
        if (!granted_.covers(name)) {
            return oauth_error(400, "invalid_scope", "This application may not ask for '" + name + "'.");
        }
    }
    Json body;
    // A request that names no scope gets a token all the same, and no "scope" in the answer. That token is
    // refused later.
    if (!scopes.empty()) body["scope"] = scopes.text();
    body["token_type"] = "Bearer";
    body["access_token"] = desk.issue(std::move(scopes), moment.now);
    body["expires_in"] = std::chrono::duration_cast<std::chrono::seconds>(desk.lifetime()).count();
    body["refresh_token"] = random_text(48);
    body["id_token"] = id_token(desk.lifetime(), moment.wall);
    Answer answer = json_answer(200, to_text(body));
    answer.fields.push_back({"Cache-Control", "no-store"});
    return answer;
}

Answer TokenEndpoint::answer(const Request& request, const Target& target, TokenDesk& desk,
                             Moment moment) const {
    if (request.method != "POST") return error_answer(405, "The token endpoint takes POST.");
    if (!ascii::starts_with_ignoring_case(request.field("Content-Type"),
                                          "application/x-www-form-urlencoded")) {
        return oauth_error(400, "invalid_request", "The body must be application/x-www-form-urlencoded.");
    }
    const Query form = Query::parsed(request.body);
    auto credentials = basic_credentials(request.field("Authorization"));
    if (credentials && form.find("client_secret") != nullptr) {
        return oauth_error(400, "invalid_request", "Credentials came both as Basic and in the form.");
    }
    if (!credentials) {
        credentials =
            Credentials{std::string{form.value("client_id")}, std::string{form.value("client_secret")}};
    }
    if (form.value("grant_type") != "client_credentials") {
        return oauth_error(400, "unsupported_grant_type", "The grant must be client_credentials.");
    }
    if (!tenant_fits(target.query, form)) return invalid_client();
    if (credentials->id != client_id_ || credentials->secret != client_secret_) return invalid_client();
    return grant(std::string{form.value("scope")}, desk, moment);
}

}  // namespace halogate::sandbox
