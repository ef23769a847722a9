#pragma once

#include "smpp/codec.hpp"
#include "smpp/fields.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string_view>

// Encoding of one PDU's body, field by field (fields.hpp), in two passes: body_meter checks and adds up, after which
// body_writer writes into memory of exactly that size and cannot fail. Used by codec.cpp only.

namespace kaskad::smpp {

class body_meter {
  public:
    explicit body_meter(const encode_options& options) : options_{options} {}

    size_t size() const { return size_; }
    command_status error() const { return error_; }
    std::string_view field() const { return field_; }

    // Each returns whether the field can be sent.
    template <typename Body>
    bool add(const Body&, const fields::octet<Body>&) {
        return grow(1);
    }

    template <typename Body>
    bool add(const Body& body, const fields::c_octet_string<Body>& field) {
        return add_string(field.name, field.error, field.size_max, body.*field.member);
    }

    template <typename Body>
    bool add(const Body& body, const fields::credential<Body>& field) {
        const size_t size = options_.long_credentials ? fields::CREDENTIAL_SIZE_LONG : field.size_max;
        return add_string(field.name, field.error, size, body.*field.member);
    }

    template <typename Body>
    bool add(const Body& body, const fields::time<Body>& field) {
        const auto& value = body.*field.member;
        if (!value.empty() && value.size() != 16) return fail(field.name, field.error);
        return add_string(field.name, field.error, 17, value);
    }

    template <typename Body>
    bool add(const Body& body, const fields::address<Body>& field) {
        return grow(2) && add_string(field.name, field.error, field.size_max, (body.*field.member).addr);
    }

    template <typename Body>
    bool add(const Body& body, const fields::short_message<Body>& field) {
        const size_t length = (body.*field.member).size();
        if (length > fields::SHORT_MESSAGE_MAX) return fail(field.name, command_status::rinvmsglen);
        return grow(1 + length);
    }

    template <typename Body>
    bool add(const Body& body, const fields::tlvs<Body>& field) {
        for (const tlv& parameter : body.*field.member) {
            if (!is_tlv_known_to(options_.interface_version, parameter.tag)) continue;
            if (parameter.value.size() > TLV_VALUE_MAX) return fail("tlv", command_status::rinvtlvlen);
            grow(4 + parameter.value.size());
        }
        return true;
    }

  private:
    bool grow(size_t octets) {
        size_ += octets;
        return true;
    }

    bool fail(std::string_view field, command_status error) {
        field_ = field;
        error_ = error;
        return false;
    }

    // A NUL inside would end the field early and shift all that follow.
    bool add_string(std::string_view name, command_status error, size_t size_max, std::string_view value) {
        if (value.size() >= size_max || value.contains('\0')) return fail(name, error);
        return grow(value.size() + 1);
    }

    const encode_options& options_;
    size_t size_ = 0;
    std::string_view field_;
    command_status error_ = command_status::rok;
};

class body_writer {
  public:
    body_writer(char* at, const encode_options& options) : at_{at}, options_{options} {}

    void write_octets(std::string_view value) { at_ = std::ranges::copy(value, at_).out; }

    void write_uint16(uint16_t value) {
        write_octet(static_cast<uint8_t>(value >> 8));
        write_octet(static_cast<uint8_t>(value));
    }

    void write_uint32(uint32_t value) {
        write_uint16(static_cast<uint16_t>(value >> 16));
        write_uint16(static_cast<uint16_t>(value));
    }

    template <typename Body>
    void write(const Body& body, const fields::octet<Body>& field) {
        write_octet(body.*field.member);
    }

    template <typename Body>
    void write(const Body& body, const fields::c_octet_string<Body>& field) {
        write_string(body.*field.member);
    }

    template <typename Body>
    void write(const Body& body, const fields::credential<Body>& field) {
        write_string(body.*field.member);
    }

    template <typename Body>
    void write(const Body& body, const fields::time<Body>& field) {
        write_string(body.*field.member);
    }

    template <typename Body>
    void write(const Body& body, const fields::address<Body>& field) {
        const auto& value = body.*field.member;
        write_octet(value.ton);
        write_octet(value.npi);
        write_string(value.addr);
    }

    template <typename Body>
    void write(const Body& body, const fields::short_message<Body>& field) {
        const auto& value = body.*field.member;
        write_octet(static_cast<uint8_t>(value.size()));
        write_octets(value);
    }

    template <typename Body>
    void write(const Body& body, const fields::tlvs<Body>& field) {
        for (const tlv& parameter : body.*field.member) {
            if (!is_tlv_known_to(options_.interface_version, parameter.tag)) continue;
            write_uint16(parameter.tag);
            write_uint16(static_cast<uint16_t>(parameter.value.size()));
            write_octets(parameter.value);
        }
    }

  private:
    void write_octet(uint8_t value) { *at_++ = static_cast<char>(value); }
    void write_string(std::string_view value) {
        write_octets(value);
        write_octet(0);
    }

    char* at_;
    const encode_options& options_;
};

}  // namespace kaskad::smpp
