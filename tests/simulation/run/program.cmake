# simulation_run: the simulation optimised and without sanitizers, in whatever build. So the modules it drives are compiled
# once more, with the faults of core/mutant.hpp in them. tests/memory, which measures, is linked with the same.
set(simulated core smpp routing billing engine/facts engine store)
set(sources)
foreach(folder IN LISTS simulated)
    file(GLOB found CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/${folder}/*.cpp")
    list(APPEND sources ${found})
endforeach()
# The store it does not drive, and what chooses one or moves it into another.
list(FILTER sources EXCLUDE REGEX "/store/(postgres|site\\.cpp|table_)")
# How records lie in it, which the one in memory asks too.
list(APPEND sources "${PROJECT_SOURCE_DIR}/store/postgres_tables.cpp")
# What the build of the store makes.
list(APPEND sources ${PROJECT_BINARY_DIR}/store/migrations.cpp)
set_source_files_properties(${PROJECT_BINARY_DIR}/store/migrations.cpp PROPERTIES GENERATED TRUE)
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
function(without_sanitizers target)
    target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR})
    target_compile_definitions(${target} PRIVATE KASKAD_MUTANTS)
    target_compile_options(${target} PRIVATE -fno-sanitize=all -O2 -g0)
    target_link_options(${target} PRIVATE -fno-sanitize=all)
    target_link_libraries(${target} PRIVATE OpenSSL::Crypto protobuf::libprotobuf fmt::fmt spdlog::spdlog CLI11::CLI11 SQLite::SQLite3
                                            date::date-tz GTest::gtest Threads::Threads)
    add_dependencies(${target} kaskad_routing)
endfunction()

add_library(without_sanitizers OBJECT ${made_for_routing} ${sources})
without_sanitizers(without_sanitizers)

add_executable(simulation_run $<TARGET_OBJECTS:without_sanitizers> ${driven}
                              "${PROJECT_SOURCE_DIR}/smpp/transport/back_off.cpp"
                              "${PROJECT_SOURCE_DIR}/smpp/transport/named_zone.cpp"
                              "${PROJECT_SOURCE_DIR}/tests/store/disk_vfs.cpp"
                              "${PROJECT_SOURCE_DIR}/tests/store/simulated_disk.cpp"
                              "${PROJECT_SOURCE_DIR}/tests/simulation/run/apart.cpp"
                              "${PROJECT_SOURCE_DIR}/tests/simulation/run/main.cpp")
without_sanitizers(simulation_run)
target_link_libraries(simulation_run PRIVATE PkgConfig::JEMALLOC)

add_test(NAME simulation.seeds COMMAND simulation_run --quiet --jobs 2)
add_test(NAME simulation.mutants COMMAND simulation_run --mutants)
set_tests_properties(simulation.seeds simulation.mutants PROPERTIES TIMEOUT 900 LABELS simulation)
set_tests_properties(simulation.seeds PROPERTIES PROCESSORS 2)

file(GLOB memory CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/tests/memory/*.cpp")
add_executable(test_memory $<TARGET_OBJECTS:without_sanitizers> ${memory})
without_sanitizers(test_memory)
target_link_libraries(test_memory PRIVATE GTest::gtest_main)
add_test(NAME memory COMMAND test_memory)
set_tests_properties(memory PROPERTIES TIMEOUT 120 LABELS engine)
