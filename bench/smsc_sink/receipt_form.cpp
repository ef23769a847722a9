#include "bench/smsc_sink/receipt_form.hpp"

#include "bench/wire/smpp_frame.hpp"
#include "bench/wire/specimen.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>

namespace kaskad::bench {

namespace {

constexpr std::string_view ID_PREFIX = "77";

void patch(char* place, std::string_view octets) {
    octets.copy(place, octets.size());
}

std::string receipt_text(const std::string& id) {
    const auto date = fmt::format("{:%y%m%d%H%M}", fmt::gmtime(std::time(nullptr)));
    return fmt::format("id:{} sub:001 dlvrd:001 submit date:{} done date:{} stat:DELIVRD err:000 text:bench", id, date,
                       date);
}

}  // namespace

std::string operator_id(uint32_t number) {
    return std::string{ID_PREFIX}.append(view_of(digits_of(number)));
}

// SMPP 3.4 §4.6.1, appendix B; TLVs message_state (0x0427) and receipted_message_id (0x001e).
receipt_form::receipt_form(const std::string& source) {
    const auto id = operator_id(0);
    const auto text = receipt_text(id);
    form_.assign(16, '\0');
    form_[7] = 0x05;                              // deliver_sm
    form_.append(std::string_view{"\0\1\1", 3});  // service_type, source_addr_ton, source_addr_npi
    recipient_at_ = form_.size() + RECIPIENT_PREFIX.size();
    form_.append(RECIPIENT_PREFIX).append(view_of(digits_of(0))).push_back('\0');
    form_.append(std::string_view{"\5\0", 2}).append(source).push_back('\0');
    form_.append(std::string_view{"\4\0\0\0\0\0\0\0\0", 9});  // esm_class 4: a receipt; up to sm_default_msg_id
    form_.push_back(static_cast<char>(text.size()));
    text_id_at_ = form_.size() + 3 + ID_PREFIX.size();
    form_.append(text);
    form_.append(std::string_view{"\x04\x27\0\1\2", 5});  // delivered
    form_.append(std::string_view{"\0\x1e\0", 3});
    form_.push_back(static_cast<char>(id.size() + 1));
    tlv_id_at_ = form_.size() + ID_PREFIX.size();
    form_.append(id).push_back('\0');
    put_u32(form_.data(), static_cast<uint32_t>(form_.size()));
}

void receipt_form::write(std::string& out, uint32_t sequence, uint32_t number) const {
    const auto digits = digits_of(number);
    const auto at = out.size();
    out.append(form_);
    char* const place = out.data() + at;
    put_u32(place + SEQUENCE_AT, sequence);
    for (const auto field : {recipient_at_, text_id_at_, tlv_id_at_})
        patch(place + field, view_of(digits));
}

}  // namespace kaskad::bench
