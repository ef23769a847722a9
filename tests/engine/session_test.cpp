#include "smpp/session.hpp"

#include "smpp/receipt.hpp"
#include "tests/engine/shop.hpp"
#include "tests/smpp/emitted_pdus.hpp"

#include <random>

// One message from the engine through two real SMPP sessions, joined by octets that are cut anywhere, and its receipt
// back: the whole path without a socket, a file or a clock.

namespace kaskad::engine::test {

using facts::message_state;

namespace {

// The operator's side: takes every submit_sm and answers with an id; receipts are sent when asked for.
class operator_side {
  public:
    explicit operator_side(int64_t now) : session_{{.role = smpp::session_role::smsc, .system_id = "smsc"}, now} {}

    smpp::session& session() { return session_; }
    const std::vector<smpp::submit_sm>& taken() const { return taken_; }

    void handle_events(int64_t now) {
        while (auto event = session_.poll_event()) {
            if (std::holds_alternative<smpp::event::bind_requested>(*event)) session_.accept_bind(now);
            const auto* request = std::get_if<smpp::event::request_received>(&*event);
            if (!request) continue;
            taken_.push_back(std::get<smpp::submit_sm>(request->body));
            session_.reply(request->ref, smpp::command_status::rok, "op-" + std::to_string(taken_.size()));
        }
    }

    void deliver_all(int64_t now) {
        for (size_t number = 1; number <= taken_.size(); ++number) {
            const auto& submit = taken_[number - 1];
            auto receipt = smpp::build_receipt(
                {.id = "op-" + std::to_string(number), .source = submit.destination, .destination = submit.source});
            ASSERT_TRUE(session_.deliver(receipt, number, now));
        }
    }

  private:
    smpp::session session_;
    std::vector<smpp::submit_sm> taken_;
};

// Our side: the part of gateway/links that this test needs - credits, submits, responses, receipts.
class link_side {
  public:
    link_side(shop& world, const facts::bind_ref& ref)
        : world_{world}, ref_{ref}, session_{{.role = smpp::session_role::esme}, world.now.steady_ms} {}

    smpp::session& session() { return session_; }

    void submit_all() {
        while (!world_.submits.empty()) {
            const auto submit = world_.take_submit();
            parts_.push_back(submit.part);
            ASSERT_TRUE(session_.submit(submit.pdu, parts_.size() - 1, world_.now.steady_ms));
        }
    }

    void handle_events() {
        while (auto event = session_.poll_event()) {
            if (const auto* response = std::get_if<smpp::event::response_received>(&*event)) {
                const auto& id = std::get<smpp::submit_sm_resp>(response->body).message_id;
                world_.tell(facts::submit_answered{ref_, parts_[response->token],
                                                   static_cast<uint32_t>(response->status), id, id});
            } else if (const auto* request = std::get_if<smpp::event::request_received>(&*event)) {
                const auto receipt = smpp::parse_receipt(std::get<smpp::deliver_sm>(request->body), {});
                ASSERT_TRUE(receipt.has_value());
                ASSERT_EQ(receipt->state, smpp::message_state::delivered);
                world_.receipt(ref_, receipt->id, facts::part_state::delivered, receipt->stat);
                session_.reply(request->ref, smpp::command_status::rok);
            }
        }
    }

  private:
    shop& world_;
    facts::bind_ref ref_;
    smpp::session session_;
    std::vector<facts::part_ref> parts_;
};

class joined {
  public:
    joined(shop& world, const facts::bind_ref& ref, uint64_t seed)
        : world_{world}, ours_{world, ref}, theirs_{world.now.steady_ms}, chance_{seed} {}

    link_side& ours() { return ours_; }
    operator_side& theirs() { return theirs_; }

    // Octets flow in pieces of 1 to 7 until nobody has more to say.
    void settle() {
        bool moved = true;
        while (moved) {
            moved = carry(ours_.session(), theirs_.session());
            moved = carry(theirs_.session(), ours_.session()) || moved;
            theirs_.handle_events(world_.now.steady_ms);
            ours_.handle_events();
        }
    }

  private:
    bool carry(smpp::session& from, smpp::session& to) {
        std::string octets;
        if (!from.poll_output(octets)) return false;
        smpp::emitted_pdus::note(octets);
        for (size_t at = 0; at < octets.size();) {
            const auto size = std::min<size_t>(1 + chance_() % 7, octets.size() - at);
            const auto* piece = reinterpret_cast<const uint8_t*>(octets.data()) + at;
            to.handle_octets({piece, size}, world_.now.steady_ms);
            at += size;
        }
        return true;
    }

    shop& world_;
    link_side ours_;
    operator_side theirs_;
    std::mt19937_64 chance_;
};

}  // namespace

TEST(EngineSession, CarriesAMessageThroughTwoSessionsCutAnywhere) {
    const uint64_t seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    shop world;
    const facts::bind_ref ref{CHEAP, 0, 1};
    joined path{world, ref, seed};
    ASSERT_TRUE(path.ours().session().bind({.system_id = "kaskad", .password = "secret"}, world.now.steady_ms));
    path.settle();
    ASSERT_TRUE(path.ours().session().is_bound());
    world.tell(facts::link_bound{ref});
    world.tell(facts::grant_credits{ref, path.ours().session().window_free()});

    const auto id = world.send(shop::text("Заказ №4711 готов. " + std::string(60, '!')));
    path.ours().submit_all();
    path.settle();
    ASSERT_EQ(path.theirs().taken().size(), 2U);
    EXPECT_EQ(world.message(id).attempts[0].state, facts::attempt_state::accepted);
    EXPECT_EQ(world.message(id).attempts[0].parts[1].operator_id, "op-2");

    path.theirs().deliver_all(world.now.steady_ms);
    path.settle();
    const auto message = world.message(id);
    EXPECT_EQ(message.state, message_state::delivered);
    EXPECT_EQ(message.parts_confirmed, 2);
    EXPECT_EQ(path.theirs().session().outstanding(), 0U);  // every deliver_sm was answered
    EXPECT_EQ(world.posted(billing::account_kind::client, SHOP.value), amount("9.84"));
    world.expect_balanced();
}

}  // namespace kaskad::engine::test
