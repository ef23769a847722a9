#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

// Another program, given a text and asked for one: in a process of its own that can take no more time and memory than
// is given here, writes no file and sees none of ours. Blocks; for a thread that may.

namespace kaskad::gateway {

struct program_limits {
    std::chrono::milliseconds time_max{20'000};
    uint32_t processor_s = 15;
    uint64_t memory_max = uint64_t{1} << 30;  // address space
    size_t output_max = 64 * 1024 * 1024;
};

// damaged: it ended with another code than 0.
enum class program_end : uint8_t { not_started, not_installed, too_long, too_large, out_of_limits, damaged };

struct program_failure {
    program_end end = program_end::not_started;
    std::string why;  // of not_started, too_long and too_large
};

// The program reads the input as its standard input, which is also the file PROGRAM_INPUT, and can be read anew.
inline constexpr const char* PROGRAM_INPUT = "/proc/self/fd/0";

std::expected<std::string, program_failure> run_limited(const std::vector<std::string>& words, std::string_view input,
                                                        const program_limits& limits);

}  // namespace kaskad::gateway
