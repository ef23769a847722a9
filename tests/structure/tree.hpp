#pragma once

// Walks the files a clone of the repository would have, and checks what holds for every file: names that say something,
// files short enough to read, no trace of the place where they were written.

#include "tests/structure/layers.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace kaskad::structure {

inline constexpr size_t file_lines_max = 399;

// All files below the folder but those of .git, of builds, of run-time state and of npm; paths from that folder.
[[nodiscard]] std::vector<source_file> find_files(const std::string& folder);

// Those of them that are .cpp or .hpp.
[[nodiscard]] std::vector<source_file> find_sources(const std::string& folder);

[[nodiscard]] std::string read_file(const std::string& path);

[[nodiscard]] complaints check_name(const source_file& file);
[[nodiscard]] complaints check_length(const source_file& file);
[[nodiscard]] complaints check_pragma(const source_file& file);
// Each source whose header is there includes it before anything else: so that header is known to compile alone.
[[nodiscard]] complaints check_own_headers(const std::vector<source_file>& files);
// Money is whole numbers: no floating point in a source of the product that is about it, by its folder or name. What
// routing expects of chance is no money.
[[nodiscard]] complaints check_money(const source_file& file);
[[nodiscard]] complaints check_traces(const source_file& file);

}  // namespace kaskad::structure
