// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <random>
#include <string>

namespace halogate::test {

/// Three requests on one connection, and an answer behind an interim one.
inline const std::string plain_requests =
    "POST /api/Tickets?a=b HTTP/1.1\r\nHost: a:1\r\nConnection: keep-alive\r\nTransfer-Encoding: "
    "chunked\r\n\r\n"
    "3\r\nabc\r\n1f\r\n0123456789012345678901234567890\r\n0\r\nX: y\r\n\r\n"
    "GET / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\nabcd"
    "HEAD /x HTTP/1.0\r\nHost: b\r\n\r\n";
inline const std::string plain_answer =
    "HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.1 200 OK\r\nConnection: keep-alive, "
    "X\r\nTransfer-Encoding: chunked\r\nServer: "
    "x\r\n\r\n"
    "3\r\nabc\r\n1f\r\n0123456789012345678901234567890\r\n0\r\nX: y\r\n\r\nrest";

/// One to three bytes replaced, removed or put in, mostly by bytes that mean something to HTTP.
inline std::string damaged(std::string bytes, std::mt19937& random) {
    const std::string meaning = std::string{"\r\n\t :;,#\"0159afAF+-/HTPc\x7f\x80\xff"} + '\0';
    const auto below = [&random](std::size_t n) { return static_cast<std::size_t>(random() % n); };
    for (std::size_t i = 0, count = 1 + below(3); i < count; ++i) {
        const std::size_t at = below(bytes.size());
        const char byte = meaning[below(meaning.size())];
        switch (below(4)) {
            case 0: bytes[at] = byte; break;
            case 1: bytes.erase(at, 1 + below(3)); break;
            case 2: bytes.insert(at, 1, byte); break;
            default: bytes.insert(at, bytes.substr(below(bytes.size()), below(40))); break;
        }
    }
    return bytes;
}

}  // namespace halogate::test
