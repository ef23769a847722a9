# simulation_run: the simulation optimised and without sanitizers, in whatever build. So the modules it drives are compiled
# once more, into this one program, with the faults of core/mutant.hpp in them.
set(simulated core smpp routing billing engine/facts engine store)
set(sources)
foreach(folder IN LISTS simulated)
    file(GLOB found CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/${folder}/*.cpp")
    list(APPEND sources ${found})
endforeach()
# Stores it does not drive, and what moves one into another.
list(FILTER sources EXCLUDE REGEX "/store/(sqlite|postgres|site|table_)")
# How records lie in them, which the one in memory asks too.
list(APPEND sources "${PROJECT_SOURCE_DIR}/store/sqlite_tables.cpp" "${PROJECT_SOURCE_DIR}/store/postgres_tables.cpp")
file(GLOB driven CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/tests/simulation/*.cpp" "${PROJECT_SOURCE_DIR}/tests/invariants/*.cpp")
list(FILTER driven EXCLUDE REGEX "_test\\.cpp$")
# Both sides of the gateway, without their sockets.
foreach(side links clients)
    file(GLOB found CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/gateway/${side}/*.cpp")
    list(FILTER found EXCLUDE REGEX "/(link_connection|shard_loop|server)\\.cpp$")
    list(APPEND driven ${found})
endforeach()
foreach(part address_block coroutine digest doorbell password_hash shard timer zone)
    list(APPEND driven "${PROJECT_SOURCE_DIR}/net/${part}.cpp")
endforeach()

# What the build of routing makes.
set(made_for_routing ${PROJECT_BINARY_DIR}/share/mobile_ranges.cpp)
set_source_files_properties(${made_for_routing} PROPERTIES GENERATED TRUE)
add_executable(simulation_run ${made_for_routing} ${sources} ${driven} "${PROJECT_SOURCE_DIR}/smpp/transport/back_off.cpp"
                              "${PROJECT_SOURCE_DIR}/smpp/transport/named_zone.cpp"
                              "${PROJECT_SOURCE_DIR}/tests/simulation/run/main.cpp")
target_include_directories(simulation_run PRIVATE ${PROJECT_SOURCE_DIR})
target_compile_definitions(simulation_run PRIVATE KASKAD_MUTANTS)
target_compile_options(simulation_run PRIVATE -fno-sanitize=all -O2 -g0)
target_link_options(simulation_run PRIVATE -fno-sanitize=all)
target_link_libraries(simulation_run PRIVATE OpenSSL::Crypto protobuf::libprotobuf fmt::fmt spdlog::spdlog CLI11::CLI11 date::date-tz
                                             GTest::gtest Threads::Threads PkgConfig::JEMALLOC)

add_dependencies(simulation_run kaskad_routing)

add_test(NAME simulation.seeds COMMAND simulation_run --quiet)
add_test(NAME simulation.mutants COMMAND simulation_run --mutants)
set_tests_properties(simulation.seeds simulation.mutants PROPERTIES TIMEOUT 900 LABELS simulation)
