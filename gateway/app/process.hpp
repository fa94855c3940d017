#pragma once
// What a process that holds secrets does first (P9).

namespace dvcpay::app {

/// Files made from now on are for their owner only; no core dump, no debugger of another process; a
/// reader of our output that goes away does not end us. Call it before any secret is read and
/// before any thread is made.
void harden_process();
/// True where the kernel would write no core of this process.
bool core_dumps_are_off();

}  // namespace dvcpay::app
