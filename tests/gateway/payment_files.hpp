#pragma once

#include "config/config.hpp"
#include "core/money.hpp"
#include "gateway/api/timestamp.hpp"
#include "gateway/bank_statement.hpp"

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

// Statements of banks for tests: the files of tests/data/payments, whole or with one thing changed.

namespace kaskad::gateway {

inline core::amount amount(std::string_view text) {
    return core::parse_amount(text).value();
}

inline uint32_t day(std::string_view text) {
    return api::parse_day(text).value();
}

inline std::string payment_file(const std::string& name) {
    return config::read_file(KASKAD_SOURCE_DIR "/tests/data/payments/" + name).value();
}

// The first place where it stands; it must be there, or the test would change nothing.
inline std::string changed(std::string text, std::string_view from, std::string_view to) {
    const auto at = text.find(from);
    if (at == text.npos) throw std::invalid_argument{"there is no " + std::string{from}};
    return text.replace(at, from.size(), to);
}

// The first fault's sentence; empty where there is none.
inline std::string first_fault(std::string_view octets) {
    const auto read = read_bank_statement(octets);
    return read ? std::string{} : to_string(read.error().front());
}

// One thing changed, and what is said of it.
struct broken_file {
    std::string from;
    std::string to;
    std::string fault;
};

// Of a file that is cut behind one of its lines: how many cuts were taken for a whole file. The last is one.
inline size_t cuts_taken(const std::string& octets) {
    size_t taken = 0;
    for (auto end = octets.find('\n'); end != octets.npos; end = octets.find('\n', end + 1))
        if (read_bank_statement(std::string_view{octets}.substr(0, end + 1))) ++taken;
    return taken;
}

}  // namespace kaskad::gateway
