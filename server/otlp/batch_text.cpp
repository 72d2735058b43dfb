// SPDX-License-Identifier: MIT
#include "otlp/batch_text.hpp"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>

#include "observe/json_text.hpp"

namespace halogate::otlp {

namespace {

using trace::CallTrace;
using trace::Part;

/// opentelemetry.proto.trace.v1.Span.SpanKind
enum class Kind : std::uint8_t { internal = 1, server = 2, client = 3 };
enum class Verdict : std::uint8_t { unset, error };
constexpr unsigned first_server_error = 500;
constexpr unsigned first_client_error = 400;

/// The list of key-value pairs that a resource and a span have.
class Attributes {
public:
    explicit Attributes(std::string& out) : out_{out} { out_ += R"("attributes":[)"; }

    void text(std::string_view key, std::string_view value) {
        if (value.empty()) return;
        begin(key);
        out_ += R"("stringValue":)";
        observe::append_json_string(out_, value);
        out_ += "}}";
    }
    void number(std::string_view key, std::uint64_t value) {
        begin(key);
        fmt::format_to(std::back_inserter(out_), FMT_COMPILE(R"("intValue":"{}"}}}})"), value);
    }
    void end() { out_ += ']'; }

private:
    void begin(std::string_view key) {
        if (out_.back() != '[') out_ += ',';
        fmt::format_to(std::back_inserter(out_), FMT_COMPILE(R"({{"key":"{}","value":{{)"), key);
    }
    std::string& out_;
};

/// The convention's word for a method that is none of HTTP's.
constexpr std::string_view other_method = "_OTHER";

std::string_view method_of(const CallTrace& call) {
    constexpr std::array<std::string_view, 9> known{"GET",     "HEAD",  "POST",  "PUT",    "DELETE",
                                                    "CONNECT", "TRACE", "PATCH", "OPTIONS"};
    const auto* const found = std::find(known.begin(), known.end(), call.method);
    return found == known.end() ? other_method : *found;
}

std::string_view name_of(retry::Outcome::Kind outcome) {
    switch (outcome) {
        case retry::Outcome::Kind::answered: return "";
        case retry::Outcome::Kind::never_sent: return "never_sent";
        case retry::Outcome::Kind::no_answer: return "no_answer";
        case retry::Outcome::Kind::timed_out: return "timeout";
        case retry::Outcome::Kind::malformed: return "malformed";
    }
    return "";
}

/// Writes the spans of one batch.
class SpanWriter {
public:
    SpanWriter(std::string& out, const Resource& resource, UnixTime boot)
        : out_{out}, resource_{resource}, boot_{boot} {}

    void write(const CallTrace& call) {
        write_call(call);
        for (const Part& part : call.parts) {
            if (part.kind == Part::Kind::exchange) {
                write_exchange(call, part);
            } else {
                write_wait(call, part);
            }
        }
    }

private:
    struct Head {
        trace::SpanId id;
        trace::SpanId parent;
        Kind kind = Kind::internal;
        TimePoint began{};
        TimePoint ended{};
    };
    void begin(const CallTrace& call, const Head& head, std::string_view name, std::string_view target) {
        if (out_.back() != '[') out_ += ',';
        put_id(R"({"traceId":")", call.trace.high);
        put_id("", call.trace.low);
        put_id(R"(","spanId":")", head.id.value);
        if (head.parent.is_set()) put_id(R"(","parentSpanId":")", head.parent.value);
        out_ += R"(","name":")";
        observe::append_json_characters(out_, name);
        if (!target.empty()) out_ += ' ';
        observe::append_json_characters(out_, target);
        fmt::format_to(std::back_inserter(out_),
                       FMT_COMPILE(R"(","kind":{},"startTimeUnixNano":"{}","endTimeUnixNano":"{}",)"),
                       static_cast<unsigned>(head.kind), nanoseconds(head.began), nanoseconds(head.ended));
    }
    /// opentelemetry.proto.trace.v1.Status: unset, or code 2, an error.
    void end(Verdict verdict) { out_ += verdict == Verdict::error ? R"(,"status":{"code":2}})" : "}"; }

    void put_id(std::string_view before, std::uint64_t id) {
        std::array<char, 16> digits{};
        trace::write_lower_hex(digits.data(), id, 16);
        out_ += before;
        out_.append(digits.data(), digits.size());
    }
    [[nodiscard]] std::int64_t nanoseconds(TimePoint at) const {
        return (boot_ + at.time_since_epoch()).time_since_epoch().count();
    }

    void write_call(const CallTrace& call) {
        const std::string_view method = method_of(call);
        begin(call, {call.id, call.parent, Kind::server, call.began, call.ended},
              method == other_method ? "HTTP" : method, call.route);
        // Whoever hung up before an answer has ended the call.
        const bool is_error = call.status == 0 || call.status >= first_server_error;
        Attributes attributes{out_};
        attributes.text("http.request.method", method);
        attributes.text("url.scheme", call.over_tls ? "https" : "http");
        attributes.text("url.path", call.path);
        attributes.text("http.route", call.route);
        if (call.status != 0) attributes.number("http.response.status_code", call.status);
        if (is_error) put_error(attributes, call.status == 0 ? "hung_up" : call.error, call.status);
        attributes.text("halogate.request_id", call.request_id);
        attributes.text("halogate.consumer", call.consumer);
        attributes.text("halogate.permission", call.permission);
        attributes.text("halogate.error", call.error);
        attributes.number("halogate.exchanges", call.exchanges);
        attributes.end();
        end(is_error ? Verdict::error : Verdict::unset);
    }

    void write_exchange(const CallTrace& call, const Part& part) {
        const std::string_view method = method_of(call);
        begin(call, {part.id, call.id, Kind::client, part.began, part.ended},
              method == other_method ? "HTTP" : method, call.route);
        const std::string_view failure = name_of(part.outcome);
        const bool is_error = !failure.empty() || part.status >= first_client_error;
        Attributes attributes{out_};
        attributes.text("http.request.method", method);
        attributes.text("server.address", resource_.tenant_host);
        attributes.number("server.port", resource_.tenant_port);
        attributes.text("url.full", resource_.tenant_url + call.path);
        attributes.text("url.path", call.path);
        if (part.status != 0) attributes.number("http.response.status_code", part.status);
        if (is_error) put_error(attributes, failure, part.status);
        if (part.number > 1) attributes.number("http.request.resend_count", part.number - 1);
        attributes.number("halogate.attempt", part.number);
        attributes.end();
        end(is_error ? Verdict::error : Verdict::unset);
    }

    void write_wait(const CallTrace& call, const Part& part) {
        begin(call, {part.id, call.id, Kind::internal, part.began, part.ended},
              part.kind == Part::Kind::queue ? "queue" : "token", "");
        Attributes attributes{out_};
        attributes.text("halogate.consumer", call.consumer);
        attributes.end();
        end(Verdict::unset);
    }

    /// Its name, or else the status.
    static void put_error(Attributes& attributes, std::string_view name, unsigned status) {
        const fmt::format_int digits{status};
        attributes.text("error.type", name.empty() ? std::string_view{digits.data(), digits.size()} : name);
    }

    std::string& out_;
    const Resource& resource_;
    UnixTime boot_;
};

}  // namespace

void append_batch(std::string& out, std::span<const trace::Tracer::Record> calls, const Resource& resource,
                  UnixTime boot) {
    out += R"({"resourceSpans":[{"resource":{)";
    Attributes attributes{out};
    attributes.text("service.name", resource.service_name);
    attributes.text("service.version", resource.service_version);
    attributes.end();
    out += R"(},"scopeSpans":[{"scope":{"name":"halogate","version":)";
    observe::append_json_string(out, resource.service_version);
    out += R"(},"spans":[)";
    SpanWriter writer{out, resource, boot};
    for (const auto& call : calls) writer.write(*call);
    out += "]}]}]}";
}

}  // namespace halogate::otlp
