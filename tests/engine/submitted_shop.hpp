#pragma once

#include "tests/engine/account_shop.hpp"
#include "tests/engine/cascade_shop.hpp"

// The small world of cascades, whose shop has an SMPP account besides its callbacks: what it submits goes by a cascade,
// and its receipts say what came of it.

namespace kaskad::engine::test {

inline facts::declare with_channels_and_account() {
    auto command = with_channels();
    command.clients[0].endpoints.push_back(with_account(10).clients[0].endpoints.back());
    return command;
}

struct submitted_piece {
    uint8_t number = 1;
    uint8_t total = 2;
    std::string octets;
    uint8_t data_coding = 0;
};

class submitted_shop : public cascade_shop {
  public:
    explicit submitted_shop(facts::declare declared = with_channels_and_account()) : cascade_shop{declared} {}

    // By Viber for 60 s, then by SMS.
    static facts::submit_message submit(uint8_t registered_delivery = 1,
                                        facts::step_goal goal = facts::step_goal::delivered) {
        return submitted(viber_then_sms(goal), registered_delivery);
    }

    static facts::submit_message submitted(facts::submit_message command, uint8_t registered_delivery = 1) {
        command.endpoint = ACCOUNT;
        command.submissions = {{.registered_delivery = registered_delivery, .source_ton = 5, .destination_ton = 1}};
        return command;
    }

    static facts::submit_message piece(submitted_piece what, facts::submit_message command = submit()) {
        command.text.clear();
        command.piece = facts::piece{.reference = 7,
                                     .total = what.total,
                                     .number = what.number,
                                     .data_coding = what.data_coding,
                                     .octets = std::move(what.octets)};
        command.join_ms = 60'000;
        command.joining_max = 10;
        return command;
    }

    // The receipts since the last time, each answered.
    std::vector<facts::event> receipts() {
        std::vector<facts::event> made;
        while (!calls.empty()) {
            made.push_back(calls.front().value);
            calls.pop_front();
            EXPECT_EQ(made.back().endpoint, ACCOUNT);
            tell(facts::callback_answered{
                .endpoint = made.back().endpoint, .sequence = made.back().sequence, .accepted = true});
        }
        return made;
    }

    // An SMS that was submitted arrives.
    void deliver_sms(const std::string& id = "one") {
        answer(take_submit(), 0, id);
        receipt(sms, id, facts::part_state::delivered);
    }
};

}  // namespace kaskad::engine::test
