// SPDX-License-Identifier: MIT
#include "gateway/inbox.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace halogate::gateway {
namespace {

void receive(Inbox& inbox, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto room = inbox.room();
        const auto piece = bytes.substr(0, room.size());
        std::copy(piece.begin(), piece.end(), room.begin());
        inbox.commit(piece.size());
        bytes.remove_prefix(piece.size());
    }
}

/// One request, from its first byte to the last of its body.
void serve(Inbox& inbox, std::string_view head, std::string_view body) {
    receive(inbox, std::string{head} + std::string{body});
    auto storage = inbox.detach_front(head.size());
    EXPECT_EQ(std::string_view(storage.data(), head.size()), head);
    EXPECT_EQ(inbox.view(), body);
    inbox.consume(body.size());
    inbox.recycle(std::move(storage));
}

TEST(Inbox, ShowsWhatWasReceivedAndNotConsumed) {
    Inbox inbox;
    EXPECT_TRUE(inbox.empty());
    receive(inbox, "abcdef");
    inbox.consume(2);
    EXPECT_EQ(inbox.view(), "cdef");
    receive(inbox, "gh");
    EXPECT_EQ(inbox.view(), "cdefgh");
    inbox.consume(6);
    EXPECT_TRUE(inbox.empty());
}

TEST(Inbox, HasAsMuchRoomForTheNextRequestAfterOneWithABody) {
    Inbox inbox;
    const std::size_t at_first = inbox.room().size();
    for (int i = 0; i < 20; ++i) serve(inbox, std::string(300, 'h'), std::string(100, 'b'));
    EXPECT_GE(inbox.room().size(), at_first);
}

TEST(Inbox, KeepsWhatFollowsAndGivesBackWhatHasGrown) {
    Inbox inbox;
    receive(inbox, "head" + std::string(100'000, 'x') + "next");
    auto storage = inbox.detach_front(4 + 100'000);
    EXPECT_EQ(inbox.view(), "next");
    inbox.recycle(std::move(storage));
    EXPECT_EQ(inbox.view(), "next");
    inbox.consume(4);
    receive(inbox, std::string(100'000, 'y'));
    inbox.consume(100'000);
    inbox.recycle(std::vector<char>(2048));
    EXPECT_LE(inbox.room().size(), std::size_t{2048});
}

}  // namespace
}  // namespace halogate::gateway
