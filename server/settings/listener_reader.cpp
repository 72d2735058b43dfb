// SPDX-License-Identifier: MIT
#include "settings/listener_reader.hpp"

#include <utility>

#include "settings/host_names.hpp"
#include "settings/option_values.hpp"

namespace halogate::settings {
namespace {

std::vector<std::string> texts(Words words) {
    std::vector<std::string> result;
    for (Word& word : words) result.push_back(std::move(word.text));
    return result;
}

ListenerTlsSettings read_tls(const Section& from) {
    ListenerTlsSettings tls;
    tls.certificate = from.get<std::string>("certificate");
    tls.key = from.get<std::string>("key");
    tls.client_ca = from.get<std::string>("client_ca");
    if (tls.client_ca.empty()) return tls;
    const bool optional = from.text_or("client_certificates", "required") == "optional";
    tls.client_certificates = optional ? ClientCertificates::optional : ClientCertificates::required;
    return tls;
}

ListenerSettings read_listener(const Section& from) {
    ListenerSettings listener;
    if (from.has("address")) listener.address = from.get<std::string>("address");
    listener.unix_path = from.get<std::string>("unix");
    listener.mode = static_cast<unsigned>(from.get<std::uint64_t>("mode"));
    listener.trust_network = from.has("trust");
    listener.hosts = read_host_names(from);
    listener.origins = texts(from.get<Words>("origins"));
    listener.consumer = from.get<std::string>("consumer");
    listener.tls = read_tls(from.in("tls"));
    return listener;
}

}  // namespace

std::vector<ListenerSettings> read_listeners(const Section& from) {
    std::vector<ListenerSettings> listeners;
    for (const auto& index : from.members()) listeners.push_back(read_listener(from.element(index)));
    return listeners;
}

}  // namespace halogate::settings
