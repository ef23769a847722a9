#pragma once

#include "routing/ported_merge.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

// Makes files of ported numbers out of lists of rows, whole or not at all: rows in any order are put in order, merged
// with the file before where there is one, and written under a name of their own until all is right. Memory does not
// grow with the numbers (ported_sort.hpp), the disk holds the rows once more meanwhile.

namespace kaskad::gateway {

inline constexpr size_t PORTED_FAULTS_LISTED = 1'000;

// Where the row is, from 1, and what is wrong with it. line 0: it is about the whole.
struct ported_fault {
    uint64_t line = 0;
    std::string why;

    friend bool operator==(const ported_fault&, const ported_fault&) = default;
};

// before: the file that `rows` is a difference to; empty: `rows` is the whole list. say_progress: called with words now
// and then, for a person who waits.
struct ported_task {
    std::string rows;
    std::string before;
    std::string made;
    int64_t as_of_ms = 0;
    uint64_t numbers_max = routing::PORTED_NUMBERS_MAX;
    std::function<void(const std::string& words)> say_progress = [](const std::string&) {};
};

// Without faults, `made` is there. faults: the first PORTED_FAULTS_LISTED of fault_count, and then nothing was changed.
struct ported_report {
    uint64_t rows = 0;
    uint64_t numbers = 0;
    routing::ported_change change;
    uint64_t fault_count = 0;
    std::vector<ported_fault> faults;
};

ported_report build_ported(const ported_task& task);

}  // namespace kaskad::gateway
