// The product by wgmma. A block of three warpgroups stays on its SM and takes tile after tile of 128 x 256: one thread of the first
// warpgroup brings operands in by bulk copies, four stages ahead, and the two others multiply, 64 rows each. Each stage has two
// mbarriers: `full` counts the bytes that arrive, `empty` the eight warps that have read them. m is a multiple of 128, n of 256,
// k_bytes of 128.
#pragma once
#include "raster.h"
#include "tensor_wgmma.h"

#define GEMM_BOUNDS __launch_bounds__(384, 1)
#define STAGES 4
// Slabs of 128 bytes between two roundings of an exact product: 4096 elements of 2 bytes.
#define EXACT_SLABS 64

DEVICE void mbarrier_init(u32 bar, u32 count) { asm volatile("mbarrier.init.shared::cta.b64 [%0], %1;" ::"r"(bar), "r"(count) : "memory"); }

DEVICE void mbarrier_wait(u32 bar, u32 parity) {
  asm volatile("{\n.reg .pred done;\nAGAIN%=:\nmbarrier.try_wait.parity.shared::cta.b64 done, [%0], %1;\n@!done bra AGAIN%=;\n}"
               ::"r"(bar), "r"(parity) : "memory");
}

// Predicated inside: an `if` would be a branch, and the warp's lanes could reach the next aligned instruction apart.
DEVICE void mbarrier_arrive_if(u32 bar, u32 condition) {
  asm volatile("{\n.reg .pred p;\nsetp.ne.b32 p, %1, 0;\n@p mbarrier.arrive.shared::cta.b64 _, [%0];\n}"
               ::"r"(bar), "r"(condition) : "memory");
}

DEVICE void mbarrier_expect(u32 bar, u32 bytes) {
  asm volatile("mbarrier.arrive.expect_tx.shared::cta.b64 _, [%0], %1;" ::"r"(bar), "r"(bytes) : "memory");
}

DEVICE void bulk_copy(u32 to, const u8* from, u32 bytes, u32 bar) {
  asm volatile("cp.async.bulk.shared::cluster.global.mbarrier::complete_tx::bytes [%0], [%1], %2, [%3];"
               ::"r"(to), "l"(from), "r"(bytes), "r"(bar) : "memory");
}

// Where a ring of stages is: which one, and the parity of its turn.
struct Ring {
  u32 base, stage, parity;

  DEVICE_METHOD u32 operands() { return base + stage * STAGE_BYTES; }
  DEVICE_METHOD u32 full() { return base + STAGES * STAGE_BYTES + 8 * stage; }
  DEVICE_METHOD u32 empty() { return full() + 8 * STAGES; }
  DEVICE_METHOD void next() {
    if (++stage == STAGES) {
      stage = 0;
      parity ^= 1;
    }
  }
};

DEVICE void produce(Ring ring, const u8* a, const u8* b, u32 tile_rows, u32 tile_columns, u32 slabs) {
  for (u32 id = block_index(); id < tile_rows * tile_columns; id += grid_blocks()) {
    u32 row, column;
    raster<16>(id, tile_rows, tile_columns, &row, &column);
    const u8 *from_a = a + (u64)row * slabs * A_BYTES, *from_b = b + (u64)column * slabs * B_BYTES;
    for (u32 slab = 0; slab < slabs; slab++) {
      mbarrier_wait(ring.empty(), ring.parity ^ 1);
      mbarrier_expect(ring.full(), STAGE_BYTES);
      bulk_copy(ring.operands(), from_a, A_BYTES, ring.full());
      bulk_copy(ring.operands() + A_BYTES, from_b, B_BYTES, ring.full());
      from_a += A_BYTES;
      from_b += B_BYTES;
      ring.next();
    }
  }
}

template <class Value> DEVICE void store(Value* out, const Value* d, u32 n) {
  typedef Value Pair __attribute__((ext_vector_type(2)));
  UNROLL for (int j = 0; j < 32; j++)
    UNROLL for (int h = 0; h < 2; h++) {
      Pair pair = {d[4 * j + 2 * h], d[4 * j + 2 * h + 1]};
      *(Pair*)(out + (u64)(8 * h) * n + j * 8) = pair;
    }
}

// Rounds to integers, which the sums are, and adds them to what D holds; keep is 0 the first time, when that is nothing yet.
DEVICE void settle(int* out, const float* d, u32 n, int keep) {
  typedef int Pair __attribute__((ext_vector_type(2)));
  UNROLL for (int j = 0; j < 32; j++)
    UNROLL for (int h = 0; h < 2; h++) {
      Pair pair = {(int)d[4 * j + 2 * h], (int)d[4 * j + 2 * h + 1]};
      Pair* place = (Pair*)(out + (u64)(8 * h) * n + j * 8);
      *place = pair + (*place & keep);
    }
}

template <Element E, bool Exact, class D> DEVICE void consume(Ring ring, D* d, u32 tile_rows, u32 tile_columns, u32 n, u32 slabs) {
  u32 t = thread_index(), half = (t >> 7) - 1, warp = t >> 5 & 3, lane = t & 31;
  typename Sum<E>::type sums[128];
  UNROLL for (int i = 0; i < 128; i++) sums[i] = 0;
  for (u32 id = block_index(); id < tile_rows * tile_columns; id += grid_blocks()) {
    u32 row, column, last = 0;
    raster<16>(id, tile_rows, tile_columns, &row, &column);
    D* out = d + (u64)(row * 128 + half * 64 + warp * 16 + (lane >> 2)) * n + column * 256 + (lane & 3) * 2;
    for (u32 slab = 0; slab < slabs; slab++) {
      mbarrier_wait(ring.full(), ring.parity);
      u64 a = descriptor(ring.operands() + half * (A_BYTES / 2)), b = descriptor(ring.operands() + A_BYTES);
      u32 add = Exact ? slab % EXACT_SLABS != 0 : slab != 0;
      wgmma_fence();
      UNROLL for (int kk = 0; kk < 4; kk++) wgmma<E>(sums, a + 2 * kk, b + 2 * kk, kk == 0 ? add : 1);
      wgmma_commit();
      wgmma_wait_but_one();
      mbarrier_arrive_if(last, (slab != 0) & (lane == 0));
      last = ring.empty();
      ring.next();
      if constexpr (Exact)
        if ((slab + 1) % EXACT_SLABS == 0 || slab + 1 == slabs) {
          wgmma_wait_all(sums);
          settle(out, sums, n, slab < EXACT_SLABS ? 0 : -1);
        }
    }
    wgmma_wait_all(sums);
    mbarrier_arrive_if(last, lane == 0);
    if constexpr (!Exact) store(out, sums, n);
  }
}

template <Element E, bool Exact, class D> DEVICE void gemm(D* d, const u8* a, const u8* b, u32 m, u32 n, u32 k_bytes) {
  Ring ring = {shared_base(), 0, 0};
  u32 t = thread_index();
  if (t == 0) {
    for (u32 s = 0; s < STAGES; s++) {
      mbarrier_init(ring.full() + 8 * s, 1);
      mbarrier_init(ring.empty() + 8 * s, 8);
    }
    asm volatile("fence.mbarrier_init.release.cluster;" ::: "memory");
    fence_async();
  }
  block_barrier();
  if (t < 128) {
    asm volatile("setmaxnreg.dec.sync.aligned.u32 40;");
    if (t == 0) produce(ring, a, b, m / 128, n / 256, k_bytes / 128);
  } else {
    asm volatile("setmaxnreg.inc.sync.aligned.u32 232;");
    consume<E, Exact>(ring, d, m / 128, n / 256, n, k_bytes / 128);
  }
}
