// A simulated libcuda.so.1: contexts, memory with a limit, modules, and the kernels it knows by name, computed on the processor. Work is
// done in the order in which it is asked for, before the call returns.
#include "simulation.h"
#include <math.h>
#include <pthread.h>
#include <stdint.h>
#include <sys/mman.h>

enum { OK, INVALID, NO_MEMORY, UNINITIALIZED, NO_DEVICE = 100, BAD_DEVICE = 101, NO_CONTEXT = 201, BAD_PTX = 218, NEW_PTX = 222,
       NOT_FOUND = 500, BAD_ADDRESS = 700, UNKNOWN_KERNEL = 801 };
enum { MOST_BLOCKS = 4096, ALIGNMENT = 512, MULTIPROCESSORS = 4 };

typedef struct { uint64_t at, length; } Block;
typedef struct { Block blocks[MOST_BLOCKS]; int count; unsigned char *real; uint64_t size; } Memory;
typedef struct { char *text; } Module;
typedef struct { char name[VALUE]; } Function;

static Memory memories[MOST_GPUS];
static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static int initialized, launched, poisoned;
static __thread int current = -1;

#define CALL(function) ENTER(function); if (!initialized) return UNINITIALIZED; if (poisoned) return poisoned
#define CONTEXT(function) CALL(function); if (current < 0) return NO_CONTEXT

static uint64_t base_of(int gpu) { return 0x700000000000ull + ((uint64_t)gpu << 36); }
// Of a machine with a split GPU, a program gets one slice and nothing else.
static int device_count(void) { return number("mig", 0) ? 1 : gpu_count(); }

int cuInit(unsigned flags) { ENTER(cuInit); if (flags) return INVALID; initialized = 1; return gpu_count() ? OK : NO_DEVICE; }
int cuDriverGetVersion(int *version) { ENTER(cuDriverGetVersion); *version = 12040; return OK; }
int cuDeviceGetCount(int *count) { CALL(cuDeviceGetCount); *count = device_count(); return OK; }

int cuGetErrorName(int code, const char **name) {
    static const struct { int code; const char *name; } known[] = {
        { NO_MEMORY, "CUDA_ERROR_OUT_OF_MEMORY" }, { NO_DEVICE, "CUDA_ERROR_NO_DEVICE" }, { NEW_PTX, "CUDA_ERROR_UNSUPPORTED_PTX_VERSION" },
        { BAD_ADDRESS, "CUDA_ERROR_ILLEGAL_ADDRESS" }, { 214, "CUDA_ERROR_ECC_UNCORRECTABLE" },
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
    case 75: *value = 9; return OK;
    case 76: *value = 0; return OK;
    default: return INVALID;
    }
}

int cuDeviceCanAccessPeer(int *can, int device, int peer) { CALL(cuDeviceCanAccessPeer); *can = device != peer; return OK; }

int cuDevicePrimaryCtxRetain(void **context, int device) {
    CALL(cuDevicePrimaryCtxRetain);
    if (number("lost", -1) == device) return NO_DEVICE;
    Memory *memory = &memories[device];
    if (!memory->real) {
        memory->size = (uint64_t)number("vram.real", (long long)vram());
        memory->real = mmap(NULL, memory->size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (memory->real == MAP_FAILED) return NO_MEMORY;
    }
    *context = memory;
    return OK;
}

int cuDevicePrimaryCtxRelease_v2(int device) {
    CALL(cuDevicePrimaryCtxRelease_v2);
    Memory *memory = &memories[device];
    if (memory->real) munmap(memory->real, memory->size);
    *memory = (Memory){ 0 };
    return OK;
}

int cuCtxSetCurrent(void *context) { CALL(cuCtxSetCurrent); current = context ? (int)((Memory *)context - memories) : -1; return OK; }
int cuCtxSynchronize(void) { CONTEXT(cuCtxSynchronize); return OK; }

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

static int is_allocated(uint64_t address, uint64_t length) {
    const Memory *memory = &memories[current];
    uint64_t at = address - base_of(current);
    for (int i = 0; i < memory->count; i++) {
        if (at >= memory->blocks[i].at && at + length <= memory->blocks[i].at + memory->blocks[i].length) return 1;
    }
    return 0;
}

// Where there is less memory than is reported, two addresses are one place.
static unsigned char *place_of(uint64_t address) { return memories[current].real + (address - base_of(current)) % memories[current].size; }

int cuMemcpyHtoD_v2(uint64_t to, const void *from, size_t bytes) {
    CONTEXT(cuMemcpyHtoD_v2);
    if (!is_allocated(to, bytes)) return INVALID;
    for (size_t i = 0; i < bytes; i++) *place_of(to + i) = ((const unsigned char *)from)[i];
    return OK;
}

int cuMemcpyDtoH_v2(void *to, uint64_t from, size_t bytes) {
    CONTEXT(cuMemcpyDtoH_v2);
    if (!is_allocated(from, bytes)) return INVALID;
    for (size_t i = 0; i < bytes; i++) ((unsigned char *)to)[i] = *place_of(from + i);
    return OK;
}

int cuMemsetD8_v2(uint64_t at, unsigned char value, size_t bytes) {
    CONTEXT(cuMemsetD8_v2);
    if (!is_allocated(at, bytes)) return INVALID;
    for (size_t done = 0, part; done < bytes; done += part) {
        size_t left = memories[current].size - (at + done - base_of(current)) % memories[current].size;
        part = left < bytes - done ? left : bytes - done;
        memset(place_of(at + done), value, part);
    }
    return OK;
}

// Options 5 and 6 are the buffer for errors and its length, which stands in the place of a pointer.
static void tell(const char *words, unsigned count, const int *options, void **values) {
    char *buffer = NULL;
    size_t length = 0;
    for (unsigned i = 0; i < count; i++) {
        if (options[i] == 5) buffer = values[i];
        if (options[i] == 6) length = (size_t)values[i];
    }
    if (buffer && length) snprintf(buffer, length, "%s", words);
}

int cuModuleLoadDataEx(Module **module, const char *ptx, unsigned count, int *options, void **values) {
    CONTEXT(cuModuleLoadDataEx);
    int major, minor;
    const char *version = strstr(ptx, ".version");
    if (!version || sscanf(version, ".version %d.%d", &major, &minor) != 2 || !strstr(ptx, ".target")) {
        tell("ptxas fatal: syntax error", count, options, values);
        return BAD_PTX;
    }
    if (10 * major + minor > number("ptx", 84)) {
        tell("ptxas fatal: Unsupported .version", count, options, values);
        return NEW_PTX;
    }
    *module = malloc(sizeof(Module));
    (*module)->text = strdup(ptx);
    return OK;
}

int cuModuleUnload(Module *module) { CONTEXT(cuModuleUnload); free(module->text); free(module); return OK; }

int cuModuleGetFunction(Function **function, Module *module, const char *name) {
    CONTEXT(cuModuleGetFunction);
    char entry[VALUE];
    snprintf(entry, sizeof entry, ".entry %s(", name);
    if (!strstr(module->text, entry)) return NOT_FOUND;
    *function = calloc(1, sizeof(Function));
    snprintf((*function)->name, VALUE, "%s", name);
    return OK;
}

// depin_check(out, seed, rounds), as its PTX has it.
static int run_check(uint32_t threads, void **parameters) {
    uint64_t out = *(uint64_t *)parameters[0];
    uint32_t seed = *(uint32_t *)parameters[1], rounds = *(uint32_t *)parameters[2];
    if (!is_allocated(out, 4ull * threads)) return BAD_ADDRESS;
    for (uint32_t thread = 0; thread < threads; thread++) {
        uint32_t x = thread * 0x9E3779B1u ^ seed, bits;
        float y = 1;
        for (uint32_t round = 0; round < rounds; round++) {
            float c;
            x = x * 1664525u + 1013904223u;
            bits = x >> 9 | 0x3F000000u;
            memcpy(&c, &bits, 4);
            y = fmaf(y, 0x1.666666p-1f, c);
        }
        memcpy(&bits, &y, 4);
        bits ^= x ^ (thread == threads / 2 && number("wrong", 0) ? 8u : 0u);
        for (int i = 0; i < 4; i++) *place_of(out + 4ull * thread + (unsigned)i) = (unsigned char)(bits >> 8 * i);
    }
    return OK;
}

int cuLaunchKernel(Function *function, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz, unsigned shared,
                   void *stream, void **parameters, void **extra) {
    CONTEXT(cuLaunchKernel);
    (void)shared, (void)stream, (void)extra;
    pthread_mutex_lock(&gate);
    long long most = number("launches", LLONG_MAX);
    int result = launched++ >= most ? BAD_ADDRESS
        : strcmp(function->name, "depin_check") ? UNKNOWN_KERNEL : run_check(gx * gy * gz * bx * by * bz, parameters);
    // An error of a kernel comes with the next call, and with every one after it.
    if (result == BAD_ADDRESS) poisoned = result, result = OK;
    pthread_mutex_unlock(&gate);
    return result;
}
