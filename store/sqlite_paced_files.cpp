#include "store/sqlite_paced_files.hpp"

#include "core/assert.hpp"

#include <sqlite3.h>

#include <new>

namespace kaskad::store {

namespace {

// What SQLite sees as its file; the layer's below lies behind it in the same memory.
struct paced_file {
    sqlite3_file base;
    sqlite3_file* below;
    int unsynced;
    bool is_paced;
};

paced_file& of(sqlite3_file* file) {
    return *reinterpret_cast<paced_file*>(file);
}

sqlite3_file* below(sqlite3_file* file) {
    return of(file).below;
}

template <auto Method, typename... Words>
auto pass_on(sqlite3_file* file, Words... words) {
    return (below(file)->pMethods->*Method)(below(file), words...);
}

int close(sqlite3_file* file) {
    const int code = pass_on<&sqlite3_io_methods::xClose>(file);
    of(file).~paced_file();
    return code;
}

int write(sqlite3_file* file, const void* octets, int count, sqlite3_int64 offset) {
    const int code = pass_on<&sqlite3_io_methods::xWrite>(file, octets, count, offset);
    auto& self = of(file);
    if (code != SQLITE_OK || !self.is_paced) return code;
    self.unsynced += count;
    if (self.unsynced < paced_files::PIECE_OCTETS) return code;
    self.unsynced = 0;
    return pass_on<&sqlite3_io_methods::xSync>(file, SQLITE_SYNC_NORMAL | SQLITE_SYNC_DATAONLY);
}

int sync(sqlite3_file* file, int flags) {
    of(file).unsynced = 0;
    return pass_on<&sqlite3_io_methods::xSync>(file, flags);
}

template <auto Method, typename... Words>
constexpr auto passing(int (*sqlite3_io_methods::*)(sqlite3_file*, Words...)) {
    return [](sqlite3_file* file, Words... words) { return pass_on<Method>(file, words...); };
}

template <auto Method>
constexpr auto passed_on = passing<Method>(Method);

void release_shared_memory(sqlite3_file* file) {
    pass_on<&sqlite3_io_methods::xShmBarrier>(file);
}

constexpr sqlite3_io_methods METHODS{
    .iVersion = 3,
    .xClose = close,
    .xRead = passed_on<&sqlite3_io_methods::xRead>,
    .xWrite = write,
    .xTruncate = passed_on<&sqlite3_io_methods::xTruncate>,
    .xSync = sync,
    .xFileSize = passed_on<&sqlite3_io_methods::xFileSize>,
    .xLock = passed_on<&sqlite3_io_methods::xLock>,
    .xUnlock = passed_on<&sqlite3_io_methods::xUnlock>,
    .xCheckReservedLock = passed_on<&sqlite3_io_methods::xCheckReservedLock>,
    .xFileControl = passed_on<&sqlite3_io_methods::xFileControl>,
    .xSectorSize = passed_on<&sqlite3_io_methods::xSectorSize>,
    .xDeviceCharacteristics = passed_on<&sqlite3_io_methods::xDeviceCharacteristics>,
    .xShmMap = passed_on<&sqlite3_io_methods::xShmMap>,
    .xShmLock = passed_on<&sqlite3_io_methods::xShmLock>,
    .xShmBarrier = release_shared_memory,
    .xShmUnmap = passed_on<&sqlite3_io_methods::xShmUnmap>,
    .xFetch = passed_on<&sqlite3_io_methods::xFetch>,
    .xUnfetch = passed_on<&sqlite3_io_methods::xUnfetch>,
};

int open(sqlite3_vfs* layer, const char* path, sqlite3_file* file, int flags, int* flags_given) {
    auto* under_layer = static_cast<sqlite3_vfs*>(layer->pAppData);
    auto* under = reinterpret_cast<sqlite3_file*>(reinterpret_cast<char*>(file) + sizeof(paced_file));
    const bool is_paced = (flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL)) != 0;
    auto* self = new (file) paced_file{.base = {}, .below = under, .unsynced = 0, .is_paced = is_paced};
    const int code = under_layer->xOpen(under_layer, path, under, flags, flags_given);
    // SQLite closes what has methods, also after an error.
    if (under->pMethods != nullptr) self->base.pMethods = &METHODS;
    return code;
}

}  // namespace

paced_files::paced_files(std::string name, sqlite3_vfs& below) : name_{std::move(name)}, layer_{below} {
    layer_.szOsFile += static_cast<int>(sizeof(paced_file));
    layer_.pNext = nullptr;
    layer_.zName = name_.c_str();
    layer_.pAppData = &below;
    layer_.xOpen = open;
    const int code = sqlite3_vfs_register(&layer_, 0);
    ASSERT(code == SQLITE_OK);
}

paced_files::~paced_files() {
    sqlite3_vfs_unregister(&layer_);
}

const paced_files& paced_files::system() {
    static const paced_files layer{"kaskad-paced", *sqlite3_vfs_find(nullptr)};
    return layer;
}

}  // namespace kaskad::store
