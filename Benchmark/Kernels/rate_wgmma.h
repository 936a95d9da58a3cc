// The tensor rate by wgmma: two warpgroups read one stage of operands from shared memory over and over.
// Per warpgroup and iteration four steps of 64 x 256 x 32 bytes.
#pragma once
#include "tensor_wgmma.h"
#define RATE_THREADS 256

// in: STAGE_BYTES, as they lie in shared memory.
template <Element E> DEVICE void rate(typename Sum<E>::type* out, const u32* in, u32 iterations) {
  u32 t = thread_index(), base = shared_base();
  for (u32 i = t; i < STAGE_BYTES / 4; i += RATE_THREADS)
    asm volatile("st.shared.u32 [%0], %1;" ::"r"(base + 4 * i), "r"(in[i]) : "memory");
  fence_async();
  block_barrier();
  typename Sum<E>::type d[128], sum = 0;
  UNROLL for (int i = 0; i < 128; i++) d[i] = 0;
  u64 a = descriptor(base + (t >> 7) * (A_BYTES / 2)), b = descriptor(base + A_BYTES);
  KEEP_ROLLED for (u32 k = 0; k < iterations; k++) {
    wgmma_fence();
    UNROLL for (int kk = 0; kk < 4; kk++) wgmma<E>(d, a + 2 * kk, b + 2 * kk, 1);
    wgmma_commit();
    wgmma_wait_but_one();
  }
  wgmma_wait_all(d);
  UNROLL for (int i = 0; i < 128; i++) sum += d[i];
  out[global_index()] = sum;
}
