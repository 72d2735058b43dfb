// SPDX-License-Identifier: MIT
#include "io/tls_stream.hpp"

#include <gmock/gmock.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <array>
#include <csignal>
#include <optional>

#include "io/tls_server_context.hpp"
#include "support/reactor.hpp"
#include "support/scratch_folder.hpp"
#include "support/test_authority.hpp"

namespace halogate::io {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using ClientCertificates = TlsServerContext::ClientCertificates;

const test::Certified for_client{.names = "DNS:Bridge.Internal", .usage = "clientAuth"};

/// Both ends of one connection, on a real socket pair and virtual time.
struct TlsStreamTest : testing::Test {
    TlsStreamTest() {
        std::signal(SIGPIPE, SIG_IGN);
        const test::Identity ours = authority.issue({});
        settings.certificate = folder.write("c.pem", ours.certificate);
        settings.key = folder.write("k.pem", ours.key);
        settings.client_ca = folder.write("ca.pem", authority.certificate());
        SSL_CTX_load_verify_file(client_context.get(), settings.client_ca.c_str());
        SSL_CTX_set_verify(client_context.get(), SSL_VERIFY_PEER, nullptr);
    }
    ~TlsStreamTest() override {
        caller.reset();
        server.reset();
        reactor.advance(1min);
        EXPECT_EQ(reactor.tasks.size(), 0U);
    }

    void show(const test::Identity& identity) {
        const std::string certificate = folder.write("client.pem", identity.certificate);
        const std::string key = folder.write("client-key.pem", identity.key);
        SSL_CTX_use_certificate_chain_file(client_context.get(), certificate.c_str());
        SSL_CTX_use_PrivateKey_file(client_context.get(), key.c_str(), SSL_FILETYPE_PEM);
    }
    /// The client's end, before it says anything.
    void connect() {
        if (!context) context.emplace(TlsServerContext::load(settings).value());
        std::array<int, 2> ends{};
        ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()), 0);
        const boost::asio::generic::stream_protocol protocol{AF_UNIX, 0};
        server = std::make_unique<TlsStream>(StreamSocket{reactor.executor(), protocol, ends[0]},
                                             reactor.clock, context->server(), "caller");
        SslHandle handle{SSL_new(client_context.get())};
        ssl = handle.get();
        SSL_set_connect_state(ssl);
        if (session) SSL_set_session(ssl, session.get());
        client_descriptor = ends[1];
        caller = std::make_unique<TlsStream>(StreamSocket{reactor.executor(), protocol, ends[1]},
                                             reactor.clock, std::move(handle), "server");
    }
    /// True when the server's end is content.
    bool shake_hands() {
        connect();
        reactor.tasks.spawn(shake(*server, server_error));
        reactor.tasks.spawn(shake(*caller, caller_error));
        reactor.settle();
        return server_error && server_error->empty();
    }
    Task<void> shake(TlsStream& stream, std::optional<std::string>& error) {
        const TimePoint deadline = reactor.clock.now() + 10s;
        error.reset();
        const auto shaken = co_await stream.handshake(deadline);
        error = shaken ? "" : shaken.error().detail;
        if (!shaken) stream.close();
    }
    void send(TlsStream& stream, std::string bytes) {
        reactor.tasks.spawn(write(stream, std::move(bytes)));
        reactor.settle();
    }
    Task<void> write(TlsStream& stream, std::string bytes) {
        const WriteResult written = co_await stream.write_all(bytes, no_second_piece, TimePoint::max());
        EXPECT_EQ(written.error, IoError::none);
    }
    ReadResult read(TlsStream& stream, std::string& into) {
        ReadResult result;
        reactor.tasks.spawn(read_some(stream, into, result));
        reactor.settle();
        return result;
    }
    Task<void> read_some(TlsStream& stream, std::string& into, ReadResult& result) {
        std::array<char, 4096> bytes{};
        const std::span<char> room{bytes};
        const TimePoint deadline = reactor.clock.now() + 10s;
        result = co_await stream.read_some(room, deadline);
        into.append(bytes.data(), result.bytes);
    }
    Task<void> read_until(TlsStream& stream, std::string& into, std::size_t size) {
        while (into.size() < size) {
            ReadResult result;
            co_await read_some(stream, into, result);
            if (result.error != IoError::none) co_return;
        }
    }

    test::ScratchFolder folder;
    test::TestAuthority authority;
    test::Reactor reactor;
    TlsServerContext::Settings settings;
    std::optional<TlsServerContext> context;
    SslContextHandle client_context = new_ssl_context(TlsSide::client);
    std::unique_ptr<ssl_session_st, SslDeleter> session;
    std::unique_ptr<TlsStream> server;
    std::unique_ptr<TlsStream> caller;
    ssl_st* ssl = nullptr;  ///< the caller's
    int client_descriptor = -1;
    std::optional<std::string> server_error;  ///< "" when all went well
    std::optional<std::string> caller_error;
};

TEST_F(TlsStreamTest, MuchGoesBothWaysAtOnce) {
    ASSERT_TRUE(shake_hands()) << *server_error;
    std::string to_server(std::size_t{1} << 20U, '\0');
    for (std::size_t i = 0; i < to_server.size(); ++i) to_server[i] = static_cast<char>(i * 31 % 251);
    const std::string to_caller(to_server.rbegin(), to_server.rend());
    std::string server_got;
    std::string caller_got;
    reactor.tasks.spawn(read_until(*server, server_got, to_server.size()));
    reactor.tasks.spawn(read_until(*caller, caller_got, to_caller.size()));
    reactor.tasks.spawn(write(*server, to_caller));
    send(*caller, to_server);
    EXPECT_TRUE(server_got == to_server);
    EXPECT_TRUE(caller_got == to_caller);
}

TEST_F(TlsStreamTest, TheNamesOfAVerifiedClientAreKnown) {
    settings.client_certificates = ClientCertificates::required;
    show(authority.issue({.names = "DNS:Bridge.Internal,URI:spiffe://acme/Bridge,email:ops@acme.example,"
                                   "IP:10.0.0.1,DNS:*.internal",
                          .usage = "clientAuth"}));
    ASSERT_TRUE(shake_hands()) << *server_error;
    EXPECT_THAT(server->credentials().certificate_names,
                ElementsAre("bridge.internal", "spiffe://acme/Bridge", "ops@acme.example"));
    EXPECT_FALSE(server->credentials().uid);
    EXPECT_THAT(caller->credentials().certificate_names, IsEmpty()) << "a server is no caller";
}

TEST_F(TlsStreamTest, ACallerWithoutACertificateIsRefusedWhereOneIsRequired) {
    settings.client_certificates = ClientCertificates::required;
    EXPECT_FALSE(shake_hands());
    EXPECT_THAT(*server_error, HasSubstr("peer did not return a certificate"));
}

TEST_F(TlsStreamTest, ACallerWithoutACertificateHasNoNameWhereOneIsOptional) {
    settings.client_certificates = ClientCertificates::optional;
    ASSERT_TRUE(shake_hands()) << *server_error;
    EXPECT_THAT(server->credentials().certificate_names, IsEmpty());
}

TEST_F(TlsStreamTest, ACertificateThatNobodyAskedForHasNoName) {
    show(authority.issue(for_client));
    ASSERT_TRUE(shake_hands()) << *server_error;
    EXPECT_THAT(server->credentials().certificate_names, IsEmpty());
}

TEST_F(TlsStreamTest, ABadCertificateIsRefusedEvenWhereNoneIsRequired) {
    const test::TestAuthority other;
    const auto refusal = [&](const test::Identity& identity) {
        show(identity);
        EXPECT_FALSE(shake_hands());
        EXPECT_THAT(server->credentials().certificate_names, IsEmpty());
        return *server_error;
    };
    for (const auto asked : {ClientCertificates::required, ClientCertificates::optional}) {
        settings.client_certificates = asked;
        context.reset();
        EXPECT_THAT(refusal(other.issue(for_client)), HasSubstr("signature failure"));
        EXPECT_THAT(refusal(authority.issue({.usage = "clientAuth", .until = -1h})), HasSubstr("expired"));
        EXPECT_THAT(refusal(authority.issue({.usage = "clientAuth", .from = 1h})), HasSubstr("not yet"));
        EXPECT_THAT(refusal(authority.issue({.usage = "serverAuth"})), HasSubstr("purpose"));
    }
}

TEST_F(TlsStreamTest, AFarewellIsToldFromACut) {
    std::string got;
    ASSERT_TRUE(shake_hands()) << *server_error;
    caller->close();
    EXPECT_EQ(read(*server, got).error, IoError::closed);
    ASSERT_TRUE(shake_hands()) << *server_error;
    ::shutdown(client_descriptor, SHUT_RDWR);
    EXPECT_EQ(read(*server, got).error, IoError::truncated);
}

TEST_F(TlsStreamTest, ASilentCallerIsWaitedForUntilTheDeadline) {
    connect();
    reactor.tasks.spawn(shake(*server, server_error));
    reactor.advance(9s);
    EXPECT_FALSE(server_error);
    reactor.advance(1s);
    EXPECT_EQ(server_error, "timed out");
}

TEST_F(TlsStreamTest, ACallerThatHangsUpInMidHandshakeEndsIt) {
    connect();
    reactor.tasks.spawn(shake(*server, server_error));
    reactor.settle();
    caller.reset();
    reactor.settle();
    ASSERT_TRUE(server_error);
    EXPECT_NE(*server_error, "");
}

TEST_F(TlsStreamTest, WhatIsNoTlsEndsTheHandshake) {
    connect();
    reactor.tasks.spawn(shake(*server, server_error));
    ASSERT_EQ(::send(client_descriptor, "GET / HTTP/1.1\r\n\r\n", 18, 0), 18);
    reactor.settle();
    EXPECT_EQ(server_error, "http request");
}

TEST_F(TlsStreamTest, OldVersionsAreRefused) {
    SSL_CTX_set_security_level(client_context.get(), 0);
    SSL_CTX_set_min_proto_version(client_context.get(), TLS1_VERSION);
    SSL_CTX_set_max_proto_version(client_context.get(), TLS1_1_VERSION);
    EXPECT_FALSE(shake_hands());
    EXPECT_THAT(*server_error, HasSubstr("unsupported protocol"));
    SSL_CTX_set_max_proto_version(client_context.get(), TLS1_2_VERSION);
    EXPECT_TRUE(shake_hands()) << *server_error;
}

TEST_F(TlsStreamTest, CiphersWithoutForwardSecrecyAreRefused) {
    SSL_CTX_set_max_proto_version(client_context.get(), TLS1_2_VERSION);
    for (const auto* const weak : {"AES128-GCM-SHA256", "ECDHE-ECDSA-AES128-SHA"}) {
        SSL_CTX_set_cipher_list(client_context.get(), weak);
        EXPECT_FALSE(shake_hands()) << weak;
    }
    SSL_CTX_set_cipher_list(client_context.get(), "ECDHE-ECDSA-AES128-GCM-SHA256");
    EXPECT_TRUE(shake_hands()) << *server_error;
}

TEST_F(TlsStreamTest, HttpIsTheProtocolThatIsAgreedOn) {
    constexpr std::array<unsigned char, 12> both{2, 'h', '2', 8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
    SSL_CTX_set_alpn_protos(client_context.get(), both.data(), both.size());
    ASSERT_TRUE(shake_hands()) << *server_error;
    const unsigned char* chosen = nullptr;
    unsigned length = 0;
    SSL_get0_alpn_selected(ssl, &chosen, &length);
    EXPECT_EQ((std::string{reinterpret_cast<const char*>(chosen), length}), "http/1.1");
    SSL_CTX_set_alpn_protos(client_context.get(), both.data(), 3);
    EXPECT_FALSE(shake_hands()) << "h2 alone";
}

TEST_F(TlsStreamTest, ACallerWhoMustShowACertificateShowsItEachTime) {
    const auto resumed = [&] {
        std::string got;
        EXPECT_TRUE(shake_hands()) << *server_error;
        send(*server, "x");
        read(*caller, got);  // brings the tickets, too
        session.reset(SSL_get1_session(ssl));
        caller->close();
        EXPECT_TRUE(shake_hands()) << *server_error;
        return SSL_session_reused(ssl) == 1;
    };
    show(authority.issue(for_client));
    for (const int version : {TLS1_3_VERSION, TLS1_2_VERSION}) {
        SSL_CTX_set_max_proto_version(client_context.get(), version);
        settings.client_certificates = ClientCertificates::none;
        context.reset();
        session.reset();
        EXPECT_TRUE(resumed());
        settings.client_certificates = ClientCertificates::required;
        context.reset();
        session.reset();
        EXPECT_FALSE(resumed());
        EXPECT_THAT(server->credentials().certificate_names, ElementsAre("bridge.internal"));
    }
}

TEST_F(TlsStreamTest, WhoeverWatchesIsToldOfAFarewell) {
    ASSERT_TRUE(shake_hands()) << *server_error;
    int closes = 0;
    server->watch_for_close([&] { ++closes; });
    reactor.settle();
    EXPECT_EQ(closes, 0);
    caller->close();
    reactor.settle();
    EXPECT_EQ(closes, 1);
}

TEST_F(TlsStreamTest, AFarewellThatWasReadAheadIsToldAtOnce) {
    ASSERT_TRUE(shake_hands()) << *server_error;
    send(*caller, "x");
    caller->shutdown_send();  // and the socket stays open
    std::array<char, 1> byte{};
    const std::span<char> room{byte};
    auto read_one = [&]() -> Task<void> {
        const ReadResult one = co_await server->read_some(room, TimePoint::max());
        EXPECT_EQ(one.bytes, 1U);
    };
    reactor.tasks.spawn(read_one());
    reactor.settle();
    int closes = 0;
    server->watch_for_close([&] { ++closes; });
    reactor.settle();
    EXPECT_EQ(closes, 1);
}

TEST_F(TlsStreamTest, AFarewellThatCameWithTheLastBytesIsToldAtOnce) {
    ASSERT_TRUE(shake_hands()) << *server_error;
    send(*caller, "x");
    caller->shutdown_send();  // and the socket stays open
    std::string got;
    read(*server, got);
    EXPECT_EQ(got, "x");
    int closes = 0;
    server->watch_for_close([&] { ++closes; });
    reactor.settle();
    EXPECT_EQ(closes, 1);
}

TEST_F(TlsStreamTest, BytesThatComeMeanwhileAreNoFarewell) {
    ASSERT_TRUE(shake_hands()) << *server_error;
    int closes = 0;
    server->watch_for_close([&] { ++closes; });
    send(*caller, "GET /next");
    EXPECT_EQ(closes, 0);
    server->unwatch();
    EXPECT_FALSE(server->is_quiet());
    std::string got;
    read(*server, got);
    EXPECT_EQ(got, "GET /next");
    EXPECT_TRUE(server->is_quiet());
}

TEST_F(TlsStreamTest, WhatThePeerSaidBeforeItClosedIsReadAfterAFailedWrite) {
    ASSERT_TRUE(shake_hands()) << *server_error;
    send(*server, "HTTP/1.1 413 ");
    server.reset();
    std::optional<WriteResult> failed;
    auto write_much = [&]() -> Task<void> {
        const std::string much(std::size_t{1} << 20U, 'x');
        failed = co_await caller->write_all(much, no_second_piece, TimePoint::max());
    };
    reactor.tasks.spawn(write_much());
    reactor.settle();
    ASSERT_TRUE(failed);
    EXPECT_EQ(failed->error, IoError::reset);
    std::string got;
    EXPECT_EQ(read(*caller, got).error, IoError::none);
    EXPECT_EQ(got, "HTTP/1.1 413 ");
}

TEST_F(TlsStreamTest, AnInterruptEndsAWriteAndLeavesTheReadingGood) {
    ASSERT_TRUE(shake_hands()) << *server_error;
    std::optional<WriteResult> ended;
    const std::string much(std::size_t{4} << 20U, 'x');
    auto write_much = [&]() -> Task<void> {
        ended = co_await caller->write_all(much, no_second_piece, TimePoint::max());
    };
    reactor.tasks.spawn(write_much());
    reactor.settle();
    EXPECT_FALSE(ended) << "nobody reads it";
    send(*server, "enough");
    caller->interrupt();
    reactor.settle();
    ASSERT_TRUE(ended);
    EXPECT_EQ(ended->error, IoError::timed_out);
    std::string got;
    read(*caller, got);
    EXPECT_EQ(got, "enough");
}

TEST_F(TlsStreamTest, TheDeadlineOfAWriteDoesNotEndARead) {
    ASSERT_TRUE(shake_hands()) << *server_error;
    std::string got;
    reactor.tasks.spawn(read_until(*caller, got, 5));
    std::optional<WriteResult> ended;
    const std::string much(std::size_t{4} << 20U, 'x');
    auto write_much = [&]() -> Task<void> {
        const TimePoint deadline = reactor.clock.now() + 1s;
        ended = co_await caller->write_all(much, no_second_piece, deadline);
    };
    reactor.tasks.spawn(write_much());
    reactor.advance(2s);
    ASSERT_TRUE(ended);
    EXPECT_EQ(ended->error, IoError::timed_out);
    send(*server, "hello");
    EXPECT_EQ(got, "hello");
}

TEST_F(TlsStreamTest, AConnectionOutlivesTheReloadAndTheNextShowsTheNewCertificate) {
    ASSERT_TRUE(shake_hands()) << *server_error;
    const auto serial = [&] {
        return ASN1_INTEGER_get(X509_get0_serialNumber(SSL_get0_peer_certificate(ssl)));
    };
    const long before = serial();
    const test::Identity next = authority.issue({});
    folder.write("c.pem", next.certificate);
    folder.write("k.pem", next.key);
    ASSERT_TRUE(context->reload());
    std::string got;
    send(*caller, "still here");
    read(*server, got);
    EXPECT_EQ(got, "still here");
    ASSERT_TRUE(shake_hands()) << *server_error;
    EXPECT_NE(serial(), before);
}

}  // namespace
}  // namespace halogate::io
