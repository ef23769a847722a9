#include "tests/store/journal_contract.hpp"

#include "store/file_journal.hpp"
#include "store/memory_journal.hpp"
#include "tests/store/faulty_files.hpp"
#include "tests/store/temporary_folder.hpp"

// The journals that need no server.

namespace kaskad::store::testing {
namespace {

class memory_subject : public journal_subject {
  public:
    journal& get() override { return journal_; }
    void reopen() override { journal_.restart(); }
    void lose_next_answer() override { journal_.fail_next(journal_fault::unknown_kept); }
    void refuse_next() override { journal_.fail_next(journal_fault::refused); }

  private:
    memory_journal journal_{1024};
};

class file_subject : public journal_subject {
  public:
    file_subject() { open(); }

    journal& get() override { return *journal_; }
    void reopen() override {
        journal_.reset();
        open();
    }
    void lose_next_answer() override { files_.fail_syncs(1); }
    void refuse_next() override { files_.fail_syncs(1); }

  private:
    void open() {
        auto opened = file_journal::open({.folder = folder_.path(), .segment_octets = 1024, .files = &files_});
        ASSERT_TRUE(opened.has_value()) << opened.error().text;
        journal_ = std::move(*opened);
    }

    temporary_folder folder_;  // for the lock
    faulty_files files_;
    std::unique_ptr<file_journal> journal_;
};

INSTANTIATE_TEST_SUITE_P(All, Journal,
                         ::testing::Values(journal_maker{"memory", [] { return std::make_unique<memory_subject>(); }},
                                           journal_maker{"file", [] { return std::make_unique<file_subject>(); }}),
                         name_of);

}  // namespace
}  // namespace kaskad::store::testing
