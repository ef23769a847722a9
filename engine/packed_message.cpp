#include "engine/packed_message.hpp"

#include "engine/packing.hpp"

#include <type_traits>

namespace kaskad::engine {

namespace {

using billing::reservation;
using billing::reservation_state;

constexpr uint8_t AS_AGREED = 0x80;

// The charge a message has unless something unusual became of it: it follows from price and parts.
reservation usual_charge(const facts::message& value, reservation_state state) {
    const auto amount = core::charge(value.sell_price, value.parts);
    if (state == reservation_state::none || value.currency == core::currency{} || !amount) return {};
    reservation charge;
    charge.state = state;
    charge.message = value.id;
    charge.debit = billing::make_account_id(billing::account_kind::client, value.client.value, value.currency);
    charge.credit = billing::make_account_id(billing::account_kind::revenue, 0, value.currency);
    charge.currency = value.currency;
    charge.price = value.sell_price;
    charge.price_version = value.price_version;
    charge.units = value.parts;
    charge.amount = *amount;
    if (state == reservation_state::posted) {
        charge.charged_units = charge.units;
        charge.charged = charge.amount;
    }
    return charge;
}

// The list by which this member of the message is named; nullptr = it is written out.
template <typename Words>
auto* list_of(const facts::message& whole, const std::string& member, Words& words) {
    if (&member == &whole.network) return &words.networks;
    if (&member == &whole.country) return &words.countries;
    if (&member == &whole.sender) return &words.senders;
    if (&member == &whole.callback_url) return &words.addresses;
    return static_cast<decltype(&words.networks)>(nullptr);
}

void write_word(packing::writer& out, word_list& words, const std::string& text) {
    const auto number = words.number_of(text);
    out.varint(number);
    if (number == 0) out.text(text);
}

void read_word(packing::reader& in, const word_list& words, std::string& text) {
    const auto number = static_cast<uint32_t>(in.varint());
    if (number == 0) return in.text(text);
    text = words.at(number);
}

void write_charge(packing::writer& out, const facts::message& value) {
    const auto& charge = value.charge;
    const bool usual = charge.state != reservation_state::none && charge == usual_charge(value, charge.state);
    out.octet(static_cast<uint8_t>(static_cast<uint8_t>(charge.state) | (usual ? AS_AGREED : 0)));
    if (!usual) out.value(charge);
}

void read_charge(packing::reader& in, facts::message& value) {
    const auto head = in.octet();
    if ((head & AS_AGREED) == 0) return in.value(value.charge);
    value.charge = usual_charge(value, static_cast<reservation_state>(head & ~AS_AGREED));
}

}  // namespace

void pack(const facts::message& value, packed_words& words, std::string& out) {
    packing::writer writer{out};
    writer.start_at(core::utc_ms_of(value.id));
    const auto write = [&]<typename T>(const T& member) {
        if constexpr (std::same_as<T, reservation>) {
            write_charge(writer, value);
        } else if constexpr (std::same_as<T, std::string>) {
            auto* list = list_of(value, member, words);
            list ? write_word(writer, *list, member) : writer.text(member);
        } else {
            writer.value(member);
        }
    };
    const auto is_kept_elsewhere = [&]<typename T>(const T& member) {
        const void* at = &member;
        return at == &value.id || at == &value.due_steady || packing::is_nothing(member);
    };
    writer.members(value, write, is_kept_elsewhere);
    writer.finish();
}

facts::message unpack(core::message_id id, int64_t due_steady, const packed_words& words, std::string_view octets) {
    facts::message value;
    packing::reader reader{octets};
    reader.start_at(core::utc_ms_of(id));
    reader.members(value, [&]<typename T>(T& member) {
        if constexpr (std::same_as<T, reservation>) {
            value.id = id;  // the charge names it
            read_charge(reader, value);
        } else if constexpr (std::same_as<T, std::string>) {
            const auto* list = list_of(value, member, words);
            list ? read_word(reader, *list, member) : reader.text(member);
        } else {
            reader.value(member);
        }
    });
    ASSERT(reader.is_at_end());
    value.id = id;
    value.due_steady = due_steady;
    return value;
}

}  // namespace kaskad::engine
