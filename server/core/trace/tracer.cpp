// SPDX-License-Identifier: MIT
#include "core/trace/tracer.hpp"

#include <algorithm>

namespace halogate::trace {

namespace {

/// Records that are kept to be used again: more than are under way at once need no memory of their own.
constexpr std::size_t most_spare = 256;

void clear(CallTrace& record) {
    record.trace = {};
    record.id = record.parent = {};
    for (std::string* text : {&record.request_id, &record.consumer, &record.method, &record.path,
                              &record.route, &record.permission, &record.error})
        text->clear();
    record.status = 0;
    record.parts.clear();
    record.exchanges = 0;
    record.left_out = 0;
}

}  // namespace

Tracer::Record Tracer::blank() {
    if (spare_.empty()) return std::make_unique<CallTrace>();
    Record record = std::move(spare_.back());
    spare_.pop_back();
    return record;
}

void Tracer::finish(Record record) {
    dropped_ += record->left_out;
    if (waiting_ == ring_.size()) drop(pop_oldest());
    ring_[(first_ + waiting_) % ring_.size()] = std::move(record);
    ++waiting_;
    if (on_waiting_) on_waiting_();
}

Tracer::Batch Tracer::take(std::size_t most) {
    Batch batch;
    batch.reserve(std::min(most, waiting_));
    while (waiting_ > 0 && batch.size() < most) batch.push_back(pop_oldest());
    return batch;
}

Tracer::Record Tracer::pop_oldest() {
    Record oldest = std::move(ring_[first_]);
    first_ = (first_ + 1) % ring_.size();
    --waiting_;
    return oldest;
}

void Tracer::delivered(Batch batch, std::uint64_t refused) {
    std::uint64_t spans = 0;
    for (Record& record : batch) {
        spans += record->spans();
        recycle(std::move(record));
    }
    const std::uint64_t lost = std::min(refused, spans);
    exported_ += spans - lost;
    dropped_ += lost;
}

void Tracer::drop(Batch batch) {
    for (Record& record : batch) drop(std::move(record));
}

void Tracer::drop(Record record) {
    dropped_ += record->spans();
    recycle(std::move(record));
}

void Tracer::recycle(Record record) {
    if (spare_.size() >= most_spare) return;
    clear(*record);
    spare_.push_back(std::move(record));
}

}  // namespace halogate::trace
