#include "tests/store/days_contract.hpp"

// The databases that need no server.

namespace kaskad::store::testing {
namespace {

database_maker maker(std::string name, database_kind kind) {
    return {std::move(name), [kind] { return std::make_unique<database_subject>(kind); }};
}

INSTANTIATE_TEST_SUITE_P(All, Database,
                         ::testing::Values(maker("memory", database_kind::memory),
                                           maker("sqlite", database_kind::sqlite),
                                           maker("sqlite_small", database_kind::sqlite_small)),
                         [](const auto& at) { return at.param.name; });

}  // namespace
}  // namespace kaskad::store::testing
