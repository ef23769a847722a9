#pragma once

#include <expected>
#include <filesystem>
#include <string>

// What somebody sent and money was booked by, kept as it came: under its own digest, so that it is kept once and cannot
// be mistaken for another.

namespace kaskad::gateway {

// Copied into the folder, which is made where it is not there, as <sha256>.<ext>: whole and durable, or not at all. The
// path; refused, in words: what cannot be written, or that the file is another one by now.
std::expected<std::filesystem::path, std::string> keep_file(const std::filesystem::path& file,
                                                            const std::string& sha256,
                                                            const std::filesystem::path& folder);

}  // namespace kaskad::gateway
