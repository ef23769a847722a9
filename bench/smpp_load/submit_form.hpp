#pragma once

#include "bench/wire/smpp_frame.hpp"
#include "bench/wire/specimen.hpp"

#include <cstdint>
#include <string>

// The submit_sm of a message that asks for a receipt. Only sequence, recipient and text differ from one to the next, so
// a filled form is copied and patched. The destination is international, as its digits are.

namespace kaskad::bench {

class submit_form {
  public:
    submit_form() {
        form_.assign(16, '\0');
        form_[7] = 0x04;                                           // submit_sm
        form_.append(std::string_view{"\0\5\0Kaskad\0\1\1", 12});  // up to dest_addr_npi
        recipient_at_ = form_.size() + RECIPIENT_PREFIX.size();
        form_.append(RECIPIENT_PREFIX).append(view_of(digits_of(0)));
        form_.append(std::string_view{"\0\0\0\0\0\0\1\0\0\0", 10});  // registered_delivery 1; up to sm_default_msg_id
        form_.push_back(static_cast<char>(TEXT.size()));
        text_at_ = form_.size() + TEXT_NUMBER_AT;
        form_.append(TEXT);
        put_u32(form_.data(), static_cast<uint32_t>(form_.size()));
    }

    void write(std::string& out, uint32_t sequence, uint32_t number) const {
        const auto digits = digits_of(number);
        const auto at = out.size();
        out.append(form_);
        char* const place = out.data() + at;
        put_u32(place + SEQUENCE_AT, sequence);
        view_of(digits).copy(place + recipient_at_, NUMBER_DIGITS);
        view_of(digits).copy(place + text_at_, NUMBER_DIGITS);
    }

  private:
    std::string form_;
    size_t recipient_at_;
    size_t text_at_;
};

}  // namespace kaskad::bench
