// SPDX-License-Identifier: MIT
#include "support/beast_head.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

namespace halogate::test {

namespace {

namespace beast = boost::beast;
using beast::error_code;
using http::BodyFraming;

std::string text(beast::string_view bytes) {
    return std::string{bytes.data(), bytes.size()};
}

/// Keeps the line and the fields of one head.
template <bool isRequest>
class BeastHead final : public beast::http::basic_parser<isRequest> {
public:
    BeastHead() {
        // What is too large is another test's matter.
        this->header_limit(std::numeric_limits<std::uint32_t>::max());
        this->body_limit(boost::none);
    }

    /// Whether all of `bytes` was taken without complaint.
    [[nodiscard]] bool take(std::string_view bytes) {
        error_code error;
        const auto taken = this->put(boost::asio::const_buffer{bytes.data(), bytes.size()}, error);
        return taken == bytes.size() && (!error || error == beast::http::error::need_more) &&
               this->is_header_done();
    }

    /// Whether the length or coding is the one that was found. An answer without a body may name either (RFC
    /// 9112, 6.3).
    [[nodiscard]] bool frames_as(const BodyFraming& body) const {
        switch (body.kind) {
            case BodyFraming::Kind::none: return !isRequest || (!this->chunked() && !this->content_length());
            case BodyFraming::Kind::chunked: return this->chunked() && !this->content_length();
            case BodyFraming::Kind::length: return !this->chunked() && this->content_length() == body.length;
            case BodyFraming::Kind::until_close: return !this->chunked() && !this->content_length();
        }
        return false;
    }

    std::string line;
    unsigned minor_version = 0;
    std::vector<std::pair<std::string, std::string>> fields;

private:
    void on_request_impl(beast::http::verb, beast::string_view method, beast::string_view target, int version,
                         error_code&) override {
        line = text(method) + ' ' + text(target);
        minor_version = version == 10 ? 0 : 1;
    }
    void on_response_impl(int status, beast::string_view reason, int version, error_code&) override {
        line = std::to_string(status) + ' ' + text(reason);
        minor_version = version == 10 ? 0 : 1;
    }
    void on_field_impl(beast::http::field, beast::string_view name, beast::string_view value,
                       error_code&) override {
        fields.emplace_back(text(name), text(value));
    }
    void on_header_impl(error_code&) override {}
    void on_finish_impl(error_code&) override {}
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
};

std::vector<std::pair<std::string, std::string>> fields_of(const http::Fields& fields) {
    std::vector<std::pair<std::string, std::string>> copies;
    for (const auto& field : fields) copies.emplace_back(std::string{field.name}, std::string{field.value});
    return copies;
}

template <bool isRequest, class Head>
std::string difference(std::string_view bytes, const Head& head, const std::string& line) {
    BeastHead<isRequest> beast;
    if (!beast.take(bytes)) return "Beast does not take the head";
    if (beast.line != line) return "Beast reads another first line: " + beast.line;
    if (beast.minor_version != head.minor_version) return "Beast reads another version";
    if (beast.fields != fields_of(head.fields)) return "Beast reads other fields";
    if (!beast.frames_as(head.body)) return "Beast finds another end of the body";
    return {};
}

}  // namespace

std::string beast_differs(std::string_view bytes, const http::RequestHead& head) {
    while (bytes.starts_with("\r\n")) bytes.remove_prefix(2);
    return difference<true>(bytes, head, std::string{head.method_name} + ' ' + std::string{head.target});
}

std::string beast_differs(std::string_view bytes, const http::ResponseHead& head) {
    std::string own{bytes};
    // Beast wants the blank that stands before the reason phrase, and many servers leave it out.
    const auto line_end = own.find("\r\n");
    if (line_end == std::string_view{"HTTP/1.1 200"}.size()) own.insert(line_end, 1, ' ');
    return difference<false>(own, head, std::to_string(head.status) + ' ' + std::string{head.reason});
}

}  // namespace halogate::test
