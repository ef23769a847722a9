#pragma once

#include "store/journal.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>

// Any journal, as the contract needs it.

namespace kaskad::store::testing {

// A journal with segments of about 1 KiB that can be closed and opened again, and told to fail.
class journal_subject {
  public:
    virtual ~journal_subject() = default;

    virtual journal& get() = 0;
    // A new process on the same data.
    virtual void reopen() = 0;
    // The next append fails, with its octets written.
    virtual void lose_next_answer() = 0;
    virtual void refuse_next() = 0;

    journal& operator*() { return get(); }
    journal* operator->() { return &get(); }
};

struct journal_maker {
    std::string name;
    std::function<std::unique_ptr<journal_subject>()> make;
};

inline std::string name_of(const ::testing::TestParamInfo<journal_maker>& at) {
    return at.param.name;
}

}  // namespace kaskad::store::testing
