// std::atomic<std::shared_ptr> of libstdc++ 12 lets its lock go without releasing what load() did under it
// (bits/shared_ptr_atomic.h, _Sp_atomic::load), so that the next store seems to race with it. On x86-64 and by what the
// compiler makes of it nothing can come of that. What the pointer points to is watched as everything else.

extern "C" const char* __tsan_default_suppressions();

extern "C" const char* __tsan_default_suppressions() {
    return "race:bits/shared_ptr_atomic.h\n";
}
