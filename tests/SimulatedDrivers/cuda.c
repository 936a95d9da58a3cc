// A simulated libcuda.so.1: devices, contexts, and memory with a limit. What runs on it is in cuda_work.c. Work is done in the order in which
// it is asked for, before the call returns.
#include "cuda.h"
#include <sys/mman.h>

enum { MOST_BLOCKS = 4096, ALIGNMENT = 512, MULTIPROCESSORS = 4 };

typedef struct { uint64_t at, length; } Block;
typedef struct { Block blocks[MOST_BLOCKS]; int count; unsigned char *memory; uint64_t size; } Memory;

static Memory memories[MOST_GPUS];
static __thread int current = -1;
int initialized, poisoned;

int has_context(void) { return current >= 0; }

static uint64_t base_of(int gpu) { return 0x700000000000ull + ((uint64_t)gpu << 36); }
// Of a machine with a split GPU, a program gets one slice and nothing else.
static int device_count(void) { return number("mig", 0) ? 1 : gpu_count(); }

int cuInit(unsigned flags) { ENTER(cuInit); if (flags) return INVALID; initialized = 1; return gpu_count() ? OK : NO_DEVICE; }
int cuDriverGetVersion(int *version) { ENTER(cuDriverGetVersion); *version = 12040; return OK; }
int cuDeviceGetCount(int *count) { CALL(cuDeviceGetCount); *count = device_count(); return OK; }

int cuGetErrorName(int code, const char **name) {
    static const struct { int code; const char *name; } known[] = {
        { NO_MEMORY, "CUDA_ERROR_OUT_OF_MEMORY" }, { NO_DEVICE, "CUDA_ERROR_NO_DEVICE" }, { NEW_PTX, "CUDA_ERROR_UNSUPPORTED_PTX_VERSION" },
        { BAD_ADDRESS, "CUDA_ERROR_ILLEGAL_ADDRESS" }, { NOT_FOUND, "CUDA_ERROR_NOT_FOUND" }, { BAD_PTX, "CUDA_ERROR_INVALID_PTX" },
        { INVALID, "CUDA_ERROR_INVALID_VALUE" }, { INVALID_HANDLE, "CUDA_ERROR_INVALID_HANDLE" }, { 214, "CUDA_ERROR_ECC_UNCORRECTABLE" },
        { 802, "CUDA_ERROR_SYSTEM_NOT_READY" }, { 803, "CUDA_ERROR_SYSTEM_DRIVER_MISMATCH" }, { 999, "CUDA_ERROR_UNKNOWN" } };
    *name = "CUDA_ERROR_SIMULATED";
    for (unsigned i = 0; i < sizeof known / sizeof *known; i++) if (known[i].code == code) *name = known[i].name;
    return OK;
}

int cuDeviceGet(int *device, int ordinal) {
    CALL(cuDeviceGet);
    *device = ordinal;
    return ordinal >= 0 && ordinal < device_count() ? OK : BAD_DEVICE;
}

int cuDeviceGetName(char *name, int length, int device) {
    CALL(cuDeviceGetName);
    snprintf(name, (size_t)length, "%s", is_split(device) ? "NVIDIA H200 MIG 3g.71gb" : "NVIDIA H200");
    return OK;
}

int cuDeviceGetUuid_v2(unsigned char *uuid, int device) { CALL(cuDeviceGetUuid_v2); uuid_of(device, is_split(device), uuid); return OK; }

int cuDeviceTotalMem_v2(size_t *bytes, int device) {
    CALL(cuDeviceTotalMem_v2);
    *bytes = is_split(device) ? vram() / 2 : vram();
    return OK;
}

int cuDeviceGetAttribute(int *value, int attribute, int device) {
    CALL(cuDeviceGetAttribute);
    switch (attribute) {
    case 16: *value = MULTIPROCESSORS; return OK;
    case 33: *value = (int)bus_of(device); return OK;
    case 34: case 50: *value = 0; return OK;
    case 75: *value = capability() / 10; return OK;
    case 76: *value = capability() % 10; return OK;
    default: return INVALID;
    }
}

int cuDeviceCanAccessPeer(int *can, int device, int peer) {
    CALL(cuDeviceCanAccessPeer);
    *can = device != peer && number("peers", 1);
    return OK;
}

// Where there is less memory than is reported, it is mapped again and again: two addresses are one place.
static int map_memory(Memory *memory) {
    uint64_t size = vram(), real = (uint64_t)number("vram.real", (long long)size);
    int file = memfd_create("simulated-vram", MFD_CLOEXEC);
    unsigned char *all = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (file < 0 || all == MAP_FAILED || ftruncate(file, (off_t)real)) return NO_MEMORY;
    for (uint64_t at = 0; at < size; at += real) {
        uint64_t part = size - at < real ? size - at : real;
        if (mmap(all + at, part, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, file, 0) == MAP_FAILED) return NO_MEMORY;
    }
    close(file);
    memory->memory = all;
    memory->size = size;
    return OK;
}

int cuDevicePrimaryCtxRetain(void **context, int device) {
    CALL(cuDevicePrimaryCtxRetain);
    if (number("lost", -1) == device) return NO_DEVICE;
    *context = &memories[device];
    return memories[device].memory ? OK : map_memory(&memories[device]);
}

int cuDevicePrimaryCtxRelease_v2(int device) {
    CALL(cuDevicePrimaryCtxRelease_v2);
    Memory *memory = &memories[device];
    if (memory->memory) munmap(memory->memory, memory->size);
    *memory = (Memory){ 0 };
    return OK;
}

int cuCtxSetCurrent(void *context) { CALL(cuCtxSetCurrent); current = context ? (int)((Memory *)context - memories) : -1; return OK; }
int cuCtxSynchronize(void) { CONTEXT(cuCtxSynchronize); wait_for_work(); return OK; }

static uint64_t in_use(const Memory *memory) {
    uint64_t sum = 0;
    for (int i = 0; i < memory->count; i++) sum += memory->blocks[i].length;
    return sum;
}

int cuMemGetInfo_v2(size_t *free, size_t *total) {
    CONTEXT(cuMemGetInfo_v2);
    *total = vram();
    *free = *total - in_use(&memories[current]);
    return OK;
}

// The first gap that is wide enough; the blocks are kept in the order of their addresses.
int cuMemAlloc_v2(uint64_t *address, size_t bytes) {
    CONTEXT(cuMemAlloc_v2);
    Memory *memory = &memories[current];
    uint64_t length = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT, at = 0;
    int place = 0;
    while (place < memory->count && memory->blocks[place].at - at < length) {
        at = memory->blocks[place].at + memory->blocks[place].length;
        place++;
    }
    if (!bytes) return INVALID;
    if (at + length > vram() || memory->count == MOST_BLOCKS) return NO_MEMORY;
    memmove(&memory->blocks[place + 1], &memory->blocks[place], sizeof(Block) * (size_t)(memory->count++ - place));
    memory->blocks[place] = (Block){ at, length };
    *address = base_of(current) + at;
    return OK;
}

int cuMemFree_v2(uint64_t address) {
    CONTEXT(cuMemFree_v2);
    Memory *memory = &memories[current];
    for (int i = 0; i < memory->count; i++) {
        if (base_of(current) + memory->blocks[i].at == address) {
            memmove(&memory->blocks[i], &memory->blocks[i + 1], sizeof(Block) * (size_t)(--memory->count - i));
            return OK;
        }
    }
    return INVALID;
}

static void *place_on(int gpu, uint64_t address, uint64_t bytes) {
    const Memory *memory = &memories[gpu];
    uint64_t at = address - base_of(gpu);
    for (int i = 0; i < memory->count; i++) {
        const Block *block = &memory->blocks[i];
        if (at >= block->at && at < block->at + block->length && bytes <= block->at + block->length - at) return memory->memory + at;
    }
    return NULL;
}

void *place(uint64_t address, uint64_t bytes) { return place_on(current, address, bytes); }

static int copy_to(uint64_t to, const void *from, size_t bytes) {
    void *at = place(to, bytes);
    if (at) memcpy(at, from, bytes);
    return at ? OK : INVALID;
}

static int copy_from(void *to, uint64_t from, size_t bytes) {
    const void *at = place(from, bytes);
    if (at) memcpy(to, at, bytes);
    return at ? OK : INVALID;
}

static int set(uint64_t at, unsigned char value, size_t bytes) {
    void *to = place(at, bytes);
    if (to) memset(to, value, bytes);
    return to ? OK : INVALID;
}

int cuMemcpyHtoD_v2(uint64_t to, const void *from, size_t bytes) { CONTEXT(cuMemcpyHtoD_v2); return copy_to(to, from, bytes); }
int cuMemcpyDtoH_v2(void *to, uint64_t from, size_t bytes) { CONTEXT(cuMemcpyDtoH_v2); return copy_from(to, from, bytes); }
int cuMemsetD8_v2(uint64_t at, unsigned char value, size_t bytes) { CONTEXT(cuMemsetD8_v2); return set(at, value, bytes); }

int cuMemcpyHtoDAsync_v2(uint64_t to, const void *from, size_t bytes, void *stream) {
    CONTEXT(cuMemcpyHtoDAsync_v2);
    return is_stream(stream) ? copy_to(to, from, bytes) : INVALID_HANDLE;
}

int cuMemcpyDtoHAsync_v2(void *to, uint64_t from, size_t bytes, void *stream) {
    CONTEXT(cuMemcpyDtoHAsync_v2);
    return is_stream(stream) ? copy_from(to, from, bytes) : INVALID_HANDLE;
}

int cuMemsetD8Async(uint64_t at, unsigned char value, size_t bytes, void *stream) {
    CONTEXT(cuMemsetD8Async);
    return is_stream(stream) ? set(at, value, bytes) : INVALID_HANDLE;
}

int cuCtxEnablePeerAccess(const Memory *peer, unsigned flags) {
    CONTEXT(cuCtxEnablePeerAccess);
    static int enabled[MOST_GPUS][MOST_GPUS];
    int other = (int)(peer - memories);
    if (flags || other == current || !number("peers", 1)) return NO_PEER;
    return enabled[current][other]++ ? PEER_ENABLED : OK;
}

// Where boards corrupt what GPUs send each other, one bit of it arrives wrong.
int cuMemcpyPeerAsync(uint64_t to, const Memory *to_context, uint64_t from, const Memory *from_context, size_t bytes, void *stream) {
    CONTEXT(cuMemcpyPeerAsync);
    unsigned char *target = place_on((int)(to_context - memories), to, bytes);
    const unsigned char *source = place_on((int)(from_context - memories), from, bytes);
    if (!is_stream(stream)) return INVALID_HANDLE;
    if (!target || !source) return INVALID;
    memcpy(target, source, bytes);
    if (number("peers.wrong", 0)) target[bytes / 2] ^= 4;
    return OK;
}

int cuMemHostAlloc(void **memory, size_t bytes, unsigned flags) {
    CONTEXT(cuMemHostAlloc);
    (void)flags;
    *memory = malloc(bytes);
    return *memory ? OK : NO_MEMORY;
}

int cuMemFreeHost(void *memory) { CONTEXT(cuMemFreeHost); free(memory); return OK; }
