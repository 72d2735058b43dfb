// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>

#include "http/head.hpp"

namespace halogate::http {

enum class HeadStatus { incomplete, complete, refused };

/// One piece of a body, found at the start of the bytes that were given.
struct BodyPiece {
    std::size_t consumed = 0;  ///< bytes to drop from the front; may be more than data.size() (chunk headers)
    std::string_view data;     ///< a view into the given bytes; may be empty while more is needed
    bool complete = false;     ///< the message ends after `consumed`
    std::optional<Refusal> refusal;
};

/// Turns bytes into one request after another (RFC 9112), without sockets and without owning the bytes. What
/// two parsers could read differently is refused. Trailers are read and dropped; chunk extensions are
/// refused. A refusal is for good: nobody knows any more where a message begins, so reset() does not end it;
/// a new connection takes a new reader.
class RequestReader {
public:
    explicit RequestReader(HeadLimits limits);
    ~RequestReader();
    RequestReader(const RequestReader&) = delete;
    RequestReader& operator=(const RequestReader&) = delete;
    RequestReader(RequestReader&&) noexcept;
    RequestReader& operator=(RequestReader&&) noexcept;

    /// `bytes` begins where the request begins and only ever grows until the head is complete. Empty lines
    /// before the request line are skipped (RFC 9112, 2.2). incomplete: call again with more. A repeated call
    /// does not scan again what was scanned.
    [[nodiscard]] HeadStatus read_head(std::string_view bytes);
    /// After complete: views into the last `bytes`, which must live on as long as they are used.
    [[nodiscard]] RequestHead& head() noexcept;
    /// After complete: how many bytes belong to the head, skipped empty lines included.
    [[nodiscard]] std::size_t head_bytes() const noexcept;
    /// After refused.
    [[nodiscard]] const Refusal& refusal() const noexcept;

    /// After a complete head whose body is not Kind::none: the next piece. Bytes given are what followed
    /// those consumed before. consumed == 0 and !complete and !refusal: more bytes are needed. Ask before
    /// waiting for bytes: a body of length 0 is complete without any. A piece with a refusal holds nothing
    /// else.
    [[nodiscard]] BodyPiece read_body(std::string_view bytes);

    /// Ready for the next message on the connection. When the body was not read to its end the reader refuses
    /// from now on, since the rest of it must never be taken for a request.
    void reset();

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// The same for the tenant's answers, as strictly. 1xx answers are skipped (their bytes count into
/// head_bytes).
class ResponseReader {
public:
    explicit ResponseReader(HeadLimits limits);
    ~ResponseReader();
    ResponseReader(const ResponseReader&) = delete;
    ResponseReader& operator=(const ResponseReader&) = delete;
    ResponseReader(ResponseReader&&) noexcept;
    ResponseReader& operator=(ResponseReader&&) noexcept;

    /// `request` is the method asked: an answer to HEAD has no body (RFC 9110, 6.4.1). When the body of the
    /// answer before was not read to its end the reader refuses from now on.
    void reset(Method request);
    [[nodiscard]] HeadStatus read_head(std::string_view bytes);
    [[nodiscard]] ResponseHead& head() noexcept;
    [[nodiscard]] std::size_t head_bytes() const noexcept;
    [[nodiscard]] const Refusal& refusal() const noexcept;
    [[nodiscard]] BodyPiece read_body(std::string_view bytes);
    /// The connection was closed cleanly. True when that is a proper end: the body is until_close or whole.
    [[nodiscard]] bool end_of_stream();

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace halogate::http
