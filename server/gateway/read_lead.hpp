// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/cache/response_cache.hpp"
#include "gateway/answer_tap.hpp"
#include "gateway/call.hpp"
#include "gateway/flight.hpp"

namespace halogate::gateway {

/// How a read stands to the cache.
struct CacheWish {
    Duration keep{};       ///< at most
    bool insists = false;  ///< the caller would not have what is kept
};

/// The call that goes to the tenant for a read, for others and for the cache. When it goes, whoever follows
/// still takes its place.
class ReadLead final : public AnswerTap {
public:
    /// `flight` is led by `call`; one that nobody may join is in no list.
    ReadLead(Call& call, std::shared_ptr<Flight> flight, std::optional<CacheWish> wish);
    ~ReadLead() override;

    void begun() override;
    void sent_back() override;
    [[nodiscard]] std::optional<std::size_t> wants(const http::ResponseHead& answer) override;
    [[nodiscard]] cache::KeptAnswer keep(cache::Answer& answer, const http::ResponseHead& head) override;
    void too_large(unsigned status) override;
    void failed(const OwnAnswer& answer) override;
    [[nodiscard]] std::string_view cache_status() const override;

private:
    /// Nobody gets anything of it but its own caller.
    void keep_to_itself();

    Call& call_;
    std::shared_ptr<Flight> flight_;
    std::optional<CacheWish> wish_;
    cache::ResponseCache::Generation generation_ = 0;
    std::optional<Duration> fresh_for_;
    bool stored_ = false;
};

}  // namespace halogate::gateway
