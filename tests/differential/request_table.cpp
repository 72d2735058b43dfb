// SPDX-License-Identifier: MIT
#include "differential/request_table.hpp"

#include <random>
#include <string_view>

namespace halogate::test {

namespace {

/// The fields that say where the body ends, and the body.
struct Framing {
    std::string_view fields;
    std::string_view body;
};

constexpr Framing framings[] = {
    {"", ""},
    {"Content-Length: 0\r\n", ""},
    {"Content-Length: 5\r\n", "hello"},
    {"content-LENGTH:5\r\n", "hello"},
    {"Content-Length:   5  \r\n", "hello"},
    {"Content-Length: 0005\r\n", "hello"},
    {"Content-Length: 64\r\n", "GET /inside HTTP/1.1\r\nHost: localhost\r\nA: 1234567890123456789\r\n\r\n"},
    {"Content-Length: 500\r\n", "hello"},
    {"Content-Length: 9999999999999999999\r\n", "hello"},
    {"Content-Length: 18446744073709551616\r\n", "hello"},
    {"Content-Length: +5\r\n", "hello"},
    {"Content-Length: -5\r\n", "hello"},
    {"Content-Length: 0x5\r\n", "hello"},
    {"Content-Length: 5, 5\r\n", "hello"},
    {"Content-Length: 5 5\r\n", "hello"},
    {"Content-Length: 5.0\r\n", "hello"},
    {"Content-Length: \r\n", "hello"},
    {"Content-Length : 5\r\n", "hello"},
    {"Content-Length: 5\r\nContent-Length: 5\r\n", "hello"},
    {"Content-Length: 5\r\nContent-Length: 0\r\n", "hello"},
    {"Content-Length: 0\r\n 5\r\n", "hello"},
    {"Content_Length: 5\r\n", ""},
    {"Transfer-Encoding: chunked\r\n", "0\r\n\r\n"},
    {"Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n0\r\n\r\n"},
    {"transfer-encoding:CHUNKED\r\n", "5\r\nhello\r\n00a\r\n0123456789\r\n000\r\n\r\n"},
    {"Transfer-Encoding: chunked\r\n", "1A\r\nabcdefghijklmnopqrstuvwxyz\r\n0\r\n\r\n"},
    {"Transfer-Encoding: chunked\r\n", "5\r\n\r\n0\r\n\r\n0\r\n\r\n"},
    {"Transfer-Encoding: chunked\r\n", "0\r\nHost: evil\r\nContent-Length: 7\r\n\r\n"},
    {"Transfer-Encoding: chunked\r\nTrailer: X-Sum\r\n", "1\r\nx\r\n0\r\nX-Sum: 1\r\n\r\n"},
    {"Transfer-Encoding: chunked\r\n", "0\r\nA : b\r\n\r\n"},
    {"Transfer-Encoding: chunked\r\n", "0\r\n A: b\r\n\r\n"},
    {"Transfer-Encoding: chunked\r\n", "0\r\nA: b\n\r\n"},
    {"Transfer-Encoding: chunked\r\n", "0\r\n\n"},
    {"Transfer-Encoding: chunked\r\n", "5;a=b\r\nhello\r\n0\r\n\r\n"},
    {"Transfer-Encoding: chunked\r\n", "5;a=\"\n\"\r\nhello\r\n0\r\n\r\n"},
    {"Transfer-Encoding: chunked\r\n", "5 \r\nhello\r\n0\r\n\r\n"},
    {"Transfer-Encoding: chunked\r\n", "5\nhello\n0\n\n"},
    {"Transfer-Encoding: chunked\r\n", "5\rhello\r0\r\r"},
    {"Transfer-Encoding: chunked\r\n", "0x5\r\nhello\r\n0\r\n\r\n"},
    {"Transfer-Encoding: chunked\r\n", "+5\r\nhello\r\n0\r\n\r\n"},
    {"Transfer-Encoding: chunked\r\n", "5\r\nhelloX\r\n0\r\n\r\n"},
    {"Transfer-Encoding: chunked\r\n", "6\r\nhello\r\n0\r\n\r\n"},
    {"Transfer-Encoding: chunked\r\n", "fffffffffffffffff\r\nhello\r\n0\r\n\r\n"},
    {"Transfer-Encoding: chunked\r\n", "10000000000000005\r\nhello\r\n0\r\n\r\n"},
    {"Transfer-Encoding: chunked\r\n", "\r\n0\r\n\r\n"},
    {"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n"},
    {"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"},
    {"Content-Length: 0\r\nTransfer-Encoding: identity\r\n", ""},
    {"Transfer-Encoding: identity\r\n", "5\r\nhello\r\n0\r\n\r\n"},
    {"Transfer-Encoding: xchunked\r\n", "5\r\nhello\r\n0\r\n\r\n"},
    {"Transfer-Encoding: gzip, chunked\r\n", "5\r\nhello\r\n0\r\n\r\n"},
    {"Transfer-Encoding: chunked, gzip\r\n", "5\r\nhello\r\n0\r\n\r\n"},
    {"Transfer-Encoding: chunked, chunked\r\n", "5\r\nhello\r\n0\r\n\r\n"},
    {"Transfer-Encoding: chunked;q=1\r\n", "5\r\nhello\r\n0\r\n\r\n"},
    {"Transfer-Encoding: \"chunked\"\r\n", "5\r\nhello\r\n0\r\n\r\n"},
    {"Transfer-Encoding:\vchunked\r\n", "5\r\nhello\r\n0\r\n\r\n"},
    {"Transfer-Encoding : chunked\r\n", "5\r\nhello\r\n0\r\n\r\n"},
    {"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "5\r\nhello\r\n0\r\n\r\n"},
    {"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", "5\r\nhello\r\n0\r\n\r\n"},
    {"Transfer-Encoding:\r\n chunked\r\n", "5\r\nhello\r\n0\r\n\r\n"},
    {"X: y\nTransfer-Encoding: chunked\r\n", "5\r\nhello\r\n0\r\n\r\n"},
    {"X: y\rTransfer-Encoding: chunked\r\n", "5\r\nhello\r\n0\r\n\r\n"},
};

constexpr std::string_view served_methods[] = {"GET", "POST", "DELETE", "HEAD"};
constexpr std::string_view methods[] = {"GET",     "GET",   "POST", "POST",    "DELETE", "HEAD",
                                        "OPTIONS", "PATCH", "PUT",  "CONNECT", "TRACE",  "get",
                                        "FOO",     "G=T",   "PRI",  ""};
constexpr std::string_view targets[] = {"/",
                                        "/api/Tickets",
                                        "/api/Tickets?count=1&a=b%20c",
                                        "/api//Tickets/../Client",
                                        "/%2e%2e/x",
                                        "/a?b?c",
                                        "/a;b=c",
                                        "/a\"<>^`{|}\\",
                                        "//evil.example/",
                                        "/!$&'()*+,-.:=@_~",
                                        "http://localhost/api",
                                        "*",
                                        "?x",
                                        "api",
                                        "/a#b",
                                        "/a\x7f",
                                        "/caf\xc3\xa9",
                                        "/a\tb",
                                        "/a b",
                                        "localhost:80"};
constexpr std::string_view versions[] = {"HTTP/1.1", "HTTP/1.1", "HTTP/1.1", "HTTP/1.1", "HTTP/1.0",
                                         "HTTP/1.0", "HTTP/1.2", "HTTP/2.0", "http/1.1", "HTTP/1.1 "};
constexpr std::string_view hosts[] = {
    "Host: localhost\r\n",    "Host: localhost\r\n", "Host: localhost:4256\r\n",
    "host:localhost\r\n",     "Host: \r\n",          "HOST: \t[::1]:80 \r\n",
    "Host: a\r\nHost: b\r\n", "Host : a\r\n",        ""};
constexpr std::string_view fields[] = {"Accept: */*\r\n",
                                       "X-A: 1\r\n",
                                       "x-a: 2\r\n",
                                       "X-A:  two words \t\r\n",
                                       "Empty:\r\n",
                                       "Blank: \t \r\n",
                                       "Cookie: a=b; c=d\r\n",
                                       "Authorization: Bearer x:y\r\n",
                                       "A!#$%&'*+-.^_`|~: odd name\r\n",
                                       "Colons: a:b:c\r\n",
                                       "Connection: keep-alive\r\n",
                                       "Connection: close\r\n",
                                       "Connection: x, Close\r\n",
                                       "Connection: keep-alive, close\r\n",
                                       "Connection: upgrade\r\nUpgrade: websocket\r\n",
                                       "Upgrade: h2c\r\n",
                                       "Expect: 100-continue\r\n",
                                       "Expect: other\r\n",
                                       "Proxy-Connection: close\r\n",
                                       "Keep-Alive: timeout=5\r\n",
                                       "TE: trailers\r\n",
                                       "X-HTTP-Method-Override: DELETE\r\n",
                                       "Max-Forwards: 0\r\n",
                                       " Folded: a\r\n",
                                       "A: b\r\n c\r\n",
                                       "A B: c\r\n",
                                       "No colon\r\n",
                                       ": no name\r\n",
                                       "Control: a\x01z\r\n",
                                       "High: \xc3\xa9\r\n",
                                       "Quoted: \"a\\\"b\"\r\n",
                                       "A: b\n",
                                       "A: b\rB: c\r\n",
                                       "(A): b\r\n"};

class Table {
public:
    [[nodiscard]] std::string drawn() {
        std::string request = one_in(12) ? "\r\n" : "";
        request.append(mostly_good(methods, 9)).append(" ").append(mostly_good(targets, 10)).append(" ");
        request.append(mostly_good(versions, 6)).append("\r\n");
        std::vector<std::string_view> lines{mostly_good(hosts, 6)};
        for (auto count = below(5); count > 0; --count) lines.push_back(mostly_good(fields, 17));
        const auto& framing = one_in(3) ? any(framings) : framings[below(7)];
        lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(below(lines.size() + 1)), framing.fields);
        for (const auto line : lines) request += line;
        request.append("\r\n").append(framing.body);
        if (one_in(8)) damage(request);
        return request;
    }

private:
    std::size_t below(std::size_t bound) { return static_cast<std::size_t>(random_()) % bound; }
    bool one_in(std::size_t count) { return below(count) == 0; }
    /// The first `good` of a list are fine: so that mostly one part of a request alone decides what becomes
    /// of it.
    template <std::size_t size>
    std::string_view mostly_good(const std::string_view (&list)[size], std::size_t good) {
        return one_in(12) ? any(list) : list[below(good)];
    }
    template <class T, std::size_t size>
    const T& any(const T (&list)[size]) {
        return list[below(size)];
    }
    void damage(std::string& bytes) {
        constexpr std::string_view meaning{"\r\n\t :;,#\"0159aF+-/\x7f\x80\0", 21};
        const auto at = below(bytes.size());
        switch (below(3)) {
            case 0: bytes[at] = meaning[below(meaning.size())]; break;
            case 1: bytes.erase(at, 1); break;
            default: bytes.insert(at, 1, meaning[below(meaning.size())]); break;
        }
    }

    std::mt19937 random_{9112};
};

}  // namespace

std::vector<std::string> request_table(std::size_t drawn) {
    std::vector<std::string> table;
    for (const auto& framing : framings) {
        for (const auto method : served_methods) {
            std::string request{method};
            request.append(" /api/Tickets HTTP/1.1\r\nHost: localhost\r\n").append(framing.fields);
            table.push_back(request.append("\r\n").append(framing.body) + sentinel);
        }
    }
    for (Table more; drawn > 0; --drawn) table.push_back(more.drawn() + sentinel);
    return table;
}

}  // namespace halogate::test
