#pragma once

#include "smpp/codec.hpp"
#include "smpp/fields.hpp"
#include "smpp/tlv_rule.hpp"

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
    pdu_fault fault() const { return fault_; }

    // Each returns whether the field can be sent.
    template <typename Body>
    bool add(const Body& body, const fields::octet<Body>& field) {
        if (field.limit.is_broken_by(body.*field.member, options_.interface_version))
            return fail(field.name, field.limit.error, pdu_fault::value_out_of_range);
        return grow(1);
    }

    template <typename Body>
    bool add(const Body& body, const fields::c_octet_string<Body>& field) {
        const bool is_33 = options_.interface_version < VERSION_34;
        return add_string(field.name, field.error, is_33 ? field.size_max_33 : field.size_max, body.*field.member);
    }

    template <typename Body>
    bool add(const Body& body, const fields::credential<Body>& field) {
        const size_t size = options_.long_credentials ? fields::CREDENTIAL_SIZE_LONG : field.size_max;
        return add_string(field.name, field.error, size, body.*field.member);
    }

    template <typename Body>
    bool add(const Body& body, const fields::time<Body>& field) {
        const auto& value = body.*field.member;
        if (!value.empty() && value.size() != 16) return fail(field.name, field.error, pdu_fault::bad_time_length);
        return add_string(field.name, field.error, 17, value);
    }

    template <typename Body>
    bool add(const Body& body, const fields::address<Body>& field) {
        return add_address(field.names, field.size_max, body.*field.member);
    }

    template <typename Body>
    bool add(const Body& body, const fields::dest_addresses<Body>& field) {
        const auto& list = body.*field.member;
        if (list.empty() || list.size() > fields::destinations_max(options_.interface_version))
            return fail("number_of_dests", command_status::rinvnumdests, pdu_fault::too_many_destinations);
        grow(1);
        return std::ranges::all_of(list, [&](const dest_address& value) { return add_destination(value); });
    }

    template <typename Body>
    bool add(const Body& body, const fields::unsuccess_smes<Body>& field) {
        const auto& list = body.*field.member;
        if (list.size() > UINT8_MAX)
            return fail("no_unsuccess", command_status::rinvnumdests, pdu_fault::too_many_destinations);
        grow(1);
        return std::ranges::all_of(list, [&](const unsuccess_sme& value) {
            return add_address(fields::DESTINATION, fields::ADDRESS_SIZE, value.destination) && grow(4);
        });
    }

    template <typename Body>
    bool add(const Body& body, const fields::short_message<Body>& field) {
        const size_t length = (body.*field.member).size();
        if (length > fields::short_message_max(options_.interface_version))
            return fail(field.name, command_status::rinvmsglen, pdu_fault::short_message_too_long);
        return grow(1 + length);
    }

    template <typename Body>
    bool add(const Body& body, const fields::tlvs<Body>& field) {
        const tlv_list& list = body.*field.member;
        for (auto parameter = list.begin(); parameter != list.end(); ++parameter)
            if (is_tlv_known_to(options_.interface_version, *parameter) && !add_tlv(list, *parameter)) return false;
        if (const uint16_t tag = missing_tag(body, field))
            return fail(tag_name(tag), command_status::rmissingtlv, pdu_fault::missing_tlv);
        return true;
    }

  private:
    bool grow(size_t octets) {
        size_ += octets;
        return true;
    }

    bool fail(std::string_view field, command_status error, pdu_fault fault) {
        field_ = field;
        error_ = error;
        fault_ = fault;
        return false;
    }

    // A NUL inside would end the field early and shift all that follow.
    bool add_string(std::string_view name, command_status error, size_t size_max, std::string_view value) {
        if (value.size() >= size_max) return fail(name, error, pdu_fault::string_too_long);
        if (value.contains('\0')) return fail(name, error, pdu_fault::string_with_nul);
        return grow(value.size() + 1);
    }

    bool add_address(const fields::address_names& names, size_t size_max, const address& value) {
        return grow(2) && add_string(names.addr, names.error, size_max, value.addr);
    }

    bool add_destination(const dest_address& value) {
        grow(1);
        if (const auto* const list = std::get_if<distribution_list>(&value))
            return add_string("dl_name", command_status::rinvdlname, fields::DL_NAME_SIZE, list->dl_name);
        return add_address(fields::DESTINATION, fields::ADDRESS_SIZE, std::get<address>(value));
    }

    bool add_tlv(const tlv_list& list, const tlv& parameter) {
        if (const auto fault = find_tlv_fault(list, parameter, options_.interface_version))
            return fail(tag_name(parameter.tag), status_of(*fault), *fault);
        return grow(4 + parameter.value.size());
    }

    static command_status status_of(pdu_fault fault) {
        switch (fault) {
            case pdu_fault::bad_tlv_length:
                return command_status::rinvtlvlen;
            case pdu_fault::missing_tlv:
                return command_status::rmissingtlv;
            case pdu_fault::repeated_tlv:
                return command_status::rtlvnotallwd;
            default:
                return command_status::rinvtlvval;
        }
    }

    const encode_options& options_;
    size_t size_ = 0;
    std::string_view field_;
    command_status error_ = command_status::rok;
    pdu_fault fault_ = pdu_fault::not_allowed;
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
        write_address(body.*field.member);
    }

    template <typename Body>
    void write(const Body& body, const fields::dest_addresses<Body>& field) {
        const auto& list = body.*field.member;
        write_octet(static_cast<uint8_t>(list.size()));
        for (const dest_address& value : list)
            write_destination(value);
    }

    template <typename Body>
    void write(const Body& body, const fields::unsuccess_smes<Body>& field) {
        const auto& list = body.*field.member;
        write_octet(static_cast<uint8_t>(list.size()));
        for (const unsuccess_sme& value : list) {
            write_address(value.destination);
            write_uint32(static_cast<uint32_t>(value.error_status_code));
        }
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
            if (!is_tlv_known_to(options_.interface_version, parameter)) continue;
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

    void write_address(const address& value) {
        write_octet(value.ton);
        write_octet(value.npi);
        write_string(value.addr);
    }

    void write_destination(const dest_address& value) {
        if (const auto* const list = std::get_if<distribution_list>(&value)) {
            write_octet(fields::DEST_FLAG_LIST);
            return write_string(list->dl_name);
        }
        write_octet(fields::DEST_FLAG_ADDRESS);
        write_address(std::get<address>(value));
    }

    char* at_;
    const encode_options& options_;
};

}  // namespace kaskad::smpp
