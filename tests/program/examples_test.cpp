// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "program/support/running_program.hpp"
#include "program/support/temporary_folder.hpp"

// The files under config/ are what people begin with: each must be right as it is, on a machine that has the
// secrets and certificates that it names.
namespace halogate::program {
namespace {

std::string replaced(std::string text, std::string_view from, const std::string& to) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
    return text;
}

/// A folder with what an operator puts on the machine: secrets as files, a certificate and its key.
class Machine {
public:
    Machine() {
        for (const char* name : {"halopsa_client_secret", "workflows_client_secret", "reporting_key"})
            static_cast<void>(folder_.write(name, "a-secret-that-is-long-enough-for-" + std::string{name}));
        static_cast<void>(folder_.write("alert_bridge_key_sha256", std::string(64, 'a')));
        const std::string command =
            "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 "
            "-subj /CN=halogate.internal -addext subjectAltName=DNS:halogate.internal -keyout " +
            folder_.file("halogate.key") + " -out " + folder_.file("halogate.pem") + " 2>&1 && cp " +
            folder_.file("halogate.pem") + ' ' + folder_.file("team-ca.pem");
        EXPECT_EQ(std::system(command.c_str()), 0)
            << "the package openssl is needed";  // NOLINT(cert-env33-c)
    }

    /// `halogate check --offline` on a file of config/, with the machine's folders in place of the usual
    /// ones.
    [[nodiscard]] Finished check(const std::string& example) const {
        std::string text = read_file(HALOGATE_SOURCE_DIR "/config/" + example);
        for (const char* usual : {"/run/secrets", "/run/halogate", "/etc/halogate/tls", "/var/log/halogate"})
            text = replaced(std::move(text), usual, folder_.path());
        const std::string file = folder_.write(example, text);
        return run({.arguments = {"check", "--offline", "--config", file},
                    .environment = {{"HALOPSA_BASE_URL", "https://yourcompany.halopsa.com"},
                                    {"HALOPSA_TENANT", "yourcompany"},
                                    {"HALOPSA_CLIENT_ID", "5a4d8b0c-0000-4000-8000-000000000000"},
                                    {"HALOPSA_CLIENT_SECRET", "not-a-real-secret"}}});
    }

private:
    TemporaryFolder folder_;
};

void expect_right(const std::string& example) {
    const Finished finished = Machine{}.check(example);
    EXPECT_EQ(finished.status, 0) << finished.output << finished.errors;
    EXPECT_EQ(finished.output.find("warning"), std::string::npos) << finished.output;
}

TEST(Examples, OneDeveloperOnLocalhost) {
    expect_right("localhost.yaml");
}

TEST(Examples, ASidecarForOneService) {
    expect_right("sidecar.yaml");
}

TEST(Examples, ATeamGatewayWithFiveConsumers) {
    expect_right("team.yaml");
}

TEST(Examples, EveryOptionWithItsDefault) {
    expect_right("halogate.yaml");
}

TEST(Examples, NoneIsLeftOut) {
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::directory_iterator{HALOGATE_SOURCE_DIR "/config"})
        if (entry.path().extension() == ".yaml" && entry.path().stem() != "catalogue" &&
            entry.path().stem() != "prometheus-alerts")
            ++files;
    EXPECT_EQ(files, 4U) << "a new example needs a test above";
}

}  // namespace
}  // namespace halogate::program
