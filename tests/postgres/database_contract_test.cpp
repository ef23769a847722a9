#include "tests/postgres/postgres_databases.hpp"
#include "tests/store/days_contract.hpp"

namespace kaskad::store::testing {
namespace {

INSTANTIATE_TEST_SUITE_P(All, Database,
                         ::testing::Values(database_maker{
                             "postgres", [] { return std::make_unique<postgres_database_subject>(); }}),
                         [](const auto& at) { return at.param.name; });

}  // namespace
}  // namespace kaskad::store::testing
