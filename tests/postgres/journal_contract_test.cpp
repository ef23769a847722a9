#include "tests/store/journal_contract.hpp"

#include "tests/postgres/journals.hpp"

namespace kaskad::store::testing {
namespace {

INSTANTIATE_TEST_SUITE_P(All, Journal,
                         ::testing::Values(journal_maker{"postgres",
                                                         [] { return std::make_unique<postgres_journal_subject>(); }}),
                         name_of);

}  // namespace
}  // namespace kaskad::store::testing
