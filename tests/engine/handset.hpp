#pragma once

#include "engine/facts/key.hpp"
#include "smpp/status.hpp"
#include "smpp/udh.hpp"
#include "tests/engine/shop.hpp"

#include <string>
#include <vector>

// The small world with numbers: 8811 is the shop's (callback), 8822 the bank's (SMPP account), 49151... the shop's
// without anybody being told.

namespace kaskad::engine::test {

inline facts::declare numbered_declaration() {
    auto command = declaration();
    facts::endpoint account;
    account.name = "smpp:bank";
    account.digest = "1";
    account.kind = facts::endpoint_kind::smpp;
    account.parallel = 100;
    command.clients[1].endpoints.push_back(account);
    command.clients[0].value.digest = "2";
    command.clients[0].value.numbers = {{.address = "8811", .endpoint = "main"},
                                        {.address = "49151", .is_prefix = true}};
    command.clients[1].value.digest = "2";
    command.clients[1].value.numbers = {{.address = "8822", .endpoint = "smpp:bank"}};
    return command;
}

inline facts::inbound_received inbound(std::string octets, std::string to = "8811", uint8_t data_coding = 0) {
    facts::inbound_received command;
    command.source = {1, 1, "491700000001"};
    command.destination = {0, 1, std::move(to)};
    command.piece = {std::move(octets), false, data_coding};
    return command;
}

inline facts::inbound_received inbound_part(uint8_t number, uint8_t total, std::string_view text,
                                            uint16_t reference = 7, std::string to = "8811") {
    const smpp::concatenation place{smpp::reference_width::bits_8, reference, total, number};
    auto command = inbound(smpp::build_udh({.place = place, .shifts = {}, .more = {}}) + std::string{text}, to);
    command.piece.has_udh = true;
    command.place = place;
    return command;
}

class handset_world : public shop {
  public:
    explicit handset_world(rig_options options = {}, const facts::declare& command = numbered_declaration())
        : shop{std::move(options)} {
        declare(command);
        one = bind(CHEAP, 0, 0);
        two = bind(CHEAP, 0, 1);
    }

    // The command_status it was answered with; a name like ESME_ROK.
    std::string take(facts::inbound_received command, const facts::bind_ref& over) {
        command.bind = over;
        command.sequence_number = ++sequence_;
        tell(std::move(command));
        EXPECT_FALSE(deliver_answers.empty());
        if (deliver_answers.empty()) return {};
        const auto answer = deliver_answers.back();
        deliver_answers.clear();
        EXPECT_EQ(answer.sequence_number, sequence_);
        EXPECT_EQ(answer.bind, over);
        return std::string{smpp::status_name(static_cast<smpp::command_status>(answer.command_status))};
    }
    std::string take(facts::inbound_received command) { return take(std::move(command), one); }

    // What is recorded for the client, in order.
    std::vector<facts::inbound_text> texts(core::client_id client = SHOP) {
        project();
        std::vector<facts::inbound_text> found;
        const auto rows = database.rows(facts::table_of(facts::inbound_text{}));
        for (const auto& row : *rows) {
            auto text = std::get<facts::inbound_text>(*facts::decode_record(row.octets));
            if (text.client == client) found.push_back(std::move(text));
        }
        return found;
    }
    const inbound_counts& counts() const { return engine->counters().inbound.at(CHEAP); }

    void restart_bound() {
        restart();
        calls.clear();  // the shells died with it
        one = bind(CHEAP, 0, 0);
        two = bind(CHEAP, 0, 1);
    }

    facts::bind_ref one;
    facts::bind_ref two;

  private:
    uint32_t sequence_ = 0;
};

}  // namespace kaskad::engine::test
