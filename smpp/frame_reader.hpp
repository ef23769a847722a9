#pragma once

#include "smpp/codec.hpp"
#include "smpp/octets.hpp"

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>

// Cuts a stream of octets, arriving in any pieces, into whole PDUs. command_length is judged as soon as its four octets
// are there, so a peer that announces 4 GiB is refused at once. After an error the stream is lost: nothing more comes.

namespace kaskad::smpp {

class frame_reader {
  public:
    explicit frame_reader(size_t command_length_max = COMMAND_LENGTH_MAX);

    // Octets kept. After poll_frame() returned an empty frame it is less than command_length_max.
    size_t buffered() const { return buffer_.size() - position_; }

    void handle_octets(octets input);

    // The next whole PDU, empty when more octets are needed. Valid until the next handle_octets().
    std::expected<octets, pdu_error> poll_frame();

  private:
    pdu_error length_error(octets rest) const;
    void discard_consumed();

    size_t command_length_max_;
    std::string buffer_;
    size_t position_ = 0;
    bool is_broken_ = false;
};

}  // namespace kaskad::smpp
