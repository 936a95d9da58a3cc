// What the parts of the simulated libcuda share.
#ifndef CUDA_H
#define CUDA_H
#include "simulation.h"
#include "device.h"

#pragma GCC visibility push(hidden)
extern int initialized, poisoned;

int has_context(void);
int is_stream(const void *stream);
void wait_for_work(void);
#pragma GCC visibility pop

// An error of a kernel comes with the next call, and with every one after it.
#define CALL(function) ENTER(function); if (!initialized) return UNINITIALIZED; if (poisoned) return poisoned
#define CONTEXT(function) CALL(function); if (!has_context()) return NO_CONTEXT
#endif
