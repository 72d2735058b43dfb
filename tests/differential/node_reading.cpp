// SPDX-License-Identifier: MIT
#include "differential/node_reading.hpp"

#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>

#include "program/support/running_program.hpp"
#include "program/support/temporary_folder.hpp"

namespace halogate::test {

namespace {

constexpr int not_found = 127;

std::string hexadecimal(const std::string& bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        text += digits[byte >> 4U];
        text += digits[byte & 0xFU];
    }
    return text;
}

std::string from_hexadecimal(const std::string& text) {
    std::string bytes;
    for (std::size_t at = 0; at + 1 < text.size(); at += 2)
        bytes += static_cast<char>(std::stoi(text.substr(at, 2), nullptr, 16));
    return bytes;
}

NodeReading reading_in(const std::string& line) {
    const auto json = nlohmann::json::parse(line);
    NodeReading reading;
    if (!json.at("error").is_null()) reading.error = json.at("error");
    for (const auto& request : json.at("requests")) {
        reading.requests.push_back({.method = request.at("method"),
                                    .target = request.at("target"),
                                    .fields = request.at("fields"),
                                    .body = from_hexadecimal(request.at("body")),
                                    .whole = request.at("whole")});
    }
    return reading;
}

}  // namespace

std::vector<NodeReading> read_by_node(const std::vector<std::string>& connections) {
    const program::TemporaryFolder folder;
    std::string lines;
    for (const auto& bytes : connections) lines += hexadecimal(bytes) + '\n';
    const auto file = folder.write("connections", lines);
    const auto node =
        program::run({.arguments = {"node", HALOGATE_SOURCE_DIR "/tests/differential/node_reader.js", file},
                      .binary = "/usr/bin/env"});
    if (node.status == not_found) throw std::runtime_error{"there is no node: apt-get install nodejs"};
    if (node.status != 0) throw std::runtime_error{"node failed: " + node.errors};
    std::vector<NodeReading> readings;
    std::istringstream output{node.output};
    for (std::string line; std::getline(output, line);) readings.push_back(reading_in(line));
    if (readings.size() != connections.size())
        throw std::runtime_error{"node read too little: " + node.errors};
    return readings;
}

}  // namespace halogate::test
