#pragma once

#include "engine/facts/fact.hpp"

#include <span>
#include <string>

// Which records are the same record: table and key. The key's octets sort as the key members do, so a store may keep
// them as they are.

namespace kaskad::facts {

// The place of the record's type in `record`, from 0.
size_t table_of(const record& value);

// The name of that table, as in the schema.
std::string_view table_name(size_t table);

// One member of a table's key: its field number in the stored form, and its width; 0 octets = a text.
struct key_member {
    int number = 0;
    size_t octets = 0;
};

// In the order of the key, which is also that of the numbers.
std::span<const key_member> key_members(size_t table);

// The key of an operator_message of no link: what a client was told for a message besides its own id. Eight hexadecimal
// digits for an alias, sixteen for the id of a submit that brought a later piece.
std::string alias_key(uint32_t alias);
std::string submission_key(core::message_id told);
// That it stands for the message.
operator_message alias_record(uint32_t alias, core::message_id message);
operator_message submission_record(core::message_id told, core::message_id message);

// Big-endian integers and zero-terminated strings of the key members.
std::string key_of(const record& value);

}  // namespace kaskad::facts
