// SPDX-License-Identifier: MIT
// Boost.JSON, compiled once: Debian's headers alone, without its library.
#include <boost/json/src.hpp>
