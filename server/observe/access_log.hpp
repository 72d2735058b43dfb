// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/call/call_record.hpp"
#include "observe/access_text.hpp"
#include "observe/line_writer.hpp"
#include "observe/observer.hpp"

namespace halogate::observe {

/// How much of a query the access log shows. Values may be personal data or a key, so they need to be asked
/// for.
enum class QueryLogging : std::uint8_t {
    none,
    names,  ///< the parameters' names, joined by a comma
    full,
};

/// Appends one finished call as a JSON object on one line, without an end of line. Every field is always
/// there; what is not known is null. Times are in milliseconds, sizes in bytes.
void append_access_line(std::string& out, const call::CallRecord& record, QueryLogging queries);

/// One line for each finished call. Used by the reactor's thread alone; allocates nothing once its buffer has
/// grown to the longest line.
class AccessLog final : public Observer {
public:
    /// `writer` outlives the log. `for_people`: lines for a terminal, coloured or not, in place of JSON.
    AccessLog(LineWriter& writer, QueryLogging queries, std::optional<Colour> for_people = std::nullopt)
        : writer_{writer}, queries_{queries}, for_people_{for_people} {}

    void on_call(const call::CallRecord& record) override;

private:
    LineWriter& writer_;
    QueryLogging queries_;
    std::optional<Colour> for_people_;
    std::string line_;
};

}  // namespace halogate::observe
