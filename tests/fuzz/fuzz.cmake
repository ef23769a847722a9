# fuzz_target(name [SOURCES ...] [LIBRARIES ...]): tests/fuzz/<name>.cpp with its LLVMFuzzerTestOneInput, and what else it
# needs besides core and smpp, becomes
#   replay_<name>  ordinary, in ./test as fuzz.<name>: the corpus once more, and no growth of memory;
#   fuzz_<name>    libFuzzer, not built unless asked for: tests/fuzz/run.
# The first inputs come from tests/data/smpp_vectors.json (seeds.cpp has a table), those of statements are
# tests/data/payments; what fuzzing found lies in tests/fuzz/found/<name>.
set(fuzz_folder ${CMAKE_CURRENT_SOURCE_DIR}/fuzz)
set(fuzz_seeds_folder ${CMAKE_CURRENT_BINARY_DIR}/fuzz/seeds)

add_executable(fuzz_seeds ${fuzz_folder}/seeds.cpp)
target_link_libraries(fuzz_seeds PRIVATE Boost::json)
add_custom_command(OUTPUT ${fuzz_seeds_folder}/written
                   COMMAND ${CMAKE_COMMAND} -E rm -rf ${fuzz_seeds_folder}
                   COMMAND fuzz_seeds ${PROJECT_SOURCE_DIR}/tests/data/smpp_vectors.json ${fuzz_seeds_folder}
                   COMMAND ${CMAKE_COMMAND} -E copy_directory ${PROJECT_SOURCE_DIR}/tests/data/payments ${fuzz_seeds_folder}/statements
                   COMMAND ${CMAKE_COMMAND} -E touch ${fuzz_seeds_folder}/written
                   DEPENDS fuzz_seeds ${PROJECT_SOURCE_DIR}/tests/data/smpp_vectors.json VERBATIM)
add_custom_target(fuzz_corpus ALL DEPENDS ${fuzz_seeds_folder}/written)

# The modules once more, so that libFuzzer sees which ways its inputs take.
file(GLOB fuzzed CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/core/*.cpp" "${PROJECT_SOURCE_DIR}/smpp/*.cpp")
add_library(fuzzed_modules STATIC EXCLUDE_FROM_ALL ${fuzzed})
target_include_directories(fuzzed_modules PUBLIC ${PROJECT_SOURCE_DIR})
target_compile_options(fuzzed_modules PUBLIC -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -O1)
target_link_libraries(fuzzed_modules PUBLIC fmt::fmt)

add_custom_target(fuzz) # all of them
function(fuzz_target name)
    cmake_parse_arguments(ARG "" "" "SOURCES;LIBRARIES" ${ARGN})
    add_executable(replay_${name} ${fuzz_folder}/${name}.cpp ${fuzz_folder}/replay.cpp ${ARG_SOURCES})
    target_link_libraries(replay_${name} PRIVATE kaskad_smpp ${ARG_LIBRARIES})
    add_test(NAME fuzz.${name} COMMAND replay_${name} ${fuzz_seeds_folder}/${name} ${fuzz_folder}/found/${name})
    set_tests_properties(fuzz.${name} PROPERTIES TIMEOUT 60 LABELS fuzz)

    add_executable(fuzz_${name} EXCLUDE_FROM_ALL ${fuzz_folder}/${name}.cpp ${ARG_SOURCES})
    target_link_libraries(fuzz_${name} PRIVATE fuzzed_modules ${ARG_LIBRARIES})
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer,address,undefined)
    add_dependencies(fuzz fuzz_${name})
endfunction()

fuzz_target(frame_reader)
fuzz_target(decoder)
fuzz_target(receipts)
fuzz_target(udh)
fuzz_target(text_reading)
fuzz_target(text_writing)
fuzz_target(times)
fuzz_target(sessions)
set(read_by_gateway bank_statement camt_entry camt_statement charset_converter exchange_section exchange_statement exchange_text
                    invoice_numbers statement_total xml_document api/timestamp)
list(TRANSFORM read_by_gateway REPLACE "(.+)" "${PROJECT_SOURCE_DIR}/gateway/\\1.cpp")
fuzz_target(statements SOURCES ${read_by_gateway} ${PROJECT_SOURCE_DIR}/engine/keyword.cpp
            LIBRARIES fmt::fmt LibXml2::LibXml2)
