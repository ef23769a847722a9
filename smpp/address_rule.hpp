#pragma once

#include "smpp/address.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

// TON and NPI by the form of an address: by what it is made of, how it begins and how long it is (SMPP 5.0 §4.2.6.3
// leaves short codes to each operator). No expression language: what a person can read at a glance, judged in one pass.

namespace kaskad::smpp {

enum class address_form : uint8_t { any = 0, numeric = 1, alphanumeric = 2 };
std::string_view to_string(address_form form);

struct address_rule {
    address_form form = address_form::any;
    std::string prefix;  // as the address is sent, without "+"
    uint8_t length_min = 0;
    uint8_t length_max = 0;  // 0 = any length
    uint8_t ton = ton::UNKNOWN;
    uint8_t npi = npi::UNKNOWN;
};

// Digits only.
bool is_numeric(std::string_view address);

bool fits(const address_rule& rule, std::string_view address);

// The address with TON and NPI of the first rule that fits; without one, the others given.
address addressed(std::span<const address_rule> rules, std::string_view address, uint8_t ton_otherwise,
                  uint8_t npi_otherwise);

}  // namespace kaskad::smpp
