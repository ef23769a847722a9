#pragma once

#include "emitted_pdus.hpp"
#include "hex.hpp"
#include "smpp/session.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <optional>
#include <string>
#include <variant>
#include <vector>

// An esme and an smsc session joined by octets on a clock of their own, for tests. Octets travel in pieces of a chosen
// size. side is one end with what it was told; session_pair joins two.

namespace kaskad::smpp {

struct side {
    session machine;
    std::deque<session_event> events;

    side(const session_options& options, int64_t now) : machine{options, now} {}

    void collect() {
        while (auto next = machine.poll_event())
            events.push_back(std::move(*next));
    }

    // The next event if it is of this kind; fails the test otherwise.
    template <typename Event>
    Event expect() {
        collect();
        if (events.empty()) {
            ADD_FAILURE() << "no event";
            return {};
        }
        auto* const found = std::get_if<Event>(&events.front());
        if (found == nullptr) {
            ADD_FAILURE() << "another event, index " << events.front().index();
            return {};
        }
        Event taken = std::move(*found);
        events.pop_front();
        return taken;
    }

    bool is_quiet() {
        collect();
        return events.empty();
    }
};

class session_pair {
  public:
    explicit session_pair(session_options esme_options = {}, session_options smsc_options = {}, size_t piece = SIZE_MAX)
        : esme{as(session_role::esme, std::move(esme_options)), 0},
          smsc{as(session_role::smsc, std::move(smsc_options)), 0},
          piece_{piece} {}

    // Carries octets both ways until nothing moves.
    void run() {
        while (carry(esme, smsc) || carry(smsc, esme)) {
        }
        esme.collect();
        smsc.collect();
    }

    void advance(int64_t milliseconds) {
        now += milliseconds;
        esme.machine.handle_time(now);
        smsc.machine.handle_time(now);
    }

    void bind(bind_type type = bind_type::transceiver, uint8_t version = 0x34) {
        const smpp::bind request{type, "demo", "demo", "", version, 0, 0, ""};
        ASSERT_TRUE(esme.machine.bind(request, now).has_value());
        run();
        EXPECT_EQ(smsc.expect<event::bind_requested>().request, request);
        smsc.machine.accept_bind(now);
        run();
        smsc.expect<event::bound>();
        esme.expect<event::bound>();
        ASSERT_TRUE(esme.machine.is_bound() && smsc.machine.is_bound());
    }

    // Sends and carries one submit_sm over; returns what the other side may answer.
    request_ref submit(uint64_t token) {
        EXPECT_TRUE(esme.machine.submit(message(), token, now).has_value());
        run();
        return smsc.expect<event::request_received>().ref;
    }

    static submit_sm message(std::string text = "Hello") {
        submit_sm made;
        made.destination = {1, 1, "491511234567"};
        made.short_message = std::move(text);
        return made;
    }

    int64_t now = 0;
    side esme;
    side smsc;

  private:
    static session_options as(session_role role, session_options options) {
        options.role = role;
        if (role == session_role::smsc) options.system_id = "SMSC";
        return options;
    }

    bool carry(side& from, side& to) {
        std::string output;
        if (!from.machine.poll_output(output)) return false;
        emitted_pdus::note(output);
        for (size_t at = 0; at < output.size();) {
            const size_t size = std::min(piece_, output.size() - at);
            to.machine.handle_octets(as_octets(output).subspan(at, size), now);
            at += size;
        }
        return true;
    }

    size_t piece_;
};

// One session against octets written by hand.
class wire_peer {
  public:
    wire_peer(session_role role, session_options options = {}) : side_{with_role(role, std::move(options)), 0} {}

    side& operator*() { return side_; }
    side* operator->() { return &side_; }

    void send(pdu_body body, uint32_t sequence_number, command_status status = command_status::rok) {
        std::string raw;
        ASSERT_TRUE(encode({status, sequence_number, std::move(body)}, raw).has_value());
        send_raw(raw);
    }

    void send_raw(const std::string& raw) { side_.machine.handle_octets(as_octets(raw), now); }
    void send_hex(std::string_view hex) { send_raw(from_hex(hex)); }

    // The next PDU the session wrote; an empty unknown_pdu if there is none.
    pdu receive() {
        std::string output;
        if (side_.machine.poll_output(output)) {
            emitted_pdus::note(output);
            reader_.handle_octets(as_octets(output));
        }
        const auto frame = reader_.poll_frame();
        if (!frame || frame->empty()) return {};
        return decode(*frame).value_or(pdu{});
    }

    template <typename Body>
    pdu expect() {
        pdu value = receive();
        EXPECT_TRUE(std::holds_alternative<Body>(value.body)) << command_name(id_of(value.body));
        return value;
    }

    void advance(int64_t milliseconds) { side_.machine.handle_time(now += milliseconds); }

    // esme: bound with the given resp; smsc: bound by a bind request of the type.
    void bind_as_esme(tlv_list tlvs = {make_tlv8(tag::sc_interface_version, 0x34)}) {
        ASSERT_TRUE(side_.machine.bind({}, now).has_value());
        const pdu request = expect<smpp::bind>();
        send(bind_resp{bind_type::transceiver, "SMSC", std::move(tlvs)}, request.sequence_number);
        side_.expect<event::bound>();
    }

    void bind_as_smsc(bind_type type = bind_type::transceiver, uint8_t version = 0x34) {
        send(smpp::bind{type, "demo", "demo", "", version, 0, 0, ""}, 1);
        side_.expect<event::bind_requested>();
        side_.machine.accept_bind(now);
        side_.expect<event::bound>();
        expect<bind_resp>();
    }

    int64_t now = 0;

  private:
    static session_options with_role(session_role role, session_options options) {
        options.role = role;
        return options;
    }

    side side_;
    frame_reader reader_;
};

}  // namespace kaskad::smpp
