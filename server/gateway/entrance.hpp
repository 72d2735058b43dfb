// SPDX-License-Identifier: MIT
#pragma once

#include <boost/smart_ptr/local_shared_ptr.hpp>

#include "gateway/services.hpp"

namespace halogate::gateway {

/// Keeps what a configuration is made of alive as long as a call goes by it. Counted without atomics: reactor
/// thread only.
using ServicesInForce = boost::local_shared_ptr<Services>;

/// What is in force for whoever comes in through one listener. Each call takes it as it is when its head has
/// come, and keeps it to its end, whatever is put in force meanwhile. A listener that is gone keeps the last.
struct Entrance {
    ServicesInForce services;
    const ListenerProfile* profile = nullptr;  ///< lives as long as `services`
    bool is_closed = false;                    ///< its listener is gone: a last request, and no other
};

}  // namespace halogate::gateway
