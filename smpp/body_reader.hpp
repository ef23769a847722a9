#pragma once

#include "smpp/codec.hpp"
#include "smpp/fields.hpp"
#include "smpp/octets.hpp"

#include <cstdint>
#include <cstring>
#include <string_view>

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
        if (field.is_any_length_accepted || value.empty() || value.size() == 16) return true;
        return fail(field.name, field.error);
    }

    template <typename Body>
    bool read(Body& body, const fields::address<Body>& field) {
        auto& value = body.*field.member;
        return read_octet(field.name, value.ton) && read_octet(field.name, value.npi) &&
               read_string(field.name, field.error, field.size_accepted, value.addr);
    }

    template <typename Body>
    bool read(Body& body, const fields::short_message<Body>& field) {
        uint8_t sm_length = 0;
        if (!read_octet("sm_length", sm_length)) return false;
        if (sm_length > rest()) return fail(field.name, command_status::rinvmsglen);
        (body.*field.member).assign(reinterpret_cast<const char*>(at_), sm_length);
        at_ += sm_length;
        return true;
    }

    template <typename Body>
    bool read(Body& body, const fields::tlvs<Body>& field) {
        return read_tlvs(body.*field.member);
    }

  private:
    size_t rest() const { return static_cast<size_t>(end_ - at_); }

    bool fail(std::string_view field, command_status error) {
        field_ = field;
        error_ = error;
        is_failed_ = true;
        return false;
    }

    bool read_octet(std::string_view name, uint8_t& value) {
        if (at_ == end_) return fail(name, command_status::rinvcmdlen);
        value = *at_++;
        return true;
    }

    bool read_string(std::string_view name, command_status error, size_t size_max, std::string& value) {
        const auto* const nul = static_cast<const uint8_t*>(at_ != end_ ? std::memchr(at_, 0, rest()) : nullptr);
        if (nul == nullptr) {
            if (is_lenient_) take(value, rest());
            return fail(name, error);
        }
        const auto length = static_cast<size_t>(nul - at_);
        if (length >= size_max) return fail(name, error);
        take(value, length);
        ++at_;
        return true;
    }

    void take(std::string& value, size_t length) {
        value.assign(reinterpret_cast<const char*>(at_), length);
        at_ += length;
    }

    bool read_tlvs(tlv_list& list) {
        while (at_ != end_) {
            if (rest() < 4) return fail("tlv", command_status::rinvtlvstream);
            const uint16_t tag = load_uint16(at_);
            const uint16_t length = load_uint16(at_ + 2);
            if (length > rest() - 4 || list.size() == fields::TLVS_MAX)
                return fail("tlv", command_status::rinvtlvstream);
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
    bool is_failed_ = false;
};

}  // namespace kaskad::smpp
