// SPDX-License-Identifier: MIT
#include "io/tls_stream.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <utility>

#include "io/peer_certificate.hpp"
#include "io/socket_bio.hpp"

namespace halogate::io {

namespace {

/// What an earlier operation left behind would be taken for the next one's. There is nearly never anything,
/// and to look costs a tenth of emptying.
void forget_errors() noexcept {
    if (ERR_peek_error() != 0) ERR_clear_error();
    errno = 0;
}

bool waits(int ssl_error) noexcept {
    return ssl_error == SSL_ERROR_WANT_READ || ssl_error == SSL_ERROR_WANT_WRITE;
}
Socket::Operation what_for(int ssl_error) noexcept {
    return ssl_error == SSL_ERROR_WANT_READ ? Socket::Operation::read : Socket::Operation::write;
}

bool is_broken_by(IoError error) noexcept {
    return error == IoError::truncated || error == IoError::reset || error == IoError::tls;
}

}  // namespace

TlsStream::TlsStream(StreamSocket socket, AlarmClock& clock, SslHandle connection, std::string peer)
    : socket_{std::move(socket), clock}, connection_{std::move(connection)}, peer_{std::move(peer)} {
    if (!connection_) return;
    BIO* const bio = new_socket_bio(socket_);
    if (bio == nullptr) connection_.reset();
    if (bio != nullptr) SSL_set_bio(connection_.get(), bio, bio);
}

TlsStream::~TlsStream() {
    socket_.unwatch();
    close();
}

IoError TlsStream::failure(int ssl_error) noexcept {
    const int system_error = errno;
    if (ssl_error == SSL_ERROR_ZERO_RETURN) return IoError::closed;
    if (ssl_error == SSL_ERROR_SYSCALL) return system_error == 0 ? IoError::truncated : IoError::reset;
    if (ERR_GET_REASON(ERR_peek_last_error()) == SSL_R_UNEXPECTED_EOF_WHILE_READING)
        return IoError::truncated;
    return IoError::tls;
}

Task<Expected<void, HandshakeError>> TlsStream::handshake(TimePoint deadline) {
    if (!connection_) co_return Unexpected{HandshakeError{IoError::tls, take_tls_error()}};
    socket_.begin(Socket::Operation::read, deadline);
    IoError error = IoError::none;
    while (error == IoError::none) {
        forget_errors();
        const int result = SSL_do_handshake(connection_.get());
        if (result == 1) break;
        const int ssl_error = SSL_get_error(connection_.get(), result);
        error = waits(ssl_error) ? IoError::none : failure(ssl_error);
        if (error != IoError::none) break;
        const auto operation = what_for(ssl_error);
        error = co_await socket_.wait(operation);
    }
    if (socket_.end(Socket::Operation::read) && error == IoError::aborted) error = IoError::timed_out;
    if (error == IoError::none) {
        if (SSL_is_server(connection_.get()) != 0)
            credentials_.certificate_names = names_of_verified_client(connection_.get());
        co_return Expected<void, HandshakeError>{};
    }
    broken_ = true;
    const long verdict = SSL_get_verify_result(connection_.get());
    std::string detail = verdict != X509_V_OK    ? X509_verify_cert_error_string(verdict)
                         : error == IoError::tls ? take_tls_error()
                                                 : std::string{to_string(error)};
    ERR_clear_error();
    co_return Unexpected{HandshakeError{error, std::move(detail)}};
}

TlsStream::Step TlsStream::take(std::span<char> into, ReadResult& result) {
    for (;;) {
        forget_errors();
        const int size = static_cast<int>(std::min<std::size_t>(into.size() - result.bytes, INT_MAX));
        const int got = SSL_read(connection_.get(), into.data() + result.bytes, size);
        if (got > 0) {
            // A record holds 16 KiB at most; what has already arrived is taken in one go.
            result.bytes += static_cast<std::size_t>(got);
            if (result.bytes == into.size() || SSL_has_pending(connection_.get()) == 0) return {};
            continue;
        }
        const int ssl_error = SSL_get_error(connection_.get(), got);
        if (result.bytes > 0) return {};  // an error comes back with the next call
        if (waits(ssl_error)) return {what_for(ssl_error)};
        result.error = failure(ssl_error);
        broken_ = broken_ || is_broken_by(result.error);
        return {};
    }
}

Task<ReadResult> TlsStream::read_some(std::span<char> into, TimePoint deadline) {
    ReadResult result;
    if (broken_) result.error = IoError::aborted;
    if (broken_) return Task<ReadResult>::ready(result);
    // What OpenSSL has taken in already is less than a record or two, and no event would tell of it.
    const bool waits = socket_.may_be_ready(Socket::Operation::read)
                           ? !socket_.has_turn()
                           : SSL_has_pending(connection_.get()) == 0;
    if (waits) return wait_and_read(into, deadline, {Socket::Operation::read});
    const Step step = take(into, result);
    return step.waits_for ? wait_and_read(into, deadline, step) : Task<ReadResult>::ready(result);
}

Task<ReadResult> TlsStream::wait_and_read(std::span<char> into, TimePoint deadline, Step step) {
    ReadResult result;
    socket_.begin(Socket::Operation::read, deadline);
    while (step.waits_for && result.error == IoError::none) {
        result.error = co_await socket_.wait(*step.waits_for);
        if (socket_.was_disturbed(Socket::Operation::read, result.error)) result.error = IoError::none;
        if (result.error == IoError::none) step = take(into, result);
    }
    if (socket_.end(Socket::Operation::read) && result.error == IoError::aborted)
        result.error = IoError::timed_out;
    co_return result;
}

TlsStream::Step TlsStream::put(Pieces& pieces, WriteResult& result) {
    auto& [first, second] = pieces;
    if (first.empty()) std::swap(first, second);
    while (!first.empty()) {
        forget_errors();
        const int size = static_cast<int>(std::min<std::size_t>(first.size(), INT_MAX));
        const int sent = SSL_write(connection_.get(), first.data(), size);
        if (sent > 0) {
            result.any_sent = true;
            first.remove_prefix(static_cast<std::size_t>(sent));
            if (first.empty()) std::swap(first, second);
            continue;
        }
        const int ssl_error = SSL_get_error(connection_.get(), sent);
        // Part of a record may have left before the socket was full.
        if (ssl_error == SSL_ERROR_WANT_WRITE) result.any_sent = true;
        if (waits(ssl_error)) return {what_for(ssl_error)};
        result.error = failure(ssl_error);
        // A peer that takes no more may have said why, and that can still be read.
        unwritable_ = unwritable_ || is_broken_by(result.error);
        broken_ = broken_ || result.error == IoError::tls;
        return {};
    }
    return {};
}

Task<WriteResult> TlsStream::write_all(std::string_view first, std::string_view second, TimePoint deadline) {
    WriteResult result;
    if (broken_ || unwritable_) result.error = IoError::aborted;
    if (broken_ || unwritable_) return Task<WriteResult>::ready(result);
    Pieces pieces{first, second};
    if (!socket_.has_turn()) return wait_and_write(pieces, deadline, {Socket::Operation::write}, result);
    const Step step = put(pieces, result);
    return step.waits_for ? wait_and_write(pieces, deadline, step, result) : Task<WriteResult>::ready(result);
}

Task<WriteResult> TlsStream::wait_and_write(Pieces pieces, TimePoint deadline, Step step,
                                            WriteResult result) {
    socket_.begin(Socket::Operation::write, deadline);
    while (step.waits_for && result.error == IoError::none) {
        result.error = co_await socket_.wait(*step.waits_for);
        if (result.error == IoError::none) step = put(pieces, result);
    }
    if (socket_.end(Socket::Operation::write) && result.error == IoError::aborted)
        result.error = IoError::timed_out;
    co_return result;
}

Socket::Pending TlsStream::look() {
    if (broken_ || !socket_.is_open()) return Socket::Pending::close;
    if ((SSL_get_shutdown(connection_.get()) & SSL_RECEIVED_SHUTDOWN) != 0) return Socket::Pending::close;
    if (SSL_has_pending(connection_.get()) == 0) {
        const Socket::Pending pending = socket_.peek();
        if (pending != Socket::Pending::bytes) return pending;
    }
    // Session tickets and key updates may come at any time; OpenSSL takes them in and has nothing for us. A
    // farewell comes as bytes, too.
    char byte = 0;
    forget_errors();
    const int result = SSL_peek(connection_.get(), &byte, 1);
    if (result > 0) return Socket::Pending::bytes;
    const int ssl_error = SSL_get_error(connection_.get(), result);
    if (ssl_error == SSL_ERROR_WANT_READ) return Socket::Pending::nothing;
    broken_ = is_broken_by(failure(ssl_error));
    return Socket::Pending::close;
}

void TlsStream::watch_for_close(std::function<void()> on_close) {
    // What OpenSSL has taken in already does not make the socket readable any more.
    if (look() == Socket::Pending::close) return on_close();
    socket_.watch_for_close(std::move(on_close), [this] { return look(); });
}

void TlsStream::shutdown_send() noexcept {
    if (!broken_ && !unwritable_ && connection_) SSL_shutdown(connection_.get());
    ERR_clear_error();
}

void TlsStream::reset() noexcept {
    broken_ = true;
    socket_.reset();
}

void TlsStream::close() noexcept {
    if (socket_.is_open()) shutdown_send();
    broken_ = true;
    socket_.close();
}

}  // namespace halogate::io
