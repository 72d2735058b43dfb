// SPDX-License-Identifier: MIT
#include "gateway/written_ids.hpp"

#include "base/ascii.hpp"
#include "core/policy/json_type.hpp"

namespace halogate::gateway {

namespace {

bool is_compressed(const http::Fields& fields) {
    const auto coding = fields.find("Content-Encoding");
    return coding && !ascii::equal_ignoring_case(*coding, "identity");
}

bool may_hold_ids(const http::Fields& fields) {
    return !is_compressed(fields) && policy::is_json_type(fields.find("Content-Type").value_or(""));
}

bool refused_by_tenant(const call::CallRecord& record) noexcept {
    return record.tenant_status >= 400 && record.tenant_status < 500;
}

}  // namespace

AnswerIds::AnswerIds(Call& call, const http::ResponseHead& answer) {
    const bool wanted = call.services.observer.audit().enabled && call.head().method == http::Method::post &&
                        answer.status >= 200 && answer.status < 300;
    if (!wanted || !may_hold_ids(answer.fields)) return;
    call.ids.clear();
    reader_.emplace(call.ids);
}

void note_written_ids(Call& call) {
    const bool wanted = call.services.observer.audit().enabled && call.record.exchanges > 0 &&
                        call.ids.empty() && !refused_by_tenant(call.record);
    if (wanted && call.head().method == http::Method::delete_) {
        call.ids.add(std::string_view{call.target.path}.substr(call.target.path.rfind('/') + 1));
    } else if (wanted && call.head().method == http::Method::post && may_hold_ids(call.head().fields)) {
        call::IdReader{call.ids}.read(call.body);
    }
    call.record.ids = call.ids.text();
    call.record.ids_cut = call.ids.is_cut();
}

}  // namespace halogate::gateway
