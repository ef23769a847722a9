#pragma once

#include "config/section.hpp"

#include <string>
#include <vector>

// The key reference, from the tables that read the file: what there is, is documented, and the defaults are the code's.

namespace kaskad::config {

// Sections in the order of the file; the first holds the keys before any section.
std::vector<section_text> reference();

// As a commented file: each section, each key with its meaning, type, range and default.
std::string reference_text();

}  // namespace kaskad::config
