#include "engine/facts/codec.hpp"
#include "engine/facts/field_cursor.hpp"
#include "engine/facts/scan.hpp"

// The numbers are the members' places in message, attempt and part (message.hpp), from 1.

namespace kaskad::facts {

namespace {

// What is_in_flight() asks of the attempts: is a part on the wire or in doubt, does one of the last attempt wait?
struct scanned_parts {
    bool on_the_wire = false;
    bool pending = false;
};

bool read_part(std::string_view octets, scanned_parts& into) {
    constexpr int STATE = 2;
    constexpr int DOUBTS = 18;
    part found;
    const bool is_read = each_field(octets, [&](const scanned_field& field) {
        if (field.number == STATE) found.state = static_cast<part_state>(field.value);
        if (field.number == DOUBTS) found.doubts = static_cast<uint8_t>(field.value);
        return true;
    });
    into.on_the_wire = into.on_the_wire || found.state == part_state::submitting || is_doubtful(found);
    into.pending = into.pending || found.state == part_state::pending;
    return is_read;
}

bool read_attempt(std::string_view octets, scanned_parts& into) {
    constexpr int PARTS = 14;
    into.pending = false;  // the last attempt's parts count
    return each_field(
        octets, [&](const scanned_field& field) { return field.number != PARTS || read_part(field.octets, into); });
}

class message_reading {
  public:
    bool read(std::string_view octets) {
        return each_field(octets, [this](const scanned_field& field) { return take(field); });
    }

    scanned_message finish() {
        const bool is_waiting = parts_.pending && !found_.queue_link && wake_steady_ == 0 && !is_final(found_.state);
        found_.in_flight = is_joining_ || parts_.on_the_wire || is_waiting;
        if (!found_.queue_link) found_.queue_sequence = 0;
        return found_;
    }

  private:
    bool take(const scanned_field& field) {
        switch (field.number) {
            case 1:
                found_.id.value = field.value;
                return true;
            case 2:
                found_.client.value = static_cast<uint32_t>(field.value);
                return true;
            case 3:
                found_.recipient = field.octets;
                return true;
            case 6:
                found_.klass = static_cast<core::message_class>(field.value);
                return true;
            case 8:
                found_.client_ref = field.octets;
                return true;
            case 9:
                found_.accepted_utc = field.signed_value();
                return true;
            case 24:
                found_.state = static_cast<message_state>(field.value);
                return true;
            case 26:
                found_.final_utc = field.signed_value();
                return true;
            case 30:
                found_.queue_link.value = static_cast<uint32_t>(field.value);
                return true;
            case 31:
                found_.queue_sequence = field.value;
                return true;
            case 32:
                wake_steady_ = field.signed_value();
                return true;
            case 33:
                found_.due_steady = field.signed_value();
                return true;
            case 34:
                return read_attempt(field.octets, parts_);
            case 39:
                is_joining_ = static_cast<joining_rule>(field.value) != joining_rule::none;
                return true;
            case 51:
                found_.by_cascade = field.value != 0;
                return true;
            default:
                return true;
        }
    }

    scanned_message found_;
    scanned_parts parts_;
    int64_t wake_steady_ = 0;
    bool is_joining_ = false;
};

}  // namespace

std::optional<scanned_message> scan_message(std::string_view record) {
    const auto field = field_cursor{record}.next();
    if (!field || field->number != 1) return std::nullopt;
    message_reading reading;
    if (!reading.read(field->octets)) return std::nullopt;
    return reading.finish();
}

}  // namespace kaskad::facts
