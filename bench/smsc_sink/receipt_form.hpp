#pragma once

#include <cstdint>
#include <string>

// The deliver_sm that says a message was delivered. Only sequence, recipient and id differ from one to the next, so a
// filled form is copied and patched.

namespace kaskad::bench {

class receipt_form {
  public:
    // `source`: the sender of the messages, to whom the receipts go. The dates are those of this moment.
    explicit receipt_form(const std::string& source);

    void write(std::string& out, uint32_t sequence, uint32_t number) const;

  private:
    std::string form_;
    size_t recipient_at_;
    size_t text_id_at_;
    size_t tlv_id_at_;
};

// The operator's id of a message: ten digits that hold its number.
std::string operator_id(uint32_t number);

}  // namespace kaskad::bench
