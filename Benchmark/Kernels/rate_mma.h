// The tensor rate by mma.sync: operands and sums stay in registers. Per warp and iteration 32 steps of 16 x 8 x 32 bytes, in 8 chains.
#pragma once
#include "tensor_mma.h"
#define RATE_THREADS 256

// in: six words for each thread of a block, word w of thread t at 256 w + t.
template <Element E> DEVICE void rate(typename Sum<E>::type* out, const u32* in, u32 iterations) {
  u32 t = thread_index(), a[4], b[2];
  typename Sum<E>::type d[8][4], sum = 0;
  UNROLL for (int i = 0; i < 4; i++) a[i] = in[t + RATE_THREADS * i];
  UNROLL for (int i = 0; i < 2; i++) b[i] = in[t + RATE_THREADS * (4 + i)];
  UNROLL for (int c = 0; c < 8; c++)
    UNROLL for (int i = 0; i < 4; i++) d[c][i] = c;
  KEEP_ROLLED for (u32 k = 0; k < iterations; k++) {
    UNROLL for (int u = 0; u < 4; u++)
      UNROLL for (int c = 0; c < 8; c++) mma_step<E>(d[c], a, b);
  }
  UNROLL for (int c = 0; c < 8; c++)
    UNROLL for (int i = 0; i < 4; i++) sum += d[c][i];
  out[global_index()] = sum;
}
