// SPDX-License-Identifier: MIT
#include "sandbox/throttle.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "base/ascii.hpp"
#include "sandbox/http_date.hpp"
#include "sandbox/json.hpp"
#include "sandbox/span_text.hpp"

namespace halogate::sandbox {

Expected<Window, std::string> parse_window(std::string_view text) {
    if (text == "off") return Window{.requests = 0};
    const auto slash = text.find('/');
    const auto requests = ascii::to_unsigned(text.substr(0, slash));
    const auto per =
        parse_span(slash == std::string_view::npos ? std::string_view{} : text.substr(slash + 1));
    if (!requests || !per || *per <= Duration::zero()) {
        return Unexpected{"'" + std::string{text} + "': a window is written 300/5m, or off"};
    }
    return Window{.requests = *requests, .per = *per};
}

void Throttle::forget_old(std::deque<TimePoint>& times, TimePoint now) const {
    while (!times.empty() && times.front() + window_.per <= now) times.pop_front();
}

void Throttle::note_arrival(TimePoint now) {
    if (window_.requests == 0) return;
    forget_old(arrived_, now);
    arrived_.push_back(now);
    max_in_window_ = std::max(max_in_window_, arrived_.size());
}

bool Throttle::admit(TimePoint now) {
    if (window_.requests == 0) return true;
    note_arrival(now);
    forget_old(admitted_, now);
    if (admitted_.size() >= window_.requests) {
        ++refused_;
        return false;
    }
    admitted_.push_back(now);
    return true;
}

Duration Throttle::until_free(TimePoint now) const {
    if (window_.requests == 0 || admitted_.size() < window_.requests) return Duration::zero();
    // The request that has to leave first is the one `requests` places from the end.
    const auto blocking = admitted_[admitted_.size() - window_.requests];
    return std::max(Duration::zero(), blocking + window_.per - now);
}

void Throttle::replace(Window window) {
    *this = Throttle{window};
}

std::string throttle_sentence(const Window& window) {
    const double seconds = std::chrono::duration<double>{window.per}.count();
    const bool minutes = window.per % std::chrono::minutes{1} == Duration::zero();
    std::array<char, 128> text{};
    std::snprintf(text.data(), text.size(), "Rate Limit Reached - %llu Requests per rolling %g %s window",
                  static_cast<unsigned long long>(window.requests), minutes ? seconds / 60 : seconds,
                  minutes ? "minute" : "second");
    return text.data();
}

Answer throttle_answer(ThrottleForm form, const Window& window, Duration wait, WallTime wall) {
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait);
    const std::string sentence = throttle_sentence(window);
    if (form == ThrottleForm::none) return Answer{.status = 429, .fields = {}, .body = {}, .stream = {}};
    if (form == ThrottleForm::text) return text_answer(429, "text/plain; charset=utf-8", sentence);
    if (form == ThrottleForm::body) {
        const Json body{
            {"error", "rate_limit_exceeded"}, {"message", sentence}, {"retry_after", seconds.count()}};
        return json_answer(429, to_text(body));
    }
    Answer answer = error_answer(429, sentence);
    if (form == ThrottleForm::seconds) {
        answer.fields.push_back({"Retry-After", std::to_string(seconds.count())});
    } else if (form == ThrottleForm::date) {
        // A date has no fractions: one that was cut down would ask for less than the wait.
        const auto date = std::chrono::ceil<std::chrono::seconds>(
            wall + std::chrono::ceil<std::chrono::milliseconds>(wait));
        answer.fields.push_back({"Retry-After", http_date(date)});
    }
    return answer;
}

}  // namespace halogate::sandbox
