// What a kernel sees of the simulated GPU that it runs on, and how it is told what to do.
#ifndef DEVICE_H
#define DEVICE_H
#include <stdint.h>

enum { OK, INVALID, NO_MEMORY, UNINITIALIZED, NO_DEVICE = 100, BAD_DEVICE = 101, NO_CONTEXT = 201, NO_PEER = 217, BAD_PTX = 218, NEW_PTX = 222,
       INVALID_HANDLE = 400, NOT_FOUND = 500, NOT_READY = 600, BAD_ADDRESS = 700, PEER_ENABLED = 704, UNKNOWN_KERNEL = 801 };

// Nothing here is for the world: a program may well have functions of the same names.
#pragma GCC visibility push(hidden)

typedef struct {
    const char *name;
    void **parameters;
    uint64_t threads;  // of the whole grid
    unsigned blocks;
    int blocked;       // operands lie in blocks, swizzled, as sm_90a reads them
} Launch;

// Where bytes of the GPU's memory are; null when not all of them were allocated as one piece.
void *place(uint64_t address, uint64_t bytes);

// One bit of these words is wrong where the fault 'wrong' is asked for and this launch's turn has come.
void spoil(void *words, uint64_t count);

// OK, BAD_ADDRESS or UNKNOWN_KERNEL. All work is done when it returns.
int run_kernel(const Launch *launch);
int run_memory_kernel(const Launch *launch);
int run_rate_kernel(const Launch *launch);
int run_gemm_kernel(const Launch *launch);
int run_proof_kernel(const Launch *launch);

// What operands are made of, by the last part of a kernel's name.
enum { INT8, FP16, BF16, FP8 };
int element_of(const char *name);
int element_size(int element);
float element_value(int element, const unsigned char *at);

// Where byte k of a row is: row-major for block_rows 0, else as operand.h has it.
uint64_t operand_place(uint32_t row, uint32_t k, uint32_t row_bytes, uint32_t block_rows);

void chacha(const uint32_t key[8], uint64_t counter, int rounds, uint32_t out[16]);

#pragma GCC visibility pop

// Parameters in the kernel's order: an address, a 32-bit and a 64-bit integer, a float. AT gives up the launch when memory is not there.
#define POINTER(i) (*(const uint64_t *)launch->parameters[i])
#define WORD(i) (*(const uint32_t *)launch->parameters[i])
#define DOUBLE_WORD(i) (*(const uint64_t *)launch->parameters[i])
#define FLOAT(i) (*(const float *)launch->parameters[i])
#define AT(type, name, address, bytes) type *name = place(address, bytes); if (!name) return BAD_ADDRESS
#endif
