// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string_view>

#include "core/call/id_reader.hpp"
#include "gateway/call.hpp"
#include "http/head.hpp"

namespace halogate::gateway {

/// Reads the ids of what was created or updated out of the tenant's answer to a POST while it passes: nothing
/// is held up and nothing but the ids is kept. Idle unless there is an audit log and the answer is JSON of a
/// success, not compressed.
class AnswerIds {
public:
    AnswerIds(Call& call, const http::ResponseHead& answer);
    /// The next piece of the answer's body.
    void see(std::string_view piece) {
        if (reader_) reader_->read(piece);
    }

private:
    std::optional<call::IdReader> reader_;
};

/// Completes the record of a call that is over. Where the tenant's answer named no id, those are taken that
/// the request itself names (the elements of its body, the path of a DELETE), unless the tenant refused it.
void note_written_ids(Call& call);

}  // namespace halogate::gateway
