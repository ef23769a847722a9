#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <malloc.h>
#include <string>
#include <vector>
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#include <sanitizer/allocator_interface.h>
#define HAS_SANITIZED_HEAP 1
#endif
#endif

// Gives every file of the folders named to one fuzz target, without libFuzzer: for ./test, and to see whether memory
// grows. The first round may fill what is kept for good; after it the heap may grow by no more than GROWTH_MAX.

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

namespace fs = std::filesystem;

constexpr size_t GROWTH_MAX = 1'000'000;
constexpr int ROUNDS = 5;

std::vector<std::string> inputs_of(int count, char** folders) {
    std::vector<std::string> inputs;
    for (int i = 1; i < count; ++i) {
        if (!fs::is_directory(folders[i])) continue;
        for (const auto& entry : fs::directory_iterator(folders[i])) {
            std::ifstream file(entry.path(), std::ios::binary);
            inputs.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
        }
    }
    return inputs;
}

size_t heap_size() {
#ifdef HAS_SANITIZED_HEAP
    return __sanitizer_get_current_allocated_bytes();
#else
    return mallinfo2().uordblks;
#endif
}

void run(const std::vector<std::string>& inputs) {
    for (const std::string& input : inputs)
        LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(input.data()), input.size());
}

}  // namespace

int main(int count, char** folders) {
    const auto inputs = inputs_of(count, folders);
    run(inputs);
    const size_t before = heap_size();
    for (int round = 0; round < ROUNDS; ++round)
        run(inputs);
    const size_t after = heap_size();
    const size_t growth = after > before ? after - before : 0;
    std::printf("%zu inputs, %d more rounds: the heap grew by %zu octets\n", inputs.size(), ROUNDS, growth);
    if (inputs.empty()) std::fprintf(stderr, "no inputs\n");
    return !inputs.empty() && growth <= GROWTH_MAX ? 0 : 1;
}
