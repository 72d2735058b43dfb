// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace halogate::test {

/// A request as Node's HTTP server read it.
struct NodeRequest {
    std::string method;
    std::string target;
    std::vector<std::pair<std::string, std::string>> fields;  ///< names in lower case
    std::string body;
    bool whole = false;
};

/// What Node made of the bytes of one connection, which was closed behind them.
struct NodeReading {
    std::vector<NodeRequest> requests;
    std::string error;  ///< why it read no further; empty: it read all
};

/// Sends each of these to Node's HTTP server, on a connection of its own. Throws when Node is not there.
[[nodiscard]] std::vector<NodeReading> read_by_node(const std::vector<std::string>& connections);

}  // namespace halogate::test
