// Rates: what the arithmetic units do when nothing has to be fetched. Each kernel repeats one instruction on operands that stay where they
// are, and stores the sums, which depend on every repetition.
#include "keywords.h"
#if SM == 90
#include "rate_wgmma.h"
#else
#include "rate_mma.h"
#endif

// Per thread and iteration 256 multiply-adds, in 32 independent chains.
KERNEL(256) rate_fp32(float* out, u32 iterations, float factor, float addend) {
  float x[32];
  UNROLL for (int i = 0; i < 32; i++) x[i] = (float)thread_index() * 0.001f + (float)i;
  KEEP_ROLLED for (u32 k = 0; k < iterations; k++) {
    UNROLL for (int u = 0; u < 8; u++)
      UNROLL for (int i = 0; i < 32; i++) x[i] = __builtin_fmaf(x[i], factor, addend);
  }
  float sum = 0;
  UNROLL for (int i = 0; i < 32; i++) sum += x[i];
  out[global_index()] = sum;
}

KERNEL(RATE_THREADS) rate_int8(int* out, const u32* in, u32 iterations) { rate<Int8>(out, in, iterations); }
KERNEL(RATE_THREADS) rate_fp16(float* out, const u32* in, u32 iterations) { rate<Fp16>(out, in, iterations); }
#if SM >= 80
KERNEL(RATE_THREADS) rate_bf16(float* out, const u32* in, u32 iterations) { rate<Bf16>(out, in, iterations); }
#endif
#if SM >= 89
KERNEL(RATE_THREADS) rate_fp8(float* out, const u32* in, u32 iterations) { rate<Fp8>(out, in, iterations); }
#endif
