#include "smpp/codec.hpp"
#include "smpp/transport/dialer.hpp"
#include "tests/links/links_fixture.hpp"

// An operator that calls us (SMPP 3.4 §2.2.1): it connects, says outbind, and we bind over its connection.

namespace kaskad::gateway::links {

class LinksOutbind : public LinksFixture {
  protected:
    // Free a moment ago: a fixed one would be that of a test that runs beside this one.
    static uint16_t free_port() {
        net::asio::io_context context;
        const net::asio::ip::tcp::endpoint any{net::asio::ip::address_v4::loopback(), 0};
        return net::asio::ip::tcp::acceptor{context, any}.local_endpoint().port();
    }
    static inline const uint16_t PORT = free_port();

    facts::link called() const {
        auto link = declaration();
        link.host.clear();
        link.outbind_address = "127.0.0.1";
        link.outbind_port = PORT;
        link.outbind_system_id = "centre";
        link.outbind_password_sealed = "sealed:word";
        return link;
    }

    // Connects as the operator and says outbind; from there it is the operator of the fixture.
    void call(const std::string& system_id, const std::string& password) {
        net::spawn(home_.get_executor(), call(home_, script_, {system_id, password}));
    }

    static net::task<void> call(net::shard& home, operator_script& script, smpp::outbind words) {
        smpp::transport::dial_switch never;
        auto stream = co_await smpp::transport::dial(home, {.host = "127.0.0.1", .port = PORT}, never);
        if (!stream) co_return;
        std::string octets;
        if (!smpp::encode({{}, 1}, &words, octets)) co_return;
        co_await (*stream)->write(net::asio::buffer(octets));
        smpp::session_options options{.role = smpp::session_role::smsc, .system_id = "operator"};
        auto opened = std::make_shared<smpp::transport::connection>(home, std::move(*stream), options,
                                                                    smpp::transport::connection_limits{});
        opened->start(std::make_unique<operator_events>(script));
    }
};

TEST_F(LinksOutbind, WeBindOverTheConnectionOfWhoCalls) {
    links().handle(facts::publish_link{called()});
    call("centre", "word");
    ASSERT_TRUE(wait_for_binds(1));
    EXPECT_EQ(script_.binds.front().type, smpp::bind_type::transceiver);
    EXPECT_EQ(script_.binds.front().system_id, "kaskad");
    EXPECT_EQ(script_.binds.front().password, "secret");
    const auto bind = last_bound();
    ASSERT_TRUE(wait_for_grant(bind, 1));
    submit(bind, part(1));
    EXPECT_TRUE(wait_for([&] { return engine_.count<facts::submit_answered>() == 1; }));
}

TEST_F(LinksOutbind, SomebodyElseIsCutOffWithoutABind) {
    links().handle(facts::publish_link{called()});
    call("centre", "wrong");
    ASSERT_TRUE(wait_for([&] { return script_.closed.size() == 1; }));
    call("stranger", "word");
    ASSERT_TRUE(wait_for([&] { return script_.closed.size() == 2; }));
    EXPECT_TRUE(script_.binds.empty());
    EXPECT_EQ(links().current_counts().front().bind_failures, 2U);
    call("centre", "word");
    EXPECT_TRUE(wait_for_binds(1)) << "the true one is heard at once";
}

TEST_F(LinksOutbind, AfterALossItWaitsToBeCalledAgain) {
    links().handle(facts::publish_link{called()});
    call("centre", "word");
    ASSERT_TRUE(wait_for_binds(1));
    script_.connections.front()->cut();
    ASSERT_TRUE(wait_for([&] { return engine_.count<facts::link_down>() == 1; }));
    call("centre", "word");
    EXPECT_TRUE(wait_for_binds(2));
}

TEST_F(LinksOutbind, NoMoreConnectionsThanBinds) {
    links().handle(facts::publish_link{called()});
    call("centre", "word");
    ASSERT_TRUE(wait_for_binds(1));
    call("centre", "word");
    ASSERT_TRUE(wait_for([&] { return script_.closed.size() == 1; }));
    EXPECT_EQ(script_.binds.size(), 1U);
}

TEST_F(LinksOutbind, OfAPairOnlyTheReceiverIsCalled) {
    auto link = called();
    link.host = "127.0.0.1";
    link.bind_type = "transmitter_receiver";
    links().handle(facts::publish_link{link});
    ASSERT_TRUE(wait_for_binds(1));
    EXPECT_EQ(script_.binds.front().type, smpp::bind_type::transmitter);
    call("centre", "word");
    ASSERT_TRUE(wait_for([&] { return script_.binds.size() == 2; }));
    EXPECT_EQ(script_.binds.back().type, smpp::bind_type::receiver);
}

TEST_F(LinksOutbind, TakenDownItListensNoMore) {
    links().handle(facts::publish_link{called()});
    call("centre", "word");
    ASSERT_TRUE(wait_for_binds(1));
    links().handle(facts::publish_link{called(), true});
    ASSERT_TRUE(wait_for([&] { return script_.closed.size() == 1; }));
    EXPECT_EQ(script_.closed.front(), smpp::close_reason::unbound_by_peer);
    let_pass(50ms);
    call("centre", "word");
    let_pass(100ms);
    EXPECT_EQ(script_.binds.size(), 1U);
}

}  // namespace kaskad::gateway::links
