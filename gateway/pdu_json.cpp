#include "gateway/pdu_json.hpp"

#include "gateway/tlv_json.hpp"
#include "net/digest.hpp"
#include "smpp/alphabet.hpp"
#include "smpp/codec.hpp"
#include "smpp/field_lists.hpp"
#include "smpp/frame_reader.hpp"
#include "smpp/text_reading.hpp"
#include "smpp/udh.hpp"

#include <fmt/core.h>

#include <cctype>
#include <type_traits>
#include <variant>

namespace kaskad::gateway {

namespace {

namespace json = boost::json;
namespace fields = smpp::fields;

json::value name_or_null(std::string_view name) {
    if (name.empty()) return nullptr;
    return json::string{name.data(), name.size()};
}

// A text without its UDH; null where data_coding says binary, or names an alphabet that is not read here.
json::value text_of(std::string_view raw, uint8_t esm_class, uint8_t data_coding) {
    const auto data = smpp::read_user_data(smpp::as_octets(raw), (esm_class & smpp::esm::UDHI) != 0);
    const auto shifts = data.header ? smpp::find_shift_tables(*data.header) : smpp::shift_tables{};
    const auto text = smpp::decode_text(data.text, data_coding, {}, shifts);
    if (!text) return nullptr;
    return json::string{text->data(), text->size()};
}

// Every field of one body under its specification name.
class field_printer {
  public:
    explicit field_printer(json::object& out) : out_{out} {}

    template <typename Body>
    void print(const Body& body, const fields::octet<Body>& field) {
        out_[field.name] = body.*field.member;
    }
    // C-octet strings, credentials and times.
    template <typename Body, typename Field>
    void print(const Body& body, const Field& field) {
        out_[field.name] = readable(body.*field.member);
    }
    template <typename Body>
    void print(const Body& body, const fields::address<Body>& field) {
        print_address(out_, field.names, body.*field.member);
    }
    template <typename Body>
    void print(const Body& body, const fields::dest_addresses<Body>& field) {
        json::array list;
        for (const auto& destination : body.*field.member)
            list.push_back(std::visit([](const auto& value) { return destination_object(value); }, destination));
        out_["number_of_dests"] = list.size();
        out_["dest_address"] = std::move(list);
    }
    template <typename Body>
    void print(const Body& body, const fields::unsuccess_smes<Body>& field) {
        json::array list;
        for (const smpp::unsuccess_sme& value : body.*field.member) {
            json::object entry;
            print_address(entry, fields::DESTINATION, value.destination);
            entry["error_status_code"] = static_cast<uint32_t>(value.error_status_code);
            entry["error_status"] = name_or_null(smpp::status_name(value.error_status_code));
            list.push_back(std::move(entry));
        }
        out_["no_unsuccess"] = list.size();
        out_["unsuccess_sme"] = std::move(list);
    }
    template <typename Body>
    void print(const Body& body, const fields::short_message<Body>& field) {
        out_["sm_length"] = (body.*field.member).size();
        out_[field.name] = net::to_hex(body.*field.member);
    }
    template <typename Body>
    void print(const Body& body, const fields::tlvs<Body>& field) {
        print_text(body);
        constexpr bool ARE_AREAS_FAILED = std::is_same_v<Body, smpp::broadcast_sm_resp>;
        out_["tlvs"] = tlvs_json(body.*field.member, ARE_AREAS_FAILED);
    }

  private:
    static void print_address(json::object& out, const fields::address_names& names, const smpp::address& value) {
        out[names.ton] = value.ton;
        out[names.npi] = value.npi;
        out[names.addr] = readable(value.addr);
    }

    static json::object destination_object(const smpp::address& value) {
        json::object entry{{"dest_flag", fields::DEST_FLAG_ADDRESS}};
        print_address(entry, fields::DESTINATION, value);
        return entry;
    }
    static json::object destination_object(const smpp::distribution_list& value) {
        return {{"dest_flag", fields::DEST_FLAG_LIST}, {"dl_name", readable(value.dl_name)}};
    }

    // replace_sm has no data_coding of its own: it is read as the default alphabet.
    template <typename Body>
    void print_text(const Body& body) {
        const bool has_payload = smpp::find_tlv(body.tlvs, smpp::tag::message_payload) != nullptr;
        if constexpr (requires { body.data_coding, body.esm_class; })
            out_["text"] = text_of(smpp::text_octets(body), body.esm_class, body.data_coding);
        else if constexpr (requires { body.data_coding; })
            out_["text"] = text_of(smpp::text_octets(body), 0, body.data_coding);
        else if constexpr (requires { body.short_message; })
            out_["text"] = text_of(smpp::text_octets(body), 0, smpp::data_coding::DEFAULT);
        else if (has_payload)
            out_["text"] = text_of(smpp::text_octets(body), 0, smpp::data_coding::DEFAULT);
    }

    json::object& out_;
};

json::object object_of(const smpp::pdu& value) {
    const auto id = smpp::id_of(value.body);
    json::object out{{"command", name_or_null(smpp::command_name(id))},
                     {"command_id", static_cast<uint32_t>(id)},
                     {"command_status", static_cast<uint32_t>(value.status)},
                     {"status", name_or_null(smpp::status_name(value.status))},
                     {"sequence_number", value.sequence_number}};
    std::visit(
        [&]<typename Body>(const Body& body) {
            field_printer printer{out};
            fields::for_each<Body>([&](const auto& field) { printer.print(body, field); });
        },
        value.body);
    if (!out.contains("tlvs")) out["tlvs"] = json::array{};
    if (value.is_truncated) out["truncated"] = true;
    return out;
}

json::object object_of(const smpp::pdu_error& error) {
    json::object out{{"error", name_or_null(smpp::to_string(error.fault))},
                     {"recoverable", error.severity == smpp::severity::recoverable},
                     {"command_status", static_cast<uint32_t>(error.status)},
                     {"status", name_or_null(smpp::status_name(error.status))},
                     {"command", name_or_null(smpp::command_name(error.id))},
                     {"command_id", static_cast<uint32_t>(error.id)},
                     {"sequence_number", error.sequence_number}};
    if (!error.field.empty()) out["field"] = name_or_null(error.field);
    out["position"] = error.position;
    return out;
}

json::object unknown_object(const smpp::pdu& value) {
    const auto& body = std::get<smpp::unknown_pdu>(value.body);
    json::object out =
        object_of(smpp::pdu_error{smpp::severity::recoverable, smpp::command_status::rinvcmdid, value.sequence_number,
                                  body.id, "command_id", 4, smpp::pdu_fault::unknown_command_id});
    out["body"] = net::to_hex(body.body);
    return out;
}

json::object frame_object(smpp::octets frame) {
    const auto value = smpp::decode(frame);
    if (!value) return object_of(value.error());
    return std::holds_alternative<smpp::unknown_pdu>(value->body) ? unknown_object(*value) : object_of(*value);
}

json::object incomplete_object(size_t octets) {
    return {{"error", "incomplete_pdu"}, {"recoverable", true}, {"command_status", nullptr}, {"octets", octets}};
}

}  // namespace

pdu_listing list_pdus(smpp::octets stream) {
    pdu_listing listing;
    smpp::frame_reader reader;
    reader.handle_octets(stream);
    while (reader.buffered() > 0) {
        const auto frame = reader.poll_frame();
        if (!frame) {
            listing.objects.push_back(object_of(frame.error()));
            listing.is_stream_lost = true;
            return listing;
        }
        if (frame->empty()) {
            listing.objects.push_back(incomplete_object(reader.buffered()));
            return listing;
        }
        listing.objects.push_back(frame_object(*frame));
    }
    return listing;
}

std::expected<std::string, std::string> parse_hex(std::string_view text) {
    std::string digits;
    for (size_t i = 0; i < text.size(); ++i) {
        constexpr std::string_view BETWEEN = " \t\r\n:";
        if (BETWEEN.contains(text[i])) continue;
        if (!std::isxdigit(static_cast<unsigned char>(text[i])))
            return std::unexpected(fmt::format("character {} is no hexadecimal digit", i + 1));
        digits.push_back(text[i]);
    }
    if (digits.empty()) return std::unexpected("no octets");
    if (digits.size() % 2 != 0) return std::unexpected(fmt::format("{} digits: half an octet is left", digits.size()));
    std::string raw;
    for (size_t i = 0; i < digits.size(); i += 2)
        raw.push_back(static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16)));
    return raw;
}

}  // namespace kaskad::gateway
