#pragma once

#include "choices.hpp"
#include "smpp/codec.hpp"
#include "smpp/frame_reader.hpp"
#include "smpp/session_event.hpp"

#include <map>
#include <vector>

// The other end of a fuzzed session, as one who counts: what it asked is answered at most once each, nothing else is
// answered (least of all a nack), and no two open requests of the session have one number.

namespace kaskad::smpp {

class session_peer {
  public:
    // What the session asked, in its order; a peer may answer any of it, also twice.
    const std::vector<request_ref>& requests() const { return requests_; }
    // Its own requests that have no answer yet. What cannot be cut into PDUs is none.
    size_t unanswered() const { return unanswered_; }
    bool is_stream_lost() const { return is_stream_lost_; }

    void note_sent(octets stream) {
        if (is_stream_lost_) return;
        sent_.handle_octets(stream);
        for (auto frame = sent_.poll_frame(); !frame || !frame->empty(); frame = sent_.poll_frame()) {
            is_stream_lost_ = !frame;
            if (is_stream_lost_) return;
            const auto [id, number] = head_of(*frame);
            if (is_response(id) || !has_response(id)) continue;
            ++asked_[number];
            ++unanswered_;
        }
    }

    void read(octets stream) {
        read_.handle_octets(stream);
        for (auto frame = read_.poll_frame(); !frame || !frame->empty(); frame = read_.poll_frame()) {
            must(frame.has_value() && decode(*frame, {.long_credentials = true}).has_value());
            const auto head = head_of(*frame);
            if (!is_response(head.id)) {
                requests_.push_back(head);
            } else {
                take_answer(head);
            }
        }
    }

  private:
    static request_ref head_of(octets frame) {
        return {static_cast<command_id>(load_uint32(frame.data() + 4)), load_uint32(frame.data() + 12)};
    }

    void take_answer(const request_ref& answer) {
        const auto found = asked_.find(answer.sequence_number);
        if (found != asked_.end() && found->second > 0) {
            --found->second;
            --unanswered_;
            return;
        }
        // One nack says that a command_length was hopeless.
        must(is_stream_lost_ && answer.id == command_id::generic_nack && !was_told_);
        was_told_ = true;
    }

    frame_reader sent_;
    frame_reader read_;
    std::map<uint32_t, size_t> asked_;  // by sequence number
    size_t unanswered_ = 0;
    std::vector<request_ref> requests_;
    bool is_stream_lost_ = false;
    bool was_told_ = false;
};

}  // namespace kaskad::smpp
