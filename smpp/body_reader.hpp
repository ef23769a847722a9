#pragma once

#include "smpp/codec.hpp"
#include "smpp/fields.hpp"
#include "smpp/octets.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>
#include <vector>

// Decoding of one PDU's body, field by field (fields.hpp). Used by codec.cpp only. Strict reading stops at the first
// fault; lenient reading (responses) takes a string without its NUL as it stands and leaves what is missing empty.

namespace kaskad::smpp {

class body_reader {
  public:
    body_reader(octets frame, bool is_lenient, const decode_options& options)
        : start_{frame.data()},
          at_{frame.data() + HEADER_SIZE},
          end_{frame.data() + frame.size()},
          is_lenient_{is_lenient},
          options_{options} {}

    bool is_failed() const { return is_failed_; }
    command_status error() const { return error_; }
    std::string_view field() const { return field_; }
    pdu_fault fault() const { return fault_; }
    size_t position() const { return static_cast<size_t>(at_ - start_); }

    // Each returns whether reading may go on.
    template <typename Body>
    bool read(Body& body, const fields::octet<Body>& field) {
        return read_octet(field.name, body.*field.member);
    }

    template <typename Body>
    bool read(Body& body, const fields::c_octet_string<Body>& field) {
        return read_string(field.name, field.error, field.size_accepted, body.*field.member);
    }

    template <typename Body>
    bool read(Body& body, const fields::credential<Body>& field) {
        const size_t size = options_.long_credentials ? fields::CREDENTIAL_SIZE_LONG : field.size_max;
        return read_string(field.name, field.error, size, body.*field.member);
    }

    template <typename Body>
    bool read(Body& body, const fields::time<Body>& field) {
        auto& value = body.*field.member;
        if (!read_string(field.name, field.error, field.is_any_length_accepted ? fields::ANY_SIZE : 17, value))
            return false;
        if (field.is_any_length_accepted || is_lenient_ || value.empty() || value.size() == 16) return true;
        return fail(field.name, field.error, pdu_fault::bad_time_length);
    }

    template <typename Body>
    bool read(Body& body, const fields::address<Body>& field) {
        return read_address(field.names, field.size_accepted, body.*field.member);
    }

    template <typename Body>
    bool read(Body& body, const fields::dest_addresses<Body>& field) {
        uint8_t number_of_dests = 0;
        if (!read_octet("number_of_dests", number_of_dests)) return false;
        auto& list = body.*field.member;
        for (list.reserve(count_possible(number_of_dests)); list.size() < number_of_dests;)
            if (!read_destination(list.emplace_back())) return false;
        return true;
    }

    template <typename Body>
    bool read(Body& body, const fields::unsuccess_smes<Body>& field) {
        uint8_t no_unsuccess = 0;
        if (!read_octet("no_unsuccess", no_unsuccess)) return false;
        auto& list = body.*field.member;
        for (list.reserve(count_possible(no_unsuccess)); list.size() < no_unsuccess;)
            if (!read_unsuccess(list)) return false;
        return true;
    }

    template <typename Body>
    bool read(Body& body, const fields::short_message<Body>& field) {
        uint8_t sm_length = 0;
        if (!read_octet("sm_length", sm_length)) return false;
        if (sm_length > rest()) return fail(field.name, command_status::rinvmsglen, pdu_fault::sm_length_beyond_pdu);
        (body.*field.member).assign(reinterpret_cast<const char*>(at_), sm_length);
        at_ += sm_length;
        return true;
    }

    template <typename Body>
    bool read(Body& body, const fields::tlvs<Body>& field) {
        return read_tlvs(body.*field.member);
    }

  private:
    static constexpr size_t DESTINATION_SIZE_MIN = 2;  // dest_flag 2 and an empty dl_name

    size_t rest() const { return static_cast<size_t>(end_ - at_); }

    bool fail(std::string_view field, command_status error, pdu_fault fault) {
        field_ = field;
        error_ = error;
        fault_ = fault;
        is_failed_ = true;
        return false;
    }

    // What a peer announces is believed only as far as its octets reach.
    size_t count_possible(size_t announced) const { return std::min(announced, rest() / DESTINATION_SIZE_MIN); }

    bool read_octet(std::string_view name, uint8_t& value) {
        if (at_ == end_) return fail(name, command_status::rinvcmdlen, pdu_fault::ended_early);
        value = *at_++;
        return true;
    }

    bool read_string(std::string_view name, command_status error, size_t size_max, std::string& value) {
        // Most are empty.
        if (at_ != end_ && *at_ == 0) {
            value.clear();
            ++at_;
            return true;
        }
        const auto* const nul = static_cast<const uint8_t*>(at_ != end_ ? std::memchr(at_, 0, rest()) : nullptr);
        if (nul == nullptr) {
            const auto fault = at_ == end_ ? pdu_fault::ended_early : pdu_fault::unterminated_string;
            if (is_lenient_) take(value, rest());
            return fail(name, error, fault);
        }
        const auto length = static_cast<size_t>(nul - at_);
        if (length >= size_max) return fail(name, error, pdu_fault::string_too_long);
        take(value, length);
        ++at_;
        if (options_.trim_leading_spaces) value.erase(0, value.find_first_not_of(' '));
        return true;
    }

    void take(std::string& value, size_t length) {
        value.assign(reinterpret_cast<const char*>(at_), length);
        at_ += length;
    }

    bool read_address(const fields::address_names& names, size_t size_max, address& value) {
        return read_octet(names.ton, value.ton) && read_octet(names.npi, value.npi) &&
               read_string(names.addr, names.error, size_max, value.addr);
    }

    bool read_destination(dest_address& value) {
        uint8_t dest_flag = 0;
        if (!read_octet("dest_flag", dest_flag)) return false;
        if (dest_flag == fields::DEST_FLAG_ADDRESS)
            return read_address(fields::DESTINATION, fields::ADDRESS_SIZE, value.emplace<address>());
        if (dest_flag != fields::DEST_FLAG_LIST)
            return fail("dest_flag", command_status::rinvdestflag, pdu_fault::bad_dest_flag);
        auto& dl_name = value.emplace<distribution_list>().dl_name;
        return read_string("dl_name", command_status::rinvdlname, fields::DL_NAME_SIZE, dl_name);
    }

    // One that breaks off is not in the list: its status would be a guess.
    bool read_unsuccess(std::vector<unsuccess_sme>& list) {
        unsuccess_sme value;
        if (!read_address(fields::DESTINATION, fields::ANY_SIZE, value.destination)) return false;
        if (rest() < 4) return fail("error_status_code", command_status::rinvcmdlen, pdu_fault::ended_early);
        value.error_status_code = static_cast<command_status>(load_uint32(at_));
        at_ += 4;
        list.push_back(std::move(value));
        return true;
    }

    bool read_tlvs(tlv_list& list) {
        while (at_ != end_) {
            if (rest() < 4) return fail("tlv", command_status::rinvtlvstream, pdu_fault::tlv_truncated);
            const uint16_t tag = load_uint16(at_);
            const uint16_t length = load_uint16(at_ + 2);
            if (length > rest() - 4) return fail("tlv", command_status::rinvtlvstream, pdu_fault::tlv_truncated);
            if (list.size() == fields::TLVS_MAX)
                return fail("tlv", command_status::rinvtlvstream, pdu_fault::too_many_tlvs);
            if (list.empty()) list.reserve(4);
            list.push_back({tag, std::string(reinterpret_cast<const char*>(at_ + 4), length)});
            at_ += 4 + length;
        }
        return true;
    }

    const uint8_t* start_;
    const uint8_t* at_;
    const uint8_t* end_;
    bool is_lenient_;
    const decode_options& options_;
    std::string_view field_;
    command_status error_ = command_status::rok;
    pdu_fault fault_ = pdu_fault::not_allowed;
    bool is_failed_ = false;
};

}  // namespace kaskad::smpp
