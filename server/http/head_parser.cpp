// SPDX-License-Identifier: MIT
#include "http/head_parser.hpp"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <cstdint>
#include <exception>
#include <limits>

namespace halogate::http {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using beast::error_code;

std::string_view view(beast::string_view text) noexcept {
    return {text.data(), text.size()};
}

/// Takes the line and the fields as views. A parser lives for one head, on the stack, and is given it whole:
/// no state of Beast's outlives a call, and nothing is allocated but what Fields needs to grow.
template <bool isRequest, class Head>
class HeadParser final : public beast::http::basic_parser<isRequest> {
public:
    explicit HeadParser(Head& head) : head_{head} {
        // The gate has counted already; limits of Beast's own would refuse what the settings allow.
        this->header_limit(std::numeric_limits<std::uint32_t>::max());
        this->body_limit(boost::none);
        head_.fields.clear();
    }

    /// Whether all of `bytes` was taken without complaint.
    [[nodiscard]] bool take(std::string_view bytes) {
        error_code error;
        const auto taken = this->put(asio::const_buffer{bytes.data(), bytes.size()}, error);
        return taken == bytes.size() && (!error || error == beast::http::error::need_more);
    }

    /// Whether the length or coding found by Beast is the one found by the gate. An answer without a body may
    /// name either (RFC 9112, 6.3), and its framing is the gate's alone.
    [[nodiscard]] bool agrees_with(const BodyFraming& gate) const {
        if (!this->is_header_done()) return false;
        switch (gate.kind) {
            case BodyFraming::Kind::none: return !isRequest || (!this->chunked() && !this->content_length());
            case BodyFraming::Kind::chunked: return this->chunked() && !this->content_length();
            case BodyFraming::Kind::length: return !this->chunked() && this->content_length() == gate.length;
            case BodyFraming::Kind::until_close: return !this->chunked() && !this->content_length();
        }
        return false;
    }

private:
    void on_request_impl(beast::http::verb, beast::string_view method, beast::string_view target, int version,
                         error_code&) override {
        if constexpr (isRequest) {
            head_.method_name = view(method);
            head_.method = to_method(head_.method_name);
            head_.target = view(target);
            head_.minor_version = version == 10 ? 0 : 1;
        }
    }
    void on_response_impl(int status, beast::string_view reason, int version, error_code&) override {
        if constexpr (!isRequest) {
            head_.status = static_cast<unsigned>(status);
            head_.reason = view(reason);
            head_.minor_version = version == 10 ? 0 : 1;
        }
    }
    void on_field_impl(beast::http::field, beast::string_view name, beast::string_view value,
                       error_code&) override {
        head_.fields.add({view(name), view(value)});
    }
    void on_header_impl(error_code&) override {}
    void on_finish_impl(error_code&) override {}

    // No byte behind the head is ever given, so these are not reached; refusing says so.
    void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code& error) override {
        error = beast::http::error::unexpected_body;
    }
    std::size_t on_body_impl(beast::string_view, error_code& error) override {
        error = beast::http::error::unexpected_body;
        return 0;
    }
    void on_chunk_header_impl(std::uint64_t, beast::string_view, error_code& error) override {
        error = beast::http::error::unexpected_body;
    }
    std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view, error_code& error) override {
        error = beast::http::error::unexpected_body;
        return 0;
    }

    Head& head_;
};

using RequestParser = HeadParser<true, RequestHead>;
using ResponseParser = HeadParser<false, ResponseHead>;

/// Beast wants the blank that stands before the reason phrase; a line of ours is read in place of one without
/// it.
bool take_line_without_reason(ResponseParser& parser, std::string_view line, ResponseHead& head) {
    constexpr std::string_view form = "HTTP/1.1 200 \r\n";
    std::array<char, form.size()> completed{};
    form.copy(completed.data(), form.size());
    line.copy(completed.data(), form.find(" \r\n"));
    const bool taken = parser.take({completed.data(), completed.size()});
    head.reason = {};
    return taken;
}

}  // namespace

bool parse_request_head(std::string_view bytes, RequestHead& head) noexcept {
    try {
        RequestParser parser{head};
        return parser.take(bytes) && parser.agrees_with(head.body);
    } catch (const std::exception&) {
        return false;
    }
}

bool parse_response_head(std::string_view bytes, const StartLine& start, ResponseHead& head) noexcept {
    try {
        ResponseParser parser{head};
        if (start.reason_missing) {
            const auto line_end = bytes.find("\r\n");
            if (!take_line_without_reason(parser, bytes.substr(0, line_end), head)) return false;
            bytes.remove_prefix(line_end + 2);
        }
        return parser.take(bytes) && parser.agrees_with(head.body);
    } catch (const std::exception&) {
        return false;
    }
}

}  // namespace halogate::http
