// What both simulated libraries share: which machine they simulate and which faults they inject. Both come from simulation.ini in the
// library's own directory, read anew at each call, so that a test changes the weather while a program runs.
//
//   gpus = 8                 how many there are                           fail.FUNCTION = 803      the call returns this
//   vram = 268435456         bytes that each reports                      hang = FUNCTION          the call never returns
//   vram.real = 67108864     bytes that each has (aliased beyond)         die = FUNCTION           the process is killed in the call
//   mig = 1                  GPU 0 is split in two                        lost = 0                 this GPU has fallen off the bus
//   ptx = 85                 newest PTX that is understood, 8.5           xid = 79                 reported once for GPU 0
//   launches = 2             so many kernels run, the next faults (700)   wrong = 3                one wrong bit in every third product
//   stall = 2                so many kernels run, the next never ends     capability = 8.0         what GPUs are; 9.0 unless told
//   processes = 2            so many programs compute on each GPU         peers = 0                no GPU reaches another's memory
//   peers.wrong = 1          what one GPU sends another arrives wrong     reasons = 8              why clocks are not higher
#ifndef SIMULATION_H
#define SIMULATION_H
#define _GNU_SOURCE
#include <dlfcn.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_GPUS = 16, VALUE = 128 };

// By this a program knows that nothing here was measured on hardware.
__attribute__((visibility("default"), weak)) const char depin_simulated[] = "simulated driver";

static inline int setting(const char *key, char value[VALUE]) {
    static const char anchor;
    Dl_info self;
    char path[PATH_MAX], line[512];
    if (!dladdr(&anchor, &self)) return 0;
    snprintf(path, sizeof path, "%s", self.dli_fname);
    char *slash = strrchr(path, '/');
    snprintf(slash ? slash + 1 : path, sizeof path - (slash ? slash + 1 - path : 0), "simulation.ini");
    FILE *file = fopen(path, "re");
    int found = 0;
    while (file && !found && fgets(line, sizeof line, file)) {
        char name[VALUE];
        found = sscanf(line, " %127[^= ] = %127[^\n]", name, value) == 2 && !strcmp(name, key);
    }
    if (file) fclose(file);
    return found;
}

static inline long long number(const char *key, long long otherwise) {
    char value[VALUE];
    return setting(key, value) ? atoll(value) : otherwise;
}

static inline int names(const char *key, const char *function) {
    char value[VALUE];
    return setting(key, value) && !strcmp(value, function);
}

// What stands at the beginning of every function: 0, or the error that was asked for.
static inline int enter(const char *function) {
    char key[VALUE];
    while (names("hang", function)) pause();
    if (names("die", function)) raise(SIGKILL);
    snprintf(key, sizeof key, "fail.%s", function);
    return (int)number(key, 0);
}

#define ENTER(function) do { int fault = enter(#function); if (fault) return fault; } while (0)

static inline int gpu_count(void) { long long count = number("gpus", 1); return count > MOST_GPUS ? MOST_GPUS : (int)count; }
static inline unsigned long long vram(void) { return (unsigned long long)number("vram", 256ll << 20); }
static inline int is_split(int gpu) { return gpu == 0 && number("mig", 0); }

// 90 for 9.0.
static inline int capability(void) {
    char value[VALUE];
    int major = 9, minor = 0;
    if (setting("capability", value)) sscanf(value, "%d.%d", &major, &minor);
    return 10 * major + minor;
}

static inline unsigned bus_of(int gpu) { return 0x3b + 8u * (unsigned)gpu; }

// The sixteen bytes that both libraries name a GPU by.
static inline void uuid_of(int gpu, int slice, unsigned char bytes[16]) {
    const unsigned char form[16] = { 0x51, 0x60, 0, 0, 0, 0, 0x40, 0, 0x80, 0, 0, 0, 0, 0, 0, 0 };
    memcpy(bytes, form, 16);
    bytes[14] = (unsigned char)slice;
    bytes[15] = (unsigned char)gpu;
}

static inline void uuid_text(int gpu, int slice, char text[64]) {
    unsigned char b[16];
    uuid_of(gpu, slice, b);
    snprintf(text, 64, "%s-%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", slice ? "MIG" : "GPU", b[0], b[1], b[2],
             b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15]);
}
#endif
