// SPDX-License-Identifier: MIT
#include "sandbox/halo_api.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/ascii.hpp"
#include "sandbox/base64.hpp"
#include "sandbox/http_date.hpp"
#include "sandbox/listing.hpp"
#include "sandbox/row_order.hpp"
#include "sandbox/seed.hpp"

namespace halogate::sandbox {

namespace {

Answer not_found() {
    return error_answer(404, "Not found");
}

/// What HaloPSA says when a token lacks the scope: 403 as a rule, but an exception on Actions.
Answer scope_refusal(const Resource& resource) {
    if (resource.name == "Actions") {
        return json_answer(
            500, to_text(Json{{"ClassName", "System.NullReferenceException"},
                              {"Message", "Object reference not set to an instance of an object."}}));
    }
    return error_answer(403, "You do not have access to this resource");
}

bool may_read(const Resource& resource, const ScopeSet& scopes) {
    return resource.strictness == Strictness::unscoped || scopes.may_read(resource.domain);
}

bool may_edit(const Resource& resource, const ScopeSet& scopes) {
    return resource.strictness == Strictness::unscoped || scopes.may_edit(resource.domain);
}

Answer edit_refusal(const Resource& resource, std::string_view act) {
    if (resource.strictness != Strictness::lenient) return scope_refusal(resource);
    return error_answer(
        400, "You do not have permission to " + std::string{act} + " this " + std::string{resource.singular});
}

/// Why a POST may not be done with these scopes; nothing when it may.
std::optional<Answer> write_refusal(const Resource& resource, const Json& rows, const ScopeSet& scopes) {
    if (!may_read(resource, scopes)) return scope_refusal(resource);
    if (may_edit(resource, scopes)) return std::nullopt;
    // HaloPSA lets read:tickets create a ticket; only changing one is refused.
    const bool changes =
        std::any_of(rows.begin(), rows.end(), [](const Json& row) { return row_id(row).has_value(); });
    if (changes || resource.strictness != Strictness::lenient) return edit_refusal(resource, "update");
    return std::nullopt;
}

std::optional<std::int64_t> id_segment(const Target& target) {
    if (target.segments.size() != 3) return std::nullopt;
    const auto id = ascii::to_unsigned(target.segments[2]);
    if (!id || *id > 2'147'483'647) return std::nullopt;
    return static_cast<std::int64_t>(*id);
}

Json with_defaults(const Resource& resource, Json row, WallTime wall) {
    const auto otherwise = [&row](const char* name, Json value) {
        if (!row.contains(name)) row[name] = std::move(value);
    };
    if (resource.name == "Tickets") {
        otherwise("dateoccurred", iso_date(wall));
        otherwise("status_id", 1);
        otherwise("closed", false);
        otherwise("tickettype_id", 1);
        otherwise("priority_id", 3);
        otherwise("client_id", 1);
        otherwise("agent_id", acting_agent_id);
    } else if (resource.name == "Actions") {
        otherwise("datetime", iso_date(wall));
        otherwise("who", acting_agent_name);
    }
    return row;
}

/// A header's value may not hold quotes or control characters, and a file name that was posted may.
std::string header_safe(std::string text) {
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c < ' ' || c == '"' || c == '\\' || c == 127; }, '_');
    return text;
}

/// The member's text; empty when it is missing or something else.
std::string text_member(const Json& row, const char* name) {
    const auto found = row.find(name);
    return found != row.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

Answer big_attachment(const Query& query) {
    const auto bytes = ascii::to_unsigned(query.value("bytes"));
    if (!bytes) return error_answer(400, "bytes must be a number");
    Answer answer = text_answer(200, "application/octet-stream", {});
    answer.fields.push_back({"Content-Disposition", R"(attachment; filename="big.bin")"});
    const auto coding = query.is_true("chunked") ? BodyCoding::chunked : BodyCoding::content_length;
    answer.stream = StreamedBody{*bytes, coding};
    return answer;
}

}  // namespace

HaloApi::HaloApi() : data_{seeded_data()} {}

void HaloApi::reset() {
    data_ = seeded_data();
    counts_ = {};
}

Answer HaloApi::answer(const Request& request, const Target& target, const ScopeSet& scopes, WallTime wall) {
    const Resource* resource = target.segments.size() < 2 ? nullptr : resource_named(target.segments[1]);
    if (resource == nullptr || target.segments.size() > 3) return not_found();
    if (request.method == "GET" || request.method == "HEAD") {
        return may_read(*resource, scopes) ? read(*resource, target) : scope_refusal(*resource);
    }
    if (request.method == "POST") {
        return target.segments.size() == 2 ? write(*resource, request, scopes, wall) : not_found();
    }
    if (request.method == "DELETE") return remove(*resource, target, scopes);
    Answer answer =
        error_answer(405, "The requested resource does not support http method '" + request.method + "'.");
    answer.fields.push_back({"Allow", "GET, POST, DELETE"});
    return answer;
}

Answer HaloApi::read(const Resource& resource, const Target& target) {
    const Collection& collection = data_.of(resource.name);
    if (target.segments.size() == 2)
        return json_answer(200, to_text(list_rows(resource, collection, target.query)));
    if (resource.name == "Attachment" && target.is(2, "big")) return big_attachment(target.query);
    const bool me = resource.name == "Agent" && target.is(2, "me");
    const auto id = me ? std::optional<std::int64_t>{acting_agent_id} : id_segment(target);
    const Json* row = id ? collection.find(*id) : nullptr;
    if (row == nullptr) return not_found();
    if (resource.name == "Attachment") return read_attachment(target, *id);
    return json_answer(200, to_text(*row));
}

Answer HaloApi::read_attachment(const Target& target, std::int64_t id) {
    const std::string* bytes = data_.attachment(id);
    const Json* row = data_.of("Attachment").find(id);
    if (bytes == nullptr || row == nullptr) return not_found();
    Answer answer = text_answer(200, "application/octet-stream", *bytes);
    const std::string name = text_member(*row, "filename");
    answer.fields.push_back(
        {"Content-Disposition",
         "attachment; filename=\"" + header_safe(name.empty() ? target.segments[2] : name) + '"'});
    return answer;
}

std::optional<Answer> HaloApi::obstacle(const Resource& resource, const Json& row) {
    Collection& collection = data_.of(resource.name);
    if (const auto id = row_id(row)) {
        if (is_recovery(row) || collection.find(*id) != nullptr) return std::nullopt;
        return not_found();
    }
    if (collection.is_full()) return error_answer(507, "The sandbox holds no more rows; restart it");
    if (resource.name != "Attachment") return std::nullopt;
    const auto bytes = base64_decoded(text_member(row, "data_base64"));
    if (!bytes) return error_answer(400, "data_base64 is not base64");
    if (!data_.has_room_for(bytes->size())) return error_answer(507, "The sandbox holds no more attachments");
    return std::nullopt;
}

Answer HaloApi::write(const Resource& resource, const Request& request, const ScopeSet& scopes,
                      WallTime wall) {
    auto rows = posted_rows(request);
    if (!rows) return std::move(rows).error();
    if (auto refusal = write_refusal(resource, *rows, scopes)) return *std::move(refusal);
    // All or nothing: what cannot be done is found before anything is.
    for (const auto& row : *rows) {
        if (auto found = obstacle(resource, row)) return *std::move(found);
    }
    Json written = Json::array();
    for (const auto& row : *rows) {
        const auto id = row_id(row);
        const Json* now = id ? change(resource, *id, row) : &create(resource, row, wall);
        if (now != nullptr) written.push_back(*now);
    }
    if (written.empty()) return not_found();
    // One object for one element, whether it came in an array or bare.
    return json_answer(201, to_text(written.size() == 1 ? written.front() : written));
}

const Json* HaloApi::change(const Resource& resource, std::int64_t id, const Json& row) {
    Collection& collection = data_.of(resource.name);
    if (is_recovery(row)) static_cast<void>(collection.recover(id));
    const Json* updated = collection.update(id, row);
    if (updated != nullptr) ++counts_.updated[ascii::lowered(resource.name)];
    return updated;
}

const Json& HaloApi::create(const Resource& resource, Json row, WallTime wall) {
    ++counts_.created[ascii::lowered(resource.name)];
    Collection& collection = data_.of(resource.name);
    if (resource.name != "Attachment")
        return collection.create(with_defaults(resource, std::move(row), wall));
    std::string bytes = base64_decoded(text_member(row, "data_base64")).value_or(std::string{});
    row.erase("data_base64");
    row["filesize"] = bytes.size();
    row["datecreated"] = iso_date(wall);
    const Json& created = collection.create(row);
    data_.keep_attachment(created["id"].get<std::int64_t>(), std::move(bytes));
    return created;
}

Answer HaloApi::remove(const Resource& resource, const Target& target, const ScopeSet& scopes) {
    if (!may_read(resource, scopes)) return scope_refusal(resource);
    if (!may_edit(resource, scopes)) return edit_refusal(resource, "delete");
    const auto id = id_segment(target);
    if (!id || !data_.of(resource.name).remove(*id)) return not_found();
    if (resource.name == "Attachment") data_.drop_attachment(*id);
    ++counts_.deleted[ascii::lowered(resource.name)];
    return json_answer(200, "{}");
}

}  // namespace halogate::sandbox
