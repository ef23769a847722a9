#pragma once

// What `top -H` and a debugger show.

namespace kaskad::store {

// At most 15 characters.
void name_thread(const char* name);

// Gives way to the threads on the path of a message.
void lower_thread_priority();

}  // namespace kaskad::store
