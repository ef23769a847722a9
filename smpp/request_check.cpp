#include "smpp/request_check.hpp"

#include "smpp/field_lists.hpp"
#include "smpp/tlv_rule.hpp"

namespace kaskad::smpp {

namespace {

using result = std::optional<request_fault>;

template <typename Body>
class judge {
  public:
    judge(const Body& body, const request_check& check) : body_{body}, check_{check} {}

    result find_fault() {
        result found;
        (void)fields::for_each_while<Body>([&](const auto& field) {
            found = fault_of(field);
            return !found;
        });
        return found;
    }

  private:
    // Strings, times and counts were judged when they were read.
    result fault_of(const auto&) const { return std::nullopt; }

    result fault_of(const fields::octet<Body>& field) const {
        if (!check_.is_strict || !field.limit.is_broken_by(body_.*field.member, check_.interface_version)) return {};
        return request_fault{field.limit.error, field.name, pdu_fault::value_out_of_range};
    }

    result fault_of(const fields::address<Body>& field) const {
        const address& value = body_.*field.member;
        if (field.is_required && value.addr.empty())
            return request_fault{field.names.error, field.names.addr, pdu_fault::value_out_of_range};
        return check_.is_strict ? fault_of_numbers(field.names, value) : std::nullopt;
    }

    result fault_of(const fields::dest_addresses<Body>& field) const {
        const auto& list = body_.*field.member;
        if (list.empty())
            return request_fault{command_status::rinvnumdests, "number_of_dests", pdu_fault::value_out_of_range};
        for (const auto& destination : list) {
            const auto* const value = std::get_if<address>(&destination);
            if (value == nullptr || !check_.is_strict) continue;
            if (const auto found = fault_of_numbers(fields::DESTINATION, *value)) return found;
        }
        return std::nullopt;
    }

    result fault_of(const fields::short_message<Body>& field) const {
        const std::string& text = body_.*field.member;
        if (!check_.is_strict) return std::nullopt;
        if (text.size() > fields::short_message_max(check_.interface_version))
            return request_fault{command_status::rinvmsglen, field.name, pdu_fault::short_message_too_long};
        if (!text.empty() && find_tlv(body_.tlvs, tag::message_payload) != nullptr)
            return request_fault{command_status::rtlvnotallwd, "message_payload", pdu_fault::not_allowed};
        return std::nullopt;
    }

    result fault_of(const fields::tlvs<Body>& field) const {
        const tlv_list& list = body_.*field.member;
        if (const tlv* const wrong = find_tlv_of_wrong_length(list))
            return request_fault{command_status::rinvtlvlen, tag_name(wrong->tag), pdu_fault::bad_tlv_length};
        if (const tlv* const wrong = check_.is_strict ? find_tlv_of_wrong_value(list) : nullptr)
            return request_fault{command_status::rinvtlvval, tag_name(wrong->tag), pdu_fault::bad_tlv_value};
        if (const uint16_t tag = missing_tag(body_, field))
            return request_fault{command_status::rmissingtlv, tag_name(tag), pdu_fault::missing_tlv};
        return std::nullopt;
    }

    static result fault_of_numbers(const fields::address_names& names, const address& value) {
        if (!is_ton(value.ton)) return request_fault{names.ton_error, names.ton, pdu_fault::value_out_of_range};
        if (!is_npi(value.npi)) return request_fault{names.npi_error, names.npi, pdu_fault::value_out_of_range};
        return std::nullopt;
    }

    const Body& body_;
    const request_check& check_;
};

}  // namespace

std::optional<request_fault> find_request_fault(const pdu_body& body, const request_check& check) {
    const auto found = std::visit(
        [&]<typename Body>(const Body& request) {
            return judge<Body>{request, check}.find_fault();
        },
        body);
    if (found) return found;
    // A message centre may report by data_sm without a text; a client that sends one has forgotten it.
    const auto* const data = std::get_if<data_sm>(&body);
    if (data != nullptr && find_tlv(data->tlvs, tag::message_payload) == nullptr)
        return request_fault{command_status::rmissingtlv, "message_payload", pdu_fault::missing_tlv};
    return std::nullopt;
}

}  // namespace kaskad::smpp
