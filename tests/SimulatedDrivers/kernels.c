// The kernels of docs/kernels.md, computed on the processor from what they are said to do, not from their sources.
#include "device.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define IS(kernel) (!strcmp(launch->name, kernel))

int run_kernel(const Launch *launch) {
    int (*const modules[])(const Launch *) = { run_memory_kernel, run_rate_kernel, run_gemm_kernel, run_proof_kernel };
    int result = UNKNOWN_KERNEL;
    for (unsigned i = 0; i < sizeof modules / sizeof *modules && result == UNKNOWN_KERNEL; i++) result = modules[i](launch);
    return result;
}

static uint32_t mix(uint64_t index, uint32_t seed) {
    uint32_t x = (uint32_t)index * 0x9e3779b1u ^ (uint32_t)(index >> 32) * 0x85ebca77u ^ seed;
    x = (x ^ x >> 16) * 0x7feb352du;
    x = (x ^ x >> 15) * 0x846ca68bu;
    return x ^ x >> 16;
}

static int pattern(const Launch *launch, int check) {
    uint64_t first = DOUBLE_WORD(1), count = DOUBLE_WORD(2);
    uint32_t seed = WORD(3), flip = WORD(4);
    AT(uint32_t, memory, POINTER(0), 16 * count);
    if (!check) {
        for (uint64_t i = 0; i < 4 * count; i++) memory[i] = mix(4 * first + i, seed) ^ flip;
        return OK;
    }
    AT(uint64_t, wrong, POINTER(5), 8);
    AT(uint64_t, lowest, POINTER(6), 8);
    for (uint64_t i = 0; i < 4 * count; i++) {
        uint32_t bits = memory[i] ^ mix(4 * first + i, seed) ^ flip;
        uint64_t at = (first + i / 4) * 16;
        *wrong += (uint64_t)__builtin_popcount(bits);
        if (bits && at < *lowest) *lowest = at;
    }
    return OK;
}

int run_memory_kernel(const Launch *launch) {
    if (IS("launch_nothing")) return OK;
    if (IS("pattern_fill")) return pattern(launch, 0);
    if (IS("pattern_check")) return pattern(launch, 1);
    if (IS("memory_read")) {
        uint64_t count = DOUBLE_WORD(2), sums = launch->threads;
        AT(uint64_t, out, POINTER(0), 16 * sums);
        AT(uint64_t, in, POINTER(1), 16 * count);
        memset(out, 0, 16 * sums);
        for (uint64_t i = 0; i < count; i++) {
            out[2 * (i % sums)] ^= in[2 * i];
            out[2 * (i % sums) + 1] ^= in[2 * i + 1];
        }
        return OK;
    }
    if (IS("memory_copy")) {
        AT(char, out, POINTER(0), 16 * DOUBLE_WORD(2));
        AT(char, in, POINTER(1), 16 * DOUBLE_WORD(2));
        memmove(out, in, 16 * DOUBLE_WORD(2));
        return OK;
    }
    if (IS("memory_triad")) {
        uint64_t count = 4 * DOUBLE_WORD(4);
        AT(float, out, POINTER(0), 4 * count);
        AT(float, b, POINTER(1), 4 * count);
        AT(float, c, POINTER(2), 4 * count);
        for (uint64_t i = 0; i < count; i++) out[i] = fmaf(FLOAT(3), c[i], b[i]);
        return OK;
    }
    return UNKNOWN_KERNEL;
}

int element_of(const char *name) {
    static const char *const names[] = { "int8", "fp16", "bf16", "fp8" };
    const char *last = strrchr(name, '_');
    for (int i = 0; i < 4; i++) if (last && !strcmp(last + 1, names[i])) return i;
    return -1;
}

int element_size(int element) { return element == INT8 || element == FP8 ? 1 : 2; }

// Of a floating-point number with so many bits of exponent and mantissa.
static float decode(uint32_t bits, int exponent_bits, int mantissa_bits) {
    int exponent = (int)(bits >> mantissa_bits & ((1u << exponent_bits) - 1)), bias = (1 << (exponent_bits - 1)) - 1;
    int mantissa = (int)(bits & ((1u << mantissa_bits) - 1));
    float value = exponent ? ldexpf((float)(mantissa | 1 << mantissa_bits), exponent - bias - mantissa_bits)
                           : ldexpf((float)mantissa, 1 - bias - mantissa_bits);
    return bits >> (exponent_bits + mantissa_bits) & 1 ? -value : value;
}

float element_value(int element, const unsigned char *at) {
    switch (element) {
    case INT8: return (float)(signed char)at[0];
    case FP16: return decode((uint32_t)(at[0] | at[1] << 8), 5, 10);
    case BF16: return decode((uint32_t)(at[0] | at[1] << 8), 8, 7);
    default: return decode(at[0], 4, 3);
    }
}

// Sums as the kernels store them: integers modulo 2^32 for bytes, else a float.
static void store(int element, void *out, uint64_t i, double sum) {
    if (element == INT8) ((uint32_t *)out)[i] = (uint32_t)(int64_t)sum;
    else ((float *)out)[i] = (float)sum;
}

enum { RATE_THREADS = 256, WGMMA_A = 16384, WGMMA_B = 32768 };

static double dot(int element, const unsigned char *a, const unsigned char *b, int bytes) {
    double sum = 0;
    for (int k = 0; k < bytes; k += element_size(element)) sum += (double)element_value(element, a + k) * element_value(element, b + k);
    return sum;
}

// Per warp 16 x 32 bytes by 8 x 32 bytes; word w of thread t is at 256 w + t. Eight chains, four steps each, begin at their numbers.
static void warp_sums(int element, const uint32_t *in, double iterations, double sums[RATE_THREADS]) {
    for (int thread = 0; thread < RATE_THREADS; thread++) {
        int warp = thread / 32 * 32, g = thread % 32 / 4, q = thread % 4;
        double all = 4 * (0 + 1 + 2 + 3 + 4 + 5 + 6 + 7);
        for (int i = 0; i < 4; i++) {
            uint32_t row[8], column[8];
            for (int w = 0; w < 8; w++) {
                row[w] = in[RATE_THREADS * (w / 4 * 2 + i / 2) + warp + g * 4 + w % 4];
                column[w] = in[RATE_THREADS * (4 + w / 4) + warp + (2 * q + i % 2) * 4 + w % 4];
            }
            all += iterations * 4 * 8 * dot(element, (unsigned char *)row, (unsigned char *)column, 32);
        }
        sums[thread] = all;
    }
}

// Two warpgroups multiply 64 rows of A each by 256 of B; both lie in one block of 128 bytes a row.
static void group_sums(int element, const unsigned char *in, double iterations, double sums[RATE_THREADS]) {
    unsigned char a[128][128], b[256][128];
    for (uint32_t k = 0; k < 128; k++) {
        for (uint32_t row = 0; row < 128; row++) a[row][k] = in[operand_place(row, k, 128, 128)];
        for (uint32_t row = 0; row < 256; row++) b[row][k] = in[WGMMA_A + operand_place(row, k, 128, 256)];
    }
    for (int thread = 0; thread < RATE_THREADS; thread++) {
        int row = thread / 32 * 16 + thread % 32 / 4, q = thread % 4;
        double all = 0;
        for (int i = 0; i < 128; i++) all += iterations * dot(element, a[row + i / 2 % 2 * 8], b[i / 4 * 8 + 2 * q + i % 2], 128);
        sums[thread] = all;
    }
}

static void vector_sums(double iterations, float factor, float addend, double sums[RATE_THREADS]) {
    for (int thread = 0; thread < RATE_THREADS; thread++) {
        float sum = 0;
        for (int chain = 0; chain < 32; chain++) {
            float x = fmaf((float)thread, 0.001f, (float)chain);
            for (double i = 0; i < iterations * 8; i++) x = fmaf(x, factor, addend);
            sum += x;
        }
        sums[thread] = sum;
    }
}

// Every block does the same, so one is computed.
int run_rate_kernel(const Launch *launch) {
    double sums[RATE_THREADS];
    int vector = IS("rate_fp32"), element = vector ? FP16 : element_of(launch->name);
    if (strncmp(launch->name, "rate_", 5) || element < 0) return UNKNOWN_KERNEL;
    AT(uint32_t, out, POINTER(0), 4 * launch->threads);
    if (vector) {
        vector_sums(WORD(1), FLOAT(2), FLOAT(3), sums);
    } else if (launch->blocked) {
        AT(unsigned char, in, POINTER(1), WGMMA_A + WGMMA_B);
        group_sums(element, in, WORD(2), sums);
    } else {
        AT(uint32_t, in, POINTER(1), 6 * RATE_THREADS * 4);
        warp_sums(element, in, WORD(2), sums);
    }
    for (uint64_t thread = 0; thread < launch->threads; thread++) store(element, out, thread, sums[thread % RATE_THREADS]);
    spoil(out, launch->threads);
    return OK;
}
