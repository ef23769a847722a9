#include "smpp/codec.hpp"

#include "core/assert.hpp"
#include "smpp/body_reader.hpp"
#include "smpp/body_writer.hpp"
#include "smpp/field_lists.hpp"

#include <type_traits>

namespace kaskad::smpp {

namespace {

struct wire_header {
    uint32_t command_length;
    command_id id;
    command_status status;
    uint32_t sequence_number;
};

wire_header read_header(octets frame) {
    return {load_uint32(frame.data()), static_cast<command_id>(load_uint32(frame.data() + 4)),
            static_cast<command_status>(load_uint32(frame.data() + 8)), load_uint32(frame.data() + 12)};
}

template <typename Body>
void read_fields(body_reader& reader, Body& body) {
    (void)fields::for_each_while<Body>([&](const auto& field) { return reader.read(body, field); });
}

template <typename Body>
bool is_receipt(const Body& body) {
    const uint8_t type = body.esm_class & esm::MESSAGE_TYPE_MASK;
    return (type & (esm::RECEIPT | esm::DELIVERY_ACKNOWLEDGEMENT | esm::INTERMEDIATE)) != 0;
}

// A broken tail of TLVs does not make a receipt worthless: what was readable is kept.
template <typename Body>
bool is_salvageable(const Body& body, command_status error) {
    if constexpr (std::is_same_v<Body, deliver_sm> || std::is_same_v<Body, data_sm>)
        return error == command_status::rinvtlvstream && is_receipt(body);
    return false;
}

struct decoding {
    octets frame;
    const wire_header& header;
    const decode_options& options;
    std::expected<pdu, pdu_error>& result;
};

template <typename Body>
void decode_request(const decoding& context, Body& body) {
    body_reader reader{context.frame, false, context.options};
    read_fields(reader, body);
    if (!reader.is_failed()) return;
    if (is_salvageable(body, reader.error())) {
        context.result->is_truncated = true;
        return;
    }
    context.result = std::unexpected(pdu_error{severity::recoverable, reader.error(), context.header.sequence_number,
                                               context.header.id, reader.field(), reader.position(), reader.fault()});
}

// The body of a refusal means nothing unless it reads to its end (SMPP 3.4 §4.4.2; 5.0 adds TLVs).
template <typename Body>
void decode_response(const decoding& context, Body& body) {
    if (context.frame.size() == HEADER_SIZE) return;
    body_reader reader{context.frame, true, context.options};
    read_fields(reader, body);
    if (!reader.is_failed()) return;
    if (context.header.status == command_status::rok)
        context.result->is_truncated = true;
    else
        context.result->body.template emplace<Body>();
}

template <typename Body>
Body& decode_as(const decoding& context) {
    auto& body = context.result->body.template emplace<Body>();
    if (is_response(context.header.id))
        decode_response(context, body);
    else
        decode_request(context, body);
    return body;
}

// The type of a bind stands in its command_id alone.
template <typename Body>
void decode_bind_as(const decoding& context) {
    decode_as<Body>(context);
    if (context.result) std::get<Body>(context.result->body).type = bind_type_of(context.header.id);
}

void decode_unknown(const decoding& context) {
    const auto body = as_text(context.frame.subspan(HEADER_SIZE));
    context.result->body = unknown_pdu{context.header.id, std::string{body}};
}

template <typename Body>
bool decode_if(const decoding& context) {
    if constexpr (requires { Body::ID; }) {
        if (context.header.id != Body::ID) return false;
        decode_as<Body>(context);
        return true;
    }
    return false;
}

// Tries the alternatives of pdu_body by their command_id.
template <typename... Body>
bool decode_any(const decoding& context, std::type_identity<std::variant<Body...>>) {
    return (decode_if<Body>(context) || ...);
}

void decode_body(const decoding& context) {
    if (decode_any(context, std::type_identity<pdu_body>{})) return;
    switch (context.header.id) {
        case command_id::bind_receiver:
        case command_id::bind_transmitter:
        case command_id::bind_transceiver:
            decode_bind_as<bind>(context);
            return;
        case command_id::bind_receiver_resp:
        case command_id::bind_transmitter_resp:
        case command_id::bind_transceiver_resp:
            decode_bind_as<bind_resp>(context);
            return;
        default:
            decode_unknown(context);
            return;
    }
}

template <typename Body>
command_id id_of_body(const Body& body) {
    if constexpr (std::is_same_v<Body, unknown_pdu>)
        return body.id;
    else if constexpr (std::is_same_v<Body, bind>)
        return request_id(body.type);
    else if constexpr (std::is_same_v<Body, bind_resp>)
        return response_to(request_id(body.type));
    else
        return Body::ID;
}

// SMPP 3.4 §4.4.1: a text stands in one place.
template <typename Body>
bool has_two_texts(const Body& body, const encode_options& options) {
    if constexpr (requires { body.short_message; })
        return !body.short_message.empty() && options.interface_version >= VERSION_34 &&
               find_tlv(body.tlvs, tag::message_payload) != nullptr;
    return false;
}

template <typename Body>
std::expected<size_t, pdu_error> measure(const pdu_header& header, const Body& body, const encode_options& options) {
    const command_id id = id_of_body(body);
    if (is_response(id) && header.status != command_status::rok) return 0;
    if constexpr (std::is_same_v<Body, unknown_pdu>) return body.body.size();

    const pdu_error error{.sequence_number = header.sequence_number, .id = id};
    const auto refuse = [&](command_status status, std::string_view field, pdu_fault fault) {
        pdu_error refusal = error;
        refusal.status = status;
        refusal.field = field;
        refusal.fault = fault;
        return std::unexpected(refusal);
    };
    if (!is_request_known_to(options.interface_version, id))
        return refuse(command_status::rinvcmdid, "command_id", pdu_fault::not_allowed);
    body_meter meter{options};
    if (!fields::for_each_while<Body>([&](const auto& field) { return meter.add(body, field); }))
        return refuse(meter.error(), meter.field(), meter.fault());
    if (has_two_texts(body, options))
        return refuse(command_status::rtlvnotallwd, "message_payload", pdu_fault::not_allowed);
    return meter.size();
}

template <typename Body>
void write_body(body_writer& writer, const Body& body) {
    fields::for_each<Body>([&](const auto& field) { writer.write(body, field); });
}

template <typename Body>
std::expected<void, pdu_error> encode_body(const pdu_header& header, const Body& body, std::string& out,
                                           const encode_options& options) {
    const auto body_size = measure(header, body, options);
    if (!body_size) return std::unexpected(body_size.error());
    const size_t command_length = HEADER_SIZE + *body_size;
    const size_t offset = out.size();
    // The size is captured: libstdc++ 12 hands the rounded-up capacity to the function.
    out.resize_and_overwrite(offset + command_length, [=](char*, size_t) { return offset + command_length; });

    // After this point nothing can fail: the body was measured.
    body_writer writer{out.data() + offset, options};
    writer.write_uint32(static_cast<uint32_t>(command_length));
    writer.write_uint32(static_cast<uint32_t>(id_of_body(body)));
    writer.write_uint32(static_cast<uint32_t>(status_for(options.interface_version, header.status)));
    writer.write_uint32(header.sequence_number);
    if (*body_size == 0) return {};
    if constexpr (std::is_same_v<Body, unknown_pdu>)
        writer.write_octets(body.body);
    else
        write_body(writer, body);
    return {};
}

}  // namespace

std::expected<void, pdu_error> encode(const pdu_header& header, pdu_body_ref body, std::string& out,
                                      const encode_options& options) {
    return std::visit([&](const auto* alternative) { return encode_body(header, *alternative, out, options); }, body);
}

std::expected<void, pdu_error> encode(const pdu& value, std::string& out, const encode_options& options) {
    const pdu_header header{value.status, value.sequence_number};
    return std::visit([&](const auto& body) { return encode_body(header, body, out, options); }, value.body);
}

std::expected<pdu, pdu_error> decode(octets frame, const decode_options& options) {
    ASSERT(frame.size() >= HEADER_SIZE);
    const wire_header header = read_header(frame);
    ASSERT(header.command_length == frame.size());

    std::expected<pdu, pdu_error> result;
    result->sequence_number = header.sequence_number;
    // Requests carry NULL there; what some peers put in means nothing.
    if (is_response(header.id)) result->status = header.status;
    decode_body({frame, header, options, result});
    return result;
}

command_id id_of(const pdu_body& body) {
    return std::visit([](const auto& alternative) { return id_of_body(alternative); }, body);
}

}  // namespace kaskad::smpp
