// One step of a warp's tensor cores: d[16][8] += a[16][32 bytes] * b[8][32 bytes]^T. All elements share one map of bytes to lanes:
// with g = lane / 4 and q = lane % 4, a[0..3] are the 4 bytes at (row g, byte 4q), (g + 8, 4q), (g, 4q + 16), (g + 8, 4q + 16);
// b[0..1] those at (column g, byte 4q) and 4q + 16; d[0..3] are (row g, columns 2q and 2q + 1) and (g + 8, 2q and 2q + 1).
#pragma once
#include "elements.h"

template <Element E> DEVICE void mma_step(typename Sum<E>::type* d, const u32* a, const u32* b);

#if SM >= 80
#define MMA_STEP(E, INSTRUCTION, SUM)                                                                                        \
  template <> __device__ inline void mma_step<E>(Sum<E>::type* d, const u32* a, const u32* b) {                              \
    asm volatile(INSTRUCTION " {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"                                        \
                 : SUM(d[0]), SUM(d[1]), SUM(d[2]), SUM(d[3])                                                                \
                 : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));                                        \
  }
MMA_STEP(Int8, "mma.sync.aligned.m16n8k32.row.col.s32.s8.s8.s32", "+r")
MMA_STEP(Fp16, "mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32", "+f")
MMA_STEP(Bf16, "mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32", "+f")
#if SM >= 89
MMA_STEP(Fp8, "mma.sync.aligned.m16n8k32.row.col.f32.e4m3.e4m3.f32", "+f")
#endif
#else
// Turing has smaller instructions; the step is made of four or two.
DEVICE void turing_int8(int* d, u32 a, u32 b) {
  asm volatile("mma.sync.aligned.m8n8k16.row.col.s32.s8.s8.s32 {%0,%1}, {%2}, {%3}, {%0,%1};" : "+r"(d[0]), "+r"(d[1]) : "r"(a), "r"(b));
}

template <> __device__ inline void mma_step<Int8>(int* d, const u32* a, const u32* b) {
  turing_int8(d, a[0], b[0]);
  turing_int8(d + 2, a[1], b[0]);
  turing_int8(d, a[2], b[1]);
  turing_int8(d + 2, a[3], b[1]);
}

DEVICE void turing_fp16(float* d, const u32* a, u32 b) {
  asm volatile("mma.sync.aligned.m16n8k8.row.col.f32.f16.f16.f32 {%0,%1,%2,%3}, {%4,%5}, {%6}, {%0,%1,%2,%3};"
               : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
               : "r"(a[0]), "r"(a[1]), "r"(b));
}

template <> __device__ inline void mma_step<Fp16>(float* d, const u32* a, const u32* b) {
  turing_fp16(d, a, b[0]);
  turing_fp16(d, a + 2, b[1]);
}
#endif
