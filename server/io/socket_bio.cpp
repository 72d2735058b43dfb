// SPDX-License-Identifier: MIT
#include "io/socket_bio.hpp"

#include <openssl/bio.h>

#include <cstddef>
#include <span>
#include <string_view>

#include "io/socket.hpp"

namespace halogate::io {

namespace {

Socket& socket_of(BIO* bio) {
    return *static_cast<Socket*>(BIO_get_data(bio));
}

int read(BIO* bio, char* into, int size) {
    BIO_clear_retry_flags(bio);
    Socket& socket = socket_of(bio);
    Socket::Transfer received;
    if (!socket.is_open() || socket.may_be_ready(Socket::Operation::read))
        received = socket.receive({into, static_cast<std::size_t>(size)});
    if (received.bytes > 0) return static_cast<int>(received.bytes);
    if (received.error == IoError::closed) return 0;
    if (received.error == IoError::none) BIO_set_retry_read(bio);
    return -1;
}

int write(BIO* bio, const char* bytes, int size) {
    BIO_clear_retry_flags(bio);
    const std::string_view piece{bytes, static_cast<std::size_t>(size)};
    const Socket::Transfer sent = socket_of(bio).send(piece, no_second_piece);
    if (sent.bytes > 0) return static_cast<int>(sent.bytes);
    if (sent.error == IoError::none) BIO_set_retry_write(bio);
    return -1;
}

long control(BIO*, int command, long, void*) {
    return command == BIO_CTRL_FLUSH ? 1 : 0;
}

int create(BIO* bio) {
    BIO_set_init(bio, 1);
    return 1;
}

BIO_METHOD* new_method() {
    BIO_METHOD* const method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "halogate socket");
    if (method == nullptr) return nullptr;
    BIO_meth_set_read(method, &read);
    BIO_meth_set_write(method, &write);
    BIO_meth_set_ctrl(method, &control);
    BIO_meth_set_create(method, &create);
    return method;
}

}  // namespace

bio_st* new_socket_bio(Socket& socket) {
    static const BIO_METHOD* const method = new_method();
    BIO* const bio = method == nullptr ? nullptr : BIO_new(method);
    if (bio != nullptr) BIO_set_data(bio, &socket);
    return bio;
}

}  // namespace halogate::io
