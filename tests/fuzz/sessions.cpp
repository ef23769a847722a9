#include "session_peer.hpp"
#include "smpp/session.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <utility>

// A whole session of either role: octets of a peer, time, and what an application may do, in any order. Its bounds hold
// after every step, each request either way ends once, and however the octets are cut, the same is told and written.

namespace {

using namespace kaskad::smpp;

constexpr size_t BEYOND_OUTPUT_MAX = 200;  // an unbind or bind_resp of our own, however full the output is
constexpr int TIMERS_MAX = 1000;

constexpr std::array VERSIONS{VERSION_33, VERSION_34, VERSION_50};
constexpr std::array IDS{command_id::bind_receiver, command_id::bind_transmitter,   command_id::bind_transceiver,
                         command_id::submit_sm,     command_id::deliver_sm,         command_id::data_sm,
                         command_id::unbind,        command_id::enquire_link,       command_id::query_sm,
                         command_id::cancel_sm,     command_id::replace_sm,         command_id::submit_multi,
                         command_id::outbind,       command_id::alert_notification, command_id::broadcast_sm,
                         command_id::generic_nack,  command_id::submit_sm_resp};

session_options options_of(uint8_t flags, uint8_t sizes) {
    return {.role = (flags & 1) != 0 ? session_role::smsc : session_role::esme,
            .system_id = "SMSC",
            .interface_version = VERSIONS[sizes % VERSIONS.size()],
            .window_size = size_t{1} + sizes / 32,
            .inbound_window_size = 4,
            .output_max = 4096,
            .violations_max = 20,
            .first_sequence_number = (flags & 4) != 0 ? sequence::LAST - 1 : sequence::FIRST,
            .enquire_link_interval_ms = (flags & 8) != 0 ? 300 : 0,
            .enquire_link_timeout_ms = 200,
            .inactivity_timeout_ms = (flags & 16) != 0 ? 5'000 : 0,
            .response_timeout_ms = 500,
            .drain_timeout_ms = 300,
            .unbind_timeout_ms = 300,
            .long_credentials = (flags & 32) != 0,
            .strict_fields = (flags & 64) != 0};
}

class session_run {
  public:
    session_run(choices input, size_t piece_max)
        : input_{input},
          piece_max_{piece_max},
          flags_{input_.octet()},
          options_{options_of(flags_, input_.octet())},
          session_{options_, now_} {}

    void run() {
        if ((flags_ & 2) != 0) become_bound();
        while (!input_.is_at_end()) {
            do_step();
            settle();
        }
        answer_all();
        let_time_pass();
        session_.handle_close();
        settle();
        must(session_.is_closed() && open_.empty());
        must(!told_.empty() && std::holds_alternative<event::closed>(told_.back()));
    }

    const std::vector<session_event>& told() const { return told_; }
    const std::string& written() const { return written_; }
    bool is_stream_lost() const { return peer_.is_stream_lost(); }

  private:
    bool is_client() const { return options_.role == session_role::esme; }

    void become_bound() {
        if (is_client()) {
            bind();
            settle();
            send({{}, peer_.requests().front().sequence_number, bind_resp{bind_type::transceiver, "peer", {}}});
        } else {
            send({{}, 1, kaskad::smpp::bind{.system_id = "peer"}});
            settle();
            decide(true);
        }
        settle();
        must(session_.is_bound());
    }

    void do_step() {
        switch (input_.below(16)) {
            case 0:
                return send_raw();
            case 1:
                return send_made();
            case 2:
                return answer(false);
            case 3:
                return answer(true);
            case 4:
                return submit();
            case 5:
                return note(session_.data({}, ++token_, now_));
            case 6:
                return reply();
            case 7:
                return pass_time(input_.octet());
            case 8:
                return pass_time(int64_t{input_.octet()} * 64);
            case 9:
                return read_output();
            case 10:
                is_deaf_ = !is_deaf_;
                return;
            case 11:
                return decide(true);
            case 12:
                return decide(false);
            case 13:
                return session_.unbind(now_);
            case 14:
                return session_.close();
            default:
                return bind();
        }
    }

    // What the peer does.
    void send_raw() {
        const auto rest = input_.rest();
        const size_t length = rest.size() >= 4 ? load_uint32(rest.data()) : rest.size();
        hand_in(input_.take(std::max(length, size_t{4})));
    }

    void send_made() {
        const auto id = IDS[input_.below(IDS.size())];
        const uint8_t status = input_.octet();
        const uint8_t number = input_.octet();
        const auto body = input_.take(input_.octet());
        std::string frame;
        append_uint32(frame, static_cast<uint32_t>(HEADER_SIZE + body.size()));
        append_uint32(frame, static_cast<uint32_t>(id));
        append_uint32(frame, status);
        append_uint32(frame, number);
        frame += as_text(body);
        hand_in(as_octets(frame));
    }

    void answer(bool is_nack) {
        const auto& requests = peer_.requests();
        if (requests.empty()) return;
        const auto& chosen = requests[requests.size() - 1 - input_.below(std::min<size_t>(requests.size(), 32))];
        const uint8_t status = input_.octet();
        std::string frame;
        append_uint32(frame, HEADER_SIZE);
        append_uint32(frame, static_cast<uint32_t>(is_nack ? command_id::generic_nack : response_to(chosen.id)));
        append_uint32(frame, status);
        append_uint32(frame, chosen.sequence_number);
        hand_in(as_octets(frame));
    }

    void send(const pdu& value) {
        std::string frame;
        must(encode(value, frame).has_value());
        hand_in(as_octets(frame));
    }

    void hand_in(octets stream) {
        peer_.note_sent(stream);
        while (!stream.empty()) {
            const size_t size = std::min(piece_max_, stream.size());
            session_.handle_octets(stream.first(size), now_);
            stream = stream.subspan(size);
        }
    }

    void read_output() {
        std::string output;
        if (!session_.poll_output(output)) return;
        written_ += output;
        peer_.read(as_octets(output));
    }

    // What the application does.
    void submit() {
        const std::string text(input_.octet(), 'x');
        if (is_client()) return note(session_.submit({.short_message = text}, ++token_, now_));
        note(session_.deliver({.short_message = text}, ++token_, now_));
    }

    void note(const std::expected<uint32_t, send_error>& sent) {
        if (sent) open_.insert(token_);
    }

    void reply() {
        if (waiting_.empty()) return;
        const auto chosen = waiting_.begin() + input_.below(std::min<size_t>(waiting_.size(), 256));
        const auto ref = *chosen;
        waiting_.erase(chosen);
        const auto status = static_cast<command_status>(input_.octet());
        session_.reply(ref, status, ref.id == command_id::submit_sm ? "id" : "");
    }

    void decide(bool is_accepted) {
        if (!is_undecided_) return;
        is_undecided_ = false;
        if (is_accepted) return session_.accept_bind(now_);
        session_.reject_bind(command_status::rinvpaswd);
    }

    void bind() {
        if (!is_client() || session_.state() != session_state::open) return;
        must(session_.bind({.type = bind_type::transceiver}, now_).has_value());
    }

    void pass_time(int64_t milliseconds) {
        now_ += milliseconds;
        session_.handle_time(now_);
        // Who comes when he is due is not due again at once.
        const auto next = session_.next_deadline();
        must(!next || *next > now_);
    }

    // What must hold.
    void settle() {
        while (auto next = session_.poll_event())
            take_event(*next);
        if (!is_deaf_) read_output();
        must(session_.outstanding() <= options_.window_size);
        must(session_.window_free() <= options_.window_size - session_.outstanding());
        must(session_.inbound_outstanding() <= options_.inbound_window_size);
        if (session_.is_closed()) return;
        must(session_.outstanding() == open_.size());
        must(session_.inbound_outstanding() == waiting_.size());
        must(session_.output_size() <= options_.output_max + BEYOND_OUTPUT_MAX);
    }

    void take_event(session_event& next) {
        must(told_.empty() || !std::holds_alternative<event::closed>(told_.back()));
        if (std::holds_alternative<event::bind_requested>(next)) is_undecided_ = true;
        if (const auto* const request = std::get_if<event::request_received>(&next)) waiting_.push_back(request->ref);
        if (const auto* const response = std::get_if<event::response_received>(&next)) end(response->token);
        if (const auto* const late = std::get_if<event::request_timed_out>(&next)) end(late->token);
        if (const auto* const closed = std::get_if<event::closed>(&next)) {
            must(session_.is_closed());
            std::ranges::for_each(closed->unanswered, [this](uint64_t token) { end(token); });
            std::ranges::for_each(closed->unsent, [this](uint64_t token) { end(token); });
        }
        told_.push_back(std::move(next));
    }

    void end(uint64_t token) { must(open_.erase(token) == 1); }

    void answer_all() {
        is_deaf_ = false;
        decide(true);
        for (const auto& ref : std::exchange(waiting_, {}))
            session_.reply(ref, command_status::rok);
        settle();
        if (session_.is_bound()) must(peer_.unanswered() == 0);
    }

    void let_time_pass() {
        for (int i = 0; session_.next_deadline() && i < TIMERS_MAX; ++i) {
            pass_time(std::max<int64_t>(*session_.next_deadline() - now_, 0));
            settle();
        }
    }

    choices input_;
    size_t piece_max_;
    uint8_t flags_;
    session_options options_;
    int64_t now_ = 1000;
    session session_;
    session_peer peer_;
    bool is_deaf_ = false;  // the peer does not read
    bool is_undecided_ = false;

    uint64_t token_ = 0;
    std::set<uint64_t> open_;           // tokens of ours that have not ended
    std::vector<request_ref> waiting_;  // of the peer, not answered by us
    std::vector<session_event> told_;
    std::string written_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size < 3) return 0;
    session_run whole{{data, size}, SIZE_MAX};
    whole.run();
    session_run cut{{data, size}, size_t{1} + data[2] % 64};
    cut.run();
    must(whole.told() == cut.told());
    // Only which PDU a hopeless command_length belongs to is known or not, as its header is there or not.
    must(whole.is_stream_lost() || whole.written() == cut.written());
    return 0;
}
