// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "program/support/caller.hpp"
#include "program/support/running_program.hpp"
#include "program/support/temporary_folder.hpp"

namespace halogate::program {

/// What the tenants of these tests are called and what they ask for. The secret holds every character that
/// form encoding must treat with care, and its beginning is what all output is searched for.
inline constexpr std::string_view tenant_name = "acme";
inline constexpr std::string_view client_id = "0d8e6a1f-6b1c-4f7a-9d0e-3a5c7e9b1d2f";
inline constexpr std::string_view canary = "canary-b7f1c09e";
inline constexpr std::string_view client_secret = "canary-b7f1c09e+%41&x=y\xc3\xbc z";

/// A fault that befalls the next `count` requests of that method and path.
struct Fault {
    std::string match = "GET /api/Tickets";
    std::string kind;
    int count = 1;
    std::string form = {};
    std::optional<int> retry_after = {};
};

/// `halogate sandbox` as a child process, and its control endpoint.
class Sandbox {
public:
    /// `arguments` are added to the command line; `scopes` is what the application may ask for, empty:
    /// everything.
    explicit Sandbox(const std::vector<std::string>& arguments = {});

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
    [[nodiscard]] std::string url() const { return "https://127.0.0.1:" + std::to_string(port_); }
    [[nodiscard]] std::string ca_file() const { return folder_.file("ca.pem"); }

    void plan(const Fault& fault);
    /// All tokens are unknown from now on; `mode` is how that is said: "401" or "400".
    void revoke_tokens(std::string_view mode);
    void set_window(int requests, int per_ms);

    /// A member of GET /sandbox/state.
    [[nodiscard]] long state(std::string_view name);
    struct Seen {
        std::string method;
        std::string target;
        std::string body;
        std::string json;  ///< all that is known of it
        [[nodiscard]] std::vector<std::string> values(std::string_view field) const;
        [[nodiscard]] bool has(std::string_view field) const { return !values(field).empty(); }
    };
    /// Every request that has come, tokens and authinfo too.
    [[nodiscard]] std::vector<Seen> everything();
    /// The API requests that have come, in order: those whose "METHOD target" begins with `match`.
    [[nodiscard]] std::vector<Seen> seen(std::string_view match = {});
    /// Does not return before so many have come.
    void wait_for(std::string_view match, std::size_t count);

private:
    Answer control(std::string_view method, std::string_view target, std::string_view body = {});

    TemporaryFolder folder_;
    RunningProgram program_;
    std::uint16_t port_;
};

/// The port in the first "…://ADDRESS:PORT" of a line.
[[nodiscard]] std::uint16_t port_in(std::string_view line);

}  // namespace halogate::program
