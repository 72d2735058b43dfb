// SPDX-License-Identifier: MIT
#pragma once

struct bio_st;

namespace halogate::io {

class Socket;

/// OpenSSL's way to the socket, which outlives it. Unlike OpenSSL's own it asks the socket only for what may
/// be there, and never raises SIGPIPE. Null when there is no memory.
[[nodiscard]] bio_st* new_socket_bio(Socket& socket);

}  // namespace halogate::io
