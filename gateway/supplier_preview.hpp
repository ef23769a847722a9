#pragma once

#include "gateway/supplier_mapping.hpp"

#include <cstdint>
#include <expected>
#include <string>

// The first rows of a supplier's file as its mapping makes them understood, for whoever writes the mapping. Reads the
// file and nothing else.

namespace kaskad::gateway {

// A table, with what is wrong with rows below it. Refused, in words: no row can be read at all.
std::expected<std::string, std::string> preview_supplier_file(const std::string& file, const supplier_mapping& mapping,
                                                              uint64_t rows);

}  // namespace kaskad::gateway
