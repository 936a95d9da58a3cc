// Matrix products: D[m][n] = A[m][k] * B[n][k]^T, both operands with k contiguous, sizes along k in bytes. D is int for int8 and the
// exact product, float otherwise, row-major. The operands' layout is operand.h's: row-major for mma, blocks of 128 (A) and 256 (B) rows
// for wgmma.
#include "operand.h"
#if SM == 90
#include "gemm_wgmma.h"
#else
#include "gemm_mma.h"
#endif

#define OPERAND(NAME, E)                                                                                                                  \
  KERNEL(256) NAME(u8* out, const u32* key, u32 first_row, u32 rows, u32 stream_bytes, u32 row_bytes, u32 block_rows) {                   \
    operand<E>(out, key, first_row, rows, stream_bytes, row_bytes, block_rows);                                                           \
  }
#define GEMM(NAME, E, EXACT, SUM)                                                                                                         \
  extern "C" __global__ void GEMM_BOUNDS NAME(SUM* d, const u8* a, const u8* b, u32 m, u32 n, u32 k_bytes) {                              \
    gemm<E, EXACT>(d, a, b, m, n, k_bytes);                                                                                               \
  }

OPERAND(operand_int8, Int8)
OPERAND(operand_fp16, Fp16)
GEMM(gemm_int8, Int8, false, int)
GEMM(gemm_fp16, Fp16, false, float)
// Sums of nine-bit integers in FP16, exactly: see docs/proof-of-gpu.md.
GEMM(gemm_exact_fp16, Fp16, true, int)
#if SM >= 80
OPERAND(operand_bf16, Bf16)
GEMM(gemm_bf16, Bf16, false, float)
#endif
#if SM >= 89
OPERAND(operand_fp8, Fp8)
GEMM(gemm_fp8, Fp8, false, float)
#endif
