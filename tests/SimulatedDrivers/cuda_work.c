// What runs on the simulated GPUs: modules, functions, launches, streams and events.
#include "cuda.h"
#include <ctype.h>
#include <pthread.h>
#include <time.h>

enum { STREAM = 0x57, EVENT = 0xe7, MAX_DYNAMIC_SHARED = 8, SHARED_UNASKED = 48 << 10, SHARED_MOST = 227 << 10 };

typedef struct { char *text; int target; char feature; } Module;
typedef struct { char name[VALUE]; Module *module; unsigned most_threads; int shared; } Function;
typedef struct { int kind; } Stream;
typedef struct { int kind, recorded; struct timespec at; } Event;

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static int launched;

int is_stream(const void *stream) { return !stream || ((const Stream *)stream)->kind == STREAM; }
void wait_for_work(void) { while (launched > number("stall", LLONG_MAX)) pause(); }

// Options 5 and 6 are the buffer for errors and its length, which stands in the place of a pointer.
static int refuse(int status, const char *words, unsigned count, const int *options, void **values) {
    char *buffer = NULL;
    size_t length = 0;
    for (unsigned i = 0; i < count; i++) {
        if (options[i] == 5) buffer = values[i];
        if (options[i] == 6) length = (size_t)values[i];
    }
    if (buffer && length) snprintf(buffer, length, "%s", words);
    return status;
}

// What was written for a generation runs on every later one; with a letter, on that one alone.
int cuModuleLoadDataEx(Module **module, const char *ptx, unsigned count, int *options, void **values) {
    CONTEXT(cuModuleLoadDataEx);
    int major, minor, target;
    char feature = 0, words[VALUE];
    const char *version = strstr(ptx, ".version"), *line = strstr(ptx, ".target");
    if (!version || sscanf(version, ".version %d.%d", &major, &minor) != 2 || !line || sscanf(line, ".target sm_%d%c", &target, &feature) < 1)
        return refuse(BAD_PTX, "ptxas fatal: syntax error", count, options, values);
    if (10 * major + minor > number("ptx", 84)) return refuse(NEW_PTX, "ptxas fatal: Unsupported .version", count, options, values);
    if (isalpha(feature) ? target != capability() : target > capability()) {
        snprintf(words, sizeof words, "ptxas fatal: .target sm_%d%c is not for sm_%d", target, isalpha(feature) ? feature : ' ', capability());
        return refuse(BAD_PTX, words, count, options, values);
    }
    *module = malloc(sizeof(Module));
    **module = (Module){ strdup(ptx), target, isalpha(feature) ? feature : 0 };
    return OK;
}

int cuModuleUnload(Module *module) { CONTEXT(cuModuleUnload); free(module->text); free(module); return OK; }

int cuModuleGetFunction(Function **function, Module *module, const char *name) {
    CONTEXT(cuModuleGetFunction);
    char entry[2 * VALUE];
    snprintf(entry, sizeof entry, ".entry %s(", name);
    const char *at = strstr(module->text, entry), *bound = at ? strstr(at, ".maxntid ") : NULL, *body = at ? strchr(at, '{') : NULL;
    if (!at) return NOT_FOUND;
    *function = calloc(1, sizeof(Function));
    snprintf((*function)->name, VALUE, "%s", name);
    (*function)->module = module;
    (*function)->most_threads = bound && body && bound < body ? (unsigned)atoi(bound + strlen(".maxntid ")) : 1024;
    (*function)->shared = SHARED_UNASKED;
    return OK;
}

int cuFuncSetAttribute(Function *function, int attribute, int value) {
    CONTEXT(cuFuncSetAttribute);
    if (attribute != MAX_DYNAMIC_SHARED || value < 0 || value > SHARED_MOST) return INVALID;
    function->shared = value;
    return OK;
}

// Another bit of another word each time; the products of one proof are then not all wrong alike.
void spoil(void *words, uint64_t count) {
    long long every = number("wrong", 0);
    if (every > 0 && launched % every == 0) ((uint32_t *)words)[(uint64_t)launched * 0x9e3779b1u % count] ^= 1u << launched % 31;
}

int cuLaunchKernel(Function *function, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz, unsigned shared,
                   void *stream, void **parameters, void **extra) {
    CONTEXT(cuLaunchKernel);
    unsigned blocks = gx * gy * gz, threads = bx * by * bz;
    if (!is_stream(stream)) return INVALID_HANDLE;
    if (extra || !blocks || !threads || threads > function->most_threads || (int)shared > function->shared) return INVALID;
    Launch launch = { function->name, parameters, (uint64_t)blocks * threads, blocks, function->module->feature == 'a' };
    pthread_mutex_lock(&gate);
    int result = ++launched > number("launches", LLONG_MAX) ? BAD_ADDRESS
        : launched > number("stall", LLONG_MAX) ? OK : run_kernel(&launch);
    if (result == BAD_ADDRESS) poisoned = result, result = OK;
    pthread_mutex_unlock(&gate);
    return result;
}

int cuStreamCreate(Stream **stream, unsigned flags) {
    CONTEXT(cuStreamCreate);
    (void)flags;
    *stream = malloc(sizeof(Stream));
    (*stream)->kind = STREAM;
    return OK;
}

int cuStreamDestroy_v2(Stream *stream) {
    CONTEXT(cuStreamDestroy_v2);
    if (!stream || !is_stream(stream)) return INVALID_HANDLE;
    free(stream);
    return OK;
}

int cuStreamSynchronize(Stream *stream) {
    CONTEXT(cuStreamSynchronize);
    wait_for_work();
    return is_stream(stream) ? OK : INVALID_HANDLE;
}

int cuEventCreate(Event **event, unsigned flags) {
    CONTEXT(cuEventCreate);
    (void)flags;
    *event = calloc(1, sizeof(Event));
    (*event)->kind = EVENT;
    return OK;
}

int cuEventDestroy_v2(Event *event) { CONTEXT(cuEventDestroy_v2); free(event); return OK; }

int cuEventRecord(Event *event, void *stream) {
    CONTEXT(cuEventRecord);
    if (event->kind != EVENT || !is_stream(stream)) return INVALID_HANDLE;
    event->recorded = 1;
    return clock_gettime(CLOCK_MONOTONIC, &event->at) ? INVALID : OK;
}

int cuEventSynchronize(Event *event) {
    CONTEXT(cuEventSynchronize);
    wait_for_work();
    return event->kind == EVENT ? OK : INVALID_HANDLE;
}

int cuEventElapsedTime(float *milliseconds, const Event *start, const Event *end) {
    CONTEXT(cuEventElapsedTime);
    if (!start->recorded || !end->recorded) return INVALID_HANDLE;
    *milliseconds = (float)((double)(end->at.tv_sec - start->at.tv_sec) * 1e3 + (double)(end->at.tv_nsec - start->at.tv_nsec) * 1e-6);
    return OK;
}
