#include "tests/store/database_contract.hpp"

#include "tests/postgres/postgres_databases.hpp"

namespace kaskad::store::testing {
namespace {

INSTANTIATE_TEST_SUITE_P(All, Database,
                         ::testing::Values(database_maker{
                             "postgres", [] { return std::make_unique<postgres_database_subject>(); }}),
                         [](const auto& at) { return at.param.name; });

}  // namespace
}  // namespace kaskad::store::testing
