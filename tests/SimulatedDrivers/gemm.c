// Operands and products. Whole numbers are multiplied as such; what is left is summed in FP64, which no tensor core is better than.
#include "device.h"
#include <stdlib.h>
#include <string.h>

enum { BLOCK_BYTES = 128, TILE = 128, TILE_BLOCKED = 256 };

uint64_t operand_place(uint32_t row, uint32_t k, uint32_t row_bytes, uint32_t block_rows) {
    if (!block_rows) return (uint64_t)row * row_bytes + k;
    uint64_t block = (uint64_t)(row / block_rows) * (row_bytes / BLOCK_BYTES) + k / BLOCK_BYTES;
    uint32_t r = row % block_rows, piece = k % BLOCK_BYTES / 16;
    return block * block_rows * BLOCK_BYTES + r * BLOCK_BYTES + (piece ^ r % 8) * 16 + k % 16;
}

// A whole number from -256 to 255 in FP16 or BF16.
static uint16_t encode(int element, int value) {
    float number = (float)value;
    uint32_t bits;
    memcpy(&bits, &number, 4);
    if (element == BF16) return (uint16_t)(bits >> 16);
    uint32_t exponent = bits >> 23 & 255;
    return (uint16_t)((bits >> 16 & 0x8000) | (value ? (exponent - 127 + 15) << 10 | (bits >> 13 & 0x3ff) : 0));
}

static void elements(int element, unsigned char *bytes, int count) {
    for (int i = 0; i < count; i += element_size(element)) {
        if (element == FP8) {
            if ((bytes[i] & 0x7f) == 0x7f) bytes[i] ^= 1;
        } else if (element != INT8) {
            uint16_t bits = encode(element, (int16_t)(bytes[i] | bytes[i + 1] << 8) >> 7);
            bytes[i] = (unsigned char)bits;
            bytes[i + 1] = (unsigned char)(bits >> 8);
        }
    }
}

static int operand(const Launch *launch, int element) {
    uint32_t first = WORD(2), rows = WORD(3), stream_bytes = WORD(4), row_bytes = WORD(5), block_rows = WORD(6), pieces = row_bytes / 64;
    AT(unsigned char, out, POINTER(0), (uint64_t)rows * row_bytes);
    AT(uint32_t, key, POINTER(1), 32);
    for (uint64_t index = 0; index < (uint64_t)rows * pieces && index < launch->threads; index++) {
        uint32_t row = (uint32_t)(index / pieces), k = (uint32_t)(index % pieces) * 64, words[16] = { 0 };
        if (k < stream_bytes) chacha(key, ((uint64_t)first + row) * (stream_bytes / 64) + k / 64, 8, words);
        elements(element, (unsigned char *)words, 64);
        for (uint32_t i = 0; i < 64; i += 16) memcpy(out + operand_place(row, k + i, row_bytes, block_rows), (char *)words + i, 16);
    }
    return OK;
}

// Rows of an operand one after the other, as 16-bit integers or as floats.
static void *unpack(int element, int whole, const unsigned char *from, uint32_t rows, uint32_t row_bytes, uint32_t block_rows) {
    uint32_t size = (uint32_t)element_size(element), columns = row_bytes / size;
    void *to = malloc((size_t)rows * columns * (whole ? sizeof(int16_t) : sizeof(float)));
    for (uint32_t row = 0; to && row < rows; row++) {
        for (uint32_t column = 0; column < columns; column++) {
            float value = element_value(element, from + operand_place(row, column * size, row_bytes, block_rows));
            size_t i = (size_t)row * columns + column;
            if (whole) ((int16_t *)to)[i] = (int16_t)value;
            else ((float *)to)[i] = value;
        }
    }
    return to;
}

static uint32_t whole_dot(const int16_t *a, const int16_t *b, uint32_t columns) {
    uint32_t sum = 0;
    for (uint32_t k = 0; k < columns; k++) sum += (uint32_t)((int32_t)a[k] * b[k]);
    return sum;
}

static float float_dot(const float *a, const float *b, uint32_t columns) {
    double sum = 0;
    for (uint32_t k = 0; k < columns; k++) sum += (double)a[k] * b[k];
    return (float)sum;
}

static int product(const Launch *launch, int element, int whole) {
    uint32_t m = WORD(3), n = WORD(4), k_bytes = WORD(5), columns = k_bytes / (uint32_t)element_size(element);
    uint32_t tiles = m / TILE * (n / (launch->blocked ? TILE_BLOCKED : TILE));
    AT(uint32_t, d, POINTER(0), 4ull * m * n);
    AT(unsigned char, a, POINTER(1), (uint64_t)m * k_bytes);
    AT(unsigned char, b, POINTER(2), (uint64_t)n * k_bytes);
    if (!launch->blocked && launch->blocks != tiles) return BAD_ADDRESS;
    void *left = unpack(element, whole, a, m, k_bytes, launch->blocked ? TILE : 0);
    void *right = unpack(element, whole, b, n, k_bytes, launch->blocked ? TILE_BLOCKED : 0);
    for (uint32_t i = 0; left && right && i < m; i++) {
        for (uint32_t j = 0; j < n; j++) {
            size_t row = (size_t)i * columns, column = (size_t)j * columns, at = (size_t)i * n + j;
            if (whole) d[at] = whole_dot((int16_t *)left + row, (int16_t *)right + column, columns);
            else ((float *)d)[at] = float_dot((float *)left + row, (float *)right + column, columns);
        }
    }
    free(left);
    free(right);
    spoil(d, (uint64_t)m * n);
    return left && right ? OK : NO_MEMORY;
}

int run_gemm_kernel(const Launch *launch) {
    int element = element_of(launch->name);
    if (element < 0) return UNKNOWN_KERNEL;
    if (!strncmp(launch->name, "operand_", 8)) return operand(launch, element);
    if (!strncmp(launch->name, "gemm_", 5)) return product(launch, element, element == INT8 || !strcmp(launch->name, "gemm_exact_fp16"));
    return UNKNOWN_KERNEL;
}
