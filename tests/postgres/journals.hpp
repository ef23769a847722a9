#pragma once

#include "store/postgres_journal.hpp"
#include "tests/postgres/cutting_proxy.hpp"
#include "tests/postgres/postgres_server.hpp"
#include "tests/postgres/quick_options.hpp"
#include "tests/store/journal_subject.hpp"

// A journal in a database of its own, reached through a proxy that can cut it off.

namespace kaskad::store::testing {

class postgres_journal_subject : public journal_subject {
  public:
    explicit postgres_journal_subject(uint64_t segment_octets = 1024) : segment_octets_{segment_octets} { open(); }

    journal& get() override { return *journal_; }
    void reopen() override {
        journal_.reset();
        open();
    }
    void lose_next_answer() override { proxy_.cut_next({.when = cut::after}); }
    void refuse_next() override { proxy_.cut_next({.when = cut::before}); }

    cutting_proxy& proxy() { return proxy_; }
    // Past the proxy.
    std::string url() const { return postgres_server::shared().url(database_); }
    postgres_journal_options options() const {
        return {.server = quick_options(postgres_server::url(database_, proxy_.folder())),
                .node = 1,
                .segment_octets = segment_octets_,
                .on_notice = {}};
    }

  private:
    void open() {
        auto opened = postgres_journal::open(options());
        ASSERT_TRUE(opened.has_value()) << opened.error().text;
        journal_ = std::move(*opened);
    }

    uint64_t segment_octets_;
    std::string database_ = postgres_server::shared().make_database();
    cutting_proxy proxy_{postgres_server::shared().socket()};
    std::unique_ptr<postgres_journal> journal_;
};

}  // namespace kaskad::store::testing
