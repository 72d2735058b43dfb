// SPDX-License-Identifier: MIT
#include "sandbox/token_desk.hpp"

#include <openssl/rand.h>

#include <stdexcept>
#include <utility>

#include "sandbox/base64.hpp"

namespace halogate::sandbox {

std::string random_text(std::size_t count) {
    std::string bytes(count, '\0');
    if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(count)) != 1) {
        throw std::runtime_error{"no randomness for tokens"};
    }
    return base64url_encoded(bytes);
}

std::string TokenDesk::issue(ScopeSet scopes, TimePoint now) {
    forget_expired(now);
    std::string token = random_text(48);
    tokens_[token] = {.scopes = std::move(scopes), .expires = now + lifetime_};
    return token;
}

TokenVerdict TokenDesk::judge(std::string_view token, TimePoint now) {
    const auto found = tokens_.find(std::string{token});
    if (found == tokens_.end() || found->second.expires <= now) return {nullptr, next_refusal()};
    const Issued& issued = found->second;
    if (issued.revoked) return {nullptr, issued.refusal};
    if (issued.scopes.empty()) return {nullptr, Refusal::unauthorized_401};
    return {&issued.scopes, Refusal::unauthorized_401};
}

std::string TokenDesk::scope_of(std::string_view token) const {
    const auto found = tokens_.find(std::string{token});
    return found == tokens_.end() ? std::string{} : found->second.scopes.text();
}

std::size_t TokenDesk::revoke_all(Refusal refusal, TimePoint now) {
    std::size_t alive = 0;
    for (auto& [token, issued] : tokens_) {
        if (!issued.revoked && issued.expires > now) ++alive;
        issued.revoked = true;
        issued.refusal = refusal;
    }
    return alive;
}

// A sweep looks at every token, so it is made once in a while and not on every request for one.
void TokenDesk::forget_expired(TimePoint now) {
    if (now < next_sweep_) return;
    std::erase_if(tokens_, [now](const auto& entry) { return entry.second.expires <= now; });
    next_sweep_ = now + std::chrono::minutes{1};
}

Refusal TokenDesk::next_refusal() noexcept {
    if (habit_ == RefusalHabit::always_401) return Refusal::unauthorized_401;
    if (habit_ == RefusalHabit::always_400) return Refusal::token_not_found_400;
    said_401_ = !said_401_;
    return said_401_ ? Refusal::unauthorized_401 : Refusal::token_not_found_400;
}

}  // namespace halogate::sandbox
