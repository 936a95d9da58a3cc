// What the proofs of docs/proof-of-gpu.md need beside products: streams, hashes, leaves, trees, memory and walks.
#include "device.h"
#include <string.h>

static uint32_t rotl(uint32_t x, int n) { return x << n | x >> (32 - n); }
static uint32_t rotr(uint32_t x, int n) { return x >> n | x << (32 - n); }

static void quarter(uint32_t x[16], int a, int b, int c, int d) {
    x[a] += x[b]; x[d] = rotl(x[d] ^ x[a], 16);
    x[c] += x[d]; x[b] = rotl(x[b] ^ x[c], 12);
    x[a] += x[b]; x[d] = rotl(x[d] ^ x[a], 8);
    x[c] += x[d]; x[b] = rotl(x[b] ^ x[c], 7);
}

void chacha(const uint32_t key[8], uint64_t counter, int rounds, uint32_t out[16]) {
    uint32_t in[16] = { 0x61707865, 0x3320646e, 0x79622d32, 0x6b206574 };
    memcpy(in + 4, key, 32);
    in[12] = (uint32_t)counter;
    in[13] = (uint32_t)(counter >> 32);
    memcpy(out, in, sizeof in);
    for (int r = 0; r < rounds; r += 2) {
        for (int i = 0; i < 4; i++) quarter(out, i, 4 + i, 8 + i, 12 + i);
        for (int i = 0; i < 4; i++) quarter(out, i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4);
    }
    for (int i = 0; i < 16; i++) out[i] += in[i];
}

static void compress(uint32_t h[8], const unsigned char block[64]) {
    static const uint32_t k[64] = {
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be,
        0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa,
        0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85,
        0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3,
        0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f,
        0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2 };
    uint32_t w[64], s[8];
    memcpy(s, h, sizeof s);
    for (int i = 0; i < 64; i++) {
        if (i < 16) {
            memcpy(&w[i], block + 4 * i, 4);
            w[i] = __builtin_bswap32(w[i]);
        } else {
            uint32_t x = w[i - 15], y = w[i - 2];
            w[i] = w[i - 16] + (rotr(x, 7) ^ rotr(x, 18) ^ x >> 3) + w[i - 7] + (rotr(y, 17) ^ rotr(y, 19) ^ y >> 10);
        }
        uint32_t t = s[7] + (rotr(s[4], 6) ^ rotr(s[4], 11) ^ rotr(s[4], 25)) + ((s[4] & s[5]) ^ (~s[4] & s[6])) + k[i] + w[i];
        uint32_t u = (rotr(s[0], 2) ^ rotr(s[0], 13) ^ rotr(s[0], 22)) + ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));
        memmove(s + 1, s, 7 * sizeof *s);
        s[4] += t;
        s[0] = t + u;
    }
    for (int i = 0; i < 8; i++) h[i] += s[i];
}

// SHA-256 of a message shorter than 2 KiB.
static void sha256(const unsigned char *message, size_t length, unsigned char digest[32]) {
    uint32_t h[8] = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 };
    unsigned char padded[2048 + 128] = { 0 };
    size_t total = (length + 9 + 63) / 64 * 64;
    memcpy(padded, message, length);
    padded[length] = 0x80;
    for (int i = 0; i < 8; i++) padded[total - 1 - (size_t)i] = (unsigned char)(8 * length >> 8 * i);
    for (size_t at = 0; at < total; at += 64) compress(h, padded + at);
    for (int i = 0; i < 8; i++) h[i] = __builtin_bswap32(h[i]);
    memcpy(digest, h, 32);
}

static int gemm_leaves(const Launch *launch) {
    uint32_t stride = WORD(2), round = WORD(3), first = WORD(4), rows = WORD(5), columns = WORD(6);
    AT(uint32_t, c, POINTER(1), 4ull * rows * 16 * stride);
    for (uint64_t index = 0; index < (uint64_t)rows * columns && index < launch->threads; index++) {
        uint32_t in_panel = (uint32_t)(index / columns), row = first + in_panel, column = (uint32_t)(index % columns);
        uint64_t position = ((uint64_t)(row / 4) * (columns / 4) + column / 4) * 16 + row % 4 * 4 + column % 4;
        uint32_t message[1 + 3 + 256] = { 0, round, row, column };
        for (uint32_t i = 0; i < 16; i++) memcpy(message + 4 + 16 * i, c + ((uint64_t)in_panel * 16 + i) * stride + column * 16, 64);
        AT(unsigned char, leaf, POINTER(0) + 32 * position, 32);
        sha256((unsigned char *)message + 3, 1 + 4 * 259, leaf);
    }
    return OK;
}

static int parents(const Launch *launch) {
    uint64_t count = WORD(2) < launch->threads ? WORD(2) : launch->threads;
    AT(unsigned char, to, POINTER(0), 32 * count);
    AT(unsigned char, from, POINTER(1), 64 * count);
    for (uint64_t i = 0; i < count; i++) {
        unsigned char message[65] = { 1 };
        memcpy(message + 1, from + 64 * i, 64);
        sha256(message, sizeof message, to + 32 * i);
    }
    return OK;
}

static int fill(const Launch *launch) {
    uint64_t words = 4 * DOUBLE_WORD(2);
    AT(uint32_t, memory, POINTER(0), 32 * words);
    AT(uint32_t, first, POINTER(1), 32);
    for (uint64_t word = 0; word < words && word < launch->threads; word++) {
        uint32_t key[8], out[16];
        memcpy(key, first, 32);
        for (uint32_t j = 0; j < WORD(3); j++) {
            chacha(key, j ? j : word, 20, out);
            memcpy(key, out, 32);
        }
        memcpy(memory + 8 * word, key, 32);
    }
    return OK;
}

static int walk(const Launch *launch) {
    uint64_t lines = DOUBLE_WORD(3);
    uint32_t lanes = WORD(4), steps = WORD(5), round = WORD(6);
    AT(unsigned char, leaves, POINTER(0), 32ull * lanes);
    AT(uint32_t, memory, POINTER(1), 128 * lines);
    AT(uint32_t, key, POINTER(2), 32);
    for (uint32_t lane = 0; lane < lanes && 8ull * lane < launch->threads; lane++) {
        uint32_t block[16], message[1 + 2 + 8] = { 0, round, lane }, *a = message + 3;
        chacha(key, lane / 2, 8, block);
        memcpy(a, block + lane % 2 * 8, 32);
        for (uint32_t step = 0; step < steps; step++) {
            uint64_t x = a[0] ^ a[1] ^ a[2] ^ a[3] ^ a[4] ^ a[5] ^ a[6] ^ a[7];
            const uint32_t *line = memory + (x * lines >> 32) * 32;
            for (int i = 0; i < 32; i++) a[i % 8] = rotl(a[i % 8] + line[i], 13) * 0x9e3779b1u;
        }
        sha256((unsigned char *)message + 3, 1 + 4 * 10, leaves + 32ull * lane);
    }
    spoil(leaves, 8ull * lanes);
    return OK;
}

int run_proof_kernel(const Launch *launch) {
    static const struct { const char *name; int (*run)(const Launch *); } kernels[] = {
        { "pog_gemm_leaves", gemm_leaves }, { "merkle_parents", parents }, { "pog_vram_fill", fill }, { "pog_vram_walk", walk } };
    for (unsigned i = 0; i < sizeof kernels / sizeof *kernels; i++)
        if (!strcmp(kernels[i].name, launch->name)) return kernels[i].run(launch);
    return UNKNOWN_KERNEL;
}
