// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/expected.hpp"
#include "core/token/token_lifecycle.hpp"

namespace halogate::probe {

/// What became known of one scope by asking the token endpoint for it alone.
enum class Standing : std::uint8_t {
    granted,
    withheld,    ///< HaloPSA has it, and this API application does not
    absent,      ///< HaloPSA does not have it
    refused,     ///< one of the two: the tenant says the same of both
    ignored,     ///< a token came, without the scope: it would be refused everywhere
    unanswered,  ///< not asked, or no clear answer
};
/// "granted", "withheld", …
[[nodiscard]] std::string_view to_string(Standing standing) noexcept;

struct ScopeFinding {
    std::string scope;
    Standing standing = Standing::unanswered;
    std::string said;  ///< by the tenant, fit to be shown; empty: nothing
};

/// The scopes to ask for, in the order of the report: the known ones, those that people ask for in vain, then
/// what the configuration has besides.
[[nodiscard]] std::vector<std::string> scopes_to_survey(const std::vector<std::string>& configured);

/// Collects the answers and judges them together: a name that no tenant has is asked for first, and whatever
/// is refused in other words than that is a scope that exists.
class ScopeSurvey {
public:
    using Answer = Expected<token::AccessToken, token::FetchFailure>;

    /// Not a scope of HaloPSA's.
    static constexpr std::string_view control_scope = "read:halogate-probe";
    void control(const Answer& answer);
    void add(const std::string& scope, const Answer& answer);
    /// In the order asked.
    [[nodiscard]] std::vector<ScopeFinding> findings() const;

    /// An answer that is about the credentials or the endpoint and says nothing of the scope: the survey
    /// cannot go on.
    [[nodiscard]] static bool is_about_more(const Answer& answer);

private:
    struct Asked {
        std::string scope;
        Standing standing = Standing::unanswered;  ///< refused: findings() looks closer
        std::string said;
        std::string words;  ///< of the refusal, without the scope's name
    };
    [[nodiscard]] Standing closer(const Asked& asked) const;

    std::optional<std::string> control_words_;
    std::vector<Asked> asked_;
};

}  // namespace halogate::probe
