// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "gateway/answer_tap.hpp"
#include "gateway/call.hpp"
#include "gateway/flight.hpp"

namespace halogate::gateway {

/// The call that is sent for an idempotency key, which is taken and the flight's. What comes of it is settled
/// before its caller hears of it. When it goes without having been sent, whoever follows takes its place, and
/// without followers the key is free again; once it has been sent, the key has an outcome, be it that nobody
/// knows.
class WriteLead final : public AnswerTap {
public:
    WriteLead(Call& call, std::shared_ptr<Flight> flight);
    ~WriteLead() override;

    void begun() override;
    void sent_back() override;
    [[nodiscard]] std::optional<std::size_t> wants(const http::ResponseHead& answer) override;
    [[nodiscard]] cache::KeptAnswer keep(cache::Answer& answer, const http::ResponseHead& head) override;
    void too_large(unsigned status) override;
    void failed(const OwnAnswer& answer) override;
    [[nodiscard]] std::string_view cache_status() const override { return {}; }

private:
    void settle_without_answer(const OwnAnswer& answer);
    void close();

    Call& call_;
    std::shared_ptr<Flight> flight_;
    bool is_out_ = false;  ///< the tenant may be doing it
    bool is_settled_ = false;
};

}  // namespace halogate::gateway
