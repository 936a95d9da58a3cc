// Hopper's tensor cores: a warpgroup's d[64][256] (+)= a[64][32 bytes] * b[256][32 bytes]^T, both read from shared memory, asynchronously.
#pragma once
#include "elements.h"

// Bytes of a stage: 128 rows of A and 256 rows of B, 128 bytes each, in the 128-byte swizzle (see operand.h).
#define A_BYTES 16384
#define B_BYTES 32768
#define STAGE_BYTES (A_BYTES + B_BYTES)

#define TEN(p) "%" #p "0,%" #p "1,%" #p "2,%" #p "3,%" #p "4,%" #p "5,%" #p "6,%" #p "7,%" #p "8,%" #p "9,"
#define SUMS_TEXT "{%0,%1,%2,%3,%4,%5,%6,%7,%8,%9," TEN(1) TEN(2) TEN(3) TEN(4) TEN(5) TEN(6) TEN(7) TEN(8) TEN(9) TEN(10) TEN(11) \
  "%120,%121,%122,%123,%124,%125,%126,%127}"
#define FOUR(S, i) S(d[i]), S(d[i + 1]), S(d[i + 2]), S(d[i + 3])
#define SIXTEEN(S, i) FOUR(S, i), FOUR(S, i + 4), FOUR(S, i + 8), FOUR(S, i + 12)
#define ALL_SUMS(S)                                                                                                          \
  SIXTEEN(S, 0), SIXTEEN(S, 16), SIXTEEN(S, 32), SIXTEEN(S, 48), SIXTEEN(S, 64), SIXTEEN(S, 80), SIXTEEN(S, 96), SIXTEEN(S, 112)

// Thread of warp w, g = lane / 4, q = lane % 4: d[4j .. 4j + 3] are (row 16w + g, columns 8j + 2q and + 1) and (row 16w + g + 8, the same).
// add: 0 replaces d, 1 adds to it.
template <Element E> DEVICE void wgmma(typename Sum<E>::type* d, u64 a, u64 b, u32 add);

#define WGMMA(E, INSTRUCTION, TAIL, SUM)                                                                                     \
  template <> __device__ inline void wgmma<E>(Sum<E>::type* d, u64 a, u64 b, u32 add) {                                      \
    asm volatile("{\n.reg .pred p;\nsetp.ne.b32 p, %130, 0;\n" INSTRUCTION " " SUMS_TEXT ", %128, %129, " TAIL ";\n}"        \
                 : ALL_SUMS(SUM) : "l"(a), "l"(b), "r"(add));                                                                \
  }
WGMMA(Int8, "wgmma.mma_async.sync.aligned.m64n256k32.s32.s8.s8", "p", "+r")
WGMMA(Fp16, "wgmma.mma_async.sync.aligned.m64n256k16.f32.f16.f16", "p, 1, 1, 0, 0", "+f")
WGMMA(Bf16, "wgmma.mma_async.sync.aligned.m64n256k16.f32.bf16.bf16", "p, 1, 1, 0, 0", "+f")
WGMMA(Fp8, "wgmma.mma_async.sync.aligned.m64n256k32.f32.e4m3.e4m3", "p, 1, 1", "+f")

// K-major, 128-byte swizzle, 1024 bytes between groups of eight rows; 32 bytes further along K are 2 more in the descriptor.
DEVICE u64 descriptor(u32 shared) { return (u64)((shared & 0x3ffff) >> 4) | 1ull << 16 | 64ull << 32 | 1ull << 62; }

DEVICE void wgmma_fence() { asm volatile("wgmma.fence.sync.aligned;" ::: "memory"); }
DEVICE void wgmma_commit() { asm volatile("wgmma.commit_group.sync.aligned;" ::: "memory"); }
// Ends in an empty instruction that "changes" the sums: without it the compiler may read them before the wait, of which it does not
// know that it is about them.
DEVICE void wgmma_wait_all(int* d) {
  asm volatile("wgmma.wait_group.sync.aligned 0;" ::: "memory");
  asm volatile("" : ALL_SUMS("+r")::"memory");
}
DEVICE void wgmma_wait_all(float* d) {
  asm volatile("wgmma.wait_group.sync.aligned 0;" ::: "memory");
  asm volatile("" : ALL_SUMS("+f")::"memory");
}
DEVICE void wgmma_wait_but_one() { asm volatile("wgmma.wait_group.sync.aligned 1;" ::: "memory"); }
DEVICE void fence_async() { asm volatile("fence.proxy.async.shared::cta;" ::: "memory"); }

// The dynamic shared memory's first multiple of 1024, which the swizzle counts from. The launch gives 1024 bytes more than are used.
extern __shared__ __attribute__((aligned(1024))) u8 dynamic_shared[];
DEVICE u32 shared_base() { return (shared_address(dynamic_shared) + 1023) & ~1023u; }
