#include "tests/links/links_fixture.hpp"

// A link with several hosts, over sockets.

namespace kaskad::gateway::links {

class LinksHosts : public LinksFixture {
  protected:
    void SetUp() override {
        LinksFixture::SetUp();
        other_ = open(other_script_);
    }

    facts::link two_hosts(facts::host_use use) const {
        auto link = declaration();
        link.other_hosts = {{"127.0.0.1", other_->port()}};
        link.hosts_use = use;
        link.return_after_ms = 200;
        return link;
    }

    std::vector<uint32_t> bound_by_host() {
        std::vector<uint32_t> bound;
        const auto counts = links().current_counts();
        for (const auto& host : counts.front().hosts)
            bound.push_back(host.binds_bound);
        return bound;
    }
    bool wait_for_bound(const std::vector<uint32_t>& expected) {
        return wait_for([&] { return bound_by_host() == expected; });
    }

    // The first host is away, and comes back on its port.
    void close_first() {
        port_ = listener_->port();
        listener_.reset();
    }
    void open_first() {
        smpp::transport::listener_options options;
        options.port = port_;
        options.session.system_id = "operator";
        auto opened = smpp::transport::listener::open(home_, options, [this](smpp::transport::connection&) {
            return std::make_unique<operator_events>(script_);
        });
        ASSERT_TRUE(opened) << opened.error();
        listener_ = std::move(*opened);
    }

    uint16_t port_ = 0;
    operator_script other_script_;
    std::unique_ptr<smpp::transport::listener> other_;
};

TEST_F(LinksHosts, SharedBindsAreSpread) {
    auto link = two_hosts(facts::host_use::shared);
    link.binds = 4;
    links().handle(facts::publish_link{link});
    ASSERT_TRUE(wait_for_bound({2, 2}));
    EXPECT_EQ(script_.binds.size(), 2U);
    EXPECT_EQ(other_script_.binds.size(), 2U);
}

TEST_F(LinksHosts, StandbyTakesOverAndTheFirstIsUsedAgainWhenItHasBeenUp) {
    auto link = two_hosts(facts::host_use::standby);
    link.binds = 2;
    links().handle(facts::publish_link{link});
    ASSERT_TRUE(wait_for_bound({2, 0}));
    close_first();
    ASSERT_TRUE(wait_for_bound({0, 2}));
    EXPECT_TRUE(links().current_counts().front().hosts[0].is_out);
    open_first();
    ASSERT_TRUE(wait_for_bound({2, 0}));
    EXPECT_FALSE(links().current_counts().front().hosts[0].is_out);
}

TEST_F(LinksHosts, OneThatRefusesIsLeftForTheOther) {
    script_.bind_status = smpp::command_status::rbindfail;
    const auto link = two_hosts(facts::host_use::standby);
    links().handle(facts::publish_link{link});
    ASSERT_TRUE(wait_for_bound({0, 1}));
    EXPECT_EQ(script_.binds.size(), 1U);
}

TEST_F(LinksHosts, WhatIsUnderWayIsAnsweredBeforeABindMoves) {
    const auto link = two_hosts(facts::host_use::standby);
    close_first();
    const auto bind = connect(link);
    other_script_.answers = false;
    submit(bind, part(1));
    ASSERT_TRUE(wait_for([&] { return other_script_.submissions.size() == 1; }));
    open_first();
    ASSERT_TRUE(wait_for([&] { return !links().current_counts().front().hosts[0].is_out; }));
    let_pass(100ms);
    other_script_.answer(0);
    ASSERT_TRUE(wait_for_bound({1, 0}));
    EXPECT_EQ(engine_.count<facts::submit_answered>(), 1U);
    EXPECT_EQ(engine_.count<facts::submit_unanswered>(), 0U);
}

TEST_F(LinksHosts, ConnectionsOfALinkKeepTheirDistance) {
    auto link = two_hosts(facts::host_use::shared);
    link.binds = 3;
    link.connect_gap_ms = 150;
    const auto begin = smpp::transport::steady_ms();
    links().handle(facts::publish_link{link});
    ASSERT_TRUE(wait_for_bound({2, 1}));
    EXPECT_GE(smpp::transport::steady_ms() - begin, 300);
}

TEST_F(LinksHosts, ConnectsFromTheLocalAddress) {
    auto link = two_hosts(facts::host_use::shared);
    link.local_address = "127.0.0.3";
    links().handle(facts::publish_link{link});
    ASSERT_TRUE(wait_for_bound({1, 0}));
    EXPECT_EQ(script_.connections.front()->remote_address(), "127.0.0.3");
}

}  // namespace kaskad::gateway::links
