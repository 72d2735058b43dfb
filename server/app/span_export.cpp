// SPDX-License-Identifier: MIT
#include "app/span_export.hpp"

#include <chrono>
#include <stdexcept>
#include <string>
#include <utility>

#include "app/version.hpp"
#include "io/plain_dialer.hpp"
#include "io/tls_dialer.hpp"
#include "upstream/url.hpp"

namespace halogate::app {

namespace {

bool is_plain(const settings::TracingSettings& tracing) {
    return tracing.endpoint.starts_with("http://");
}

std::optional<io::TlsContext> tls_for(const settings::TracingSettings& tracing) {
    if (is_plain(tracing)) return std::nullopt;
    return std::optional<io::TlsContext>{std::in_place, io::TlsContext::Settings{tracing.ca_file, "", "1.2"}};
}

otlp::Exporter::Settings exporter_settings(const settings::Settings& settings) {
    const settings::TracingSettings& tracing = settings.tracing;
    const std::string address = tracing.endpoint + "/v1/traces";
    auto url = is_plain(tracing) ? upstream::parse_http_url(address) : upstream::parse_https_url(address);
    if (!url) throw std::runtime_error{"tracing.endpoint: " + url.error()};
    const auto tenant = upstream::parse_https_url(settings.tenant.base_url);
    if (!tenant) throw std::runtime_error{"tenant.base_url: " + tenant.error()};
    otlp::Exporter::Settings result;
    result.url = std::move(*url);
    result.resource = {.service_name = tracing.service_name,
                       .service_version = std::string{version},
                       .tenant_host = tenant->origin.host,
                       .tenant_port = tenant->origin.port,
                       .tenant_url = settings.tenant.base_url};
    for (const auto& [name, value] : tracing.headers) result.fields.push_back({name, value});
    result.interval = tracing.interval;
    result.timeout = tracing.timeout;
    return result;
}

std::unique_ptr<io::Dialer> dialer_for(std::optional<io::TlsContext>& tls, io::Executor executor,
                                       io::AlarmClock& alarms) {
    if (tls) return std::make_unique<io::TlsDialer>(executor, alarms, *tls);
    return std::make_unique<io::PlainDialer>(executor, alarms);
}

}  // namespace

SpanExport::SpanExport(const settings::Settings& settings, const Surroundings& here)
    : log_{here.log},
      tracer_{{.sample = settings.tracing.sample, .most_waiting = settings.tracing.max_waiting}, here.random},
      tls_{tls_for(settings.tracing)},
      dialer_{dialer_for(tls_, here.executor, here.alarms)},
      exporter_{exporter_settings(settings),
                {here.tasks, here.alarms, here.clock, here.random, *dialer_, tracer_},
                [] { return otlp::UnixTime{std::chrono::system_clock::now()}; },
                [this](const std::string* trouble) { report(trouble); }} {
    log_.info("spans go to {}/v1/traces", settings.tracing.endpoint);
}

void SpanExport::report_lost() {
    if (tracer_.dropped() == 0) return;
    log_.warning("tracing: {} spans were dropped since the start", tracer_.dropped());
}

void SpanExport::report(const std::string* trouble) {
    if (trouble == nullptr) {
        log_.info("tracing: the collector takes spans again; {} were dropped since the start",
                  tracer_.dropped());
        return;
    }
    log_.warning("tracing: the collector does not take spans: {}; see `tracing` in the configuration",
                 *trouble);
}

}  // namespace halogate::app
