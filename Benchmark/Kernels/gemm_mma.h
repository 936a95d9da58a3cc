// The product by mma.sync. A block of 128 threads has 128 x 128 of D, a warp 64 x 64; k advances by slabs of 64 bytes through shared
// memory, whose 16-byte pieces are swizzled so that neither stores nor ldmatrix meet in a bank. m and n are multiples of 128, k_bytes
// of 64.
#pragma once
#include "raster.h"
#include "tensor_mma.h"

#define GEMM_BOUNDS __launch_bounds__(128)
#define SIDE 128
#define SLAB 64
#define STAGE_BYTES (2 * SIDE * SLAB)
#if SM >= 80
#define STAGES 3
#else
#define STAGES 2
#endif
// Slabs between two roundings of an exact product: 4096 elements of 2 bytes.
#define EXACT_SLABS 128

static __shared__ __attribute__((aligned(1024))) u8 stages[STAGES * STAGE_BYTES];

DEVICE u32 swizzled(u32 row, u32 piece) { return row * SLAB + ((piece ^ (row >> 1 & 3)) << 4); }

DEVICE void load_matrices(u32* r, u32 shared) {
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0,%1,%2,%3}, [%4];"
               : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3]) : "r"(shared) : "memory");
}

template <Element E> struct Tile {
  typedef typename Sum<E>::type Value;
  Value d[4][8][4];

  DEVICE_METHOD void clear() {
    UNROLL for (int i = 0; i < 4; i++)
      UNROLL for (int j = 0; j < 8; j++)
        UNROLL for (int e = 0; e < 4; e++) d[i][j][e] = 0;
  }

  // Adds the product of one slab: A's rows from wm, B's from wn.
  DEVICE_METHOD void add(u32 stage, u32 wm, u32 wn, u32 lane) {
    UNROLL for (int kk = 0; kk < 2; kk++) {
      u32 a[4][4], b[4][4];
      UNROLL for (int i = 0; i < 4; i++) load_matrices(a[i], stage + swizzled(wm + i * 16 + (lane & 15), kk * 2 + (lane >> 4)));
      UNROLL for (int j = 0; j < 4; j++)
        load_matrices(b[j], stage + SIDE * SLAB + swizzled(wn + j * 16 + (lane & 7) + (lane >> 4 << 3), kk * 2 + (lane >> 3 & 1)));
      UNROLL for (int i = 0; i < 4; i++)
        UNROLL for (int j = 0; j < 8; j++) mma_step<E>(d[i][j], a[i], b[j >> 1] + (j & 1) * 2);
    }
  }

  DEVICE_METHOD void store(Value* out, u32 n) {
    typedef Value Pair __attribute__((ext_vector_type(2)));
    UNROLL for (int i = 0; i < 4; i++)
      UNROLL for (int j = 0; j < 8; j++)
        UNROLL for (int h = 0; h < 2; h++) {
          Pair pair = {d[i][j][2 * h], d[i][j][2 * h + 1]};
          *(Pair*)(out + (u64)(i * 16 + h * 8) * n + j * 8) = pair;
        }
  }

  // Rounds to integers, which the sums are, and adds them to what D holds; keep is 0 the first time, when that is nothing yet.
  DEVICE_METHOD void settle(int* out, u32 n, int keep) {
    typedef int Pair __attribute__((ext_vector_type(2)));
    UNROLL for (int i = 0; i < 4; i++)
      UNROLL for (int j = 0; j < 8; j++)
        UNROLL for (int h = 0; h < 2; h++) {
          Pair pair = {(int)d[i][j][2 * h], (int)d[i][j][2 * h + 1]};
          Pair* place = (Pair*)(out + (u64)(i * 16 + h * 8) * n + j * 8);
          *place = pair + (*place & keep);
        }
    clear();
  }
};

// What a thread carries into shared memory: 16 bytes of every 32nd row, four of A and four of B.
struct Carrier {
  const u8 *a, *b;
  u32 row_bytes, shared;
#if SM >= 80
  DEVICE_METHOD void copy(u32 to, const u8* from) {
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16;" ::"r"(to), "l"(from) : "memory");
  }

  DEVICE_METHOD void fetch(u32 stage) {
    UNROLL for (int r = 0; r < 4; r++) {
      copy(stage + shared + r * 32 * SLAB, a + (u64)r * 32 * row_bytes);
      copy(stage + shared + (SIDE + r * 32) * SLAB, b + (u64)r * 32 * row_bytes);
    }
    a += SLAB;
    b += SLAB;
  }
#else
  u32x4 held[8];

  DEVICE_METHOD void fetch() {
    UNROLL for (int r = 0; r < 4; r++) {
      held[r] = *(const u32x4*)(a + (u64)r * 32 * row_bytes);
      held[4 + r] = *(const u32x4*)(b + (u64)r * 32 * row_bytes);
    }
    a += SLAB;
    b += SLAB;
  }

  DEVICE_METHOD void put(u32 stage) {
    UNROLL for (int r = 0; r < 8; r++)
      asm volatile("st.shared.v4.u32 [%0], {%1,%2,%3,%4};" ::"r"(stage + shared + r * 32 * SLAB), "r"(held[r].x), "r"(held[r].y),
                   "r"(held[r].z), "r"(held[r].w) : "memory");
  }
#endif
};

DEVICE bool settles(u32 slab, u32 slabs) { return (slab + 1) % EXACT_SLABS == 0 || slab + 1 == slabs; }

template <Element E, bool Exact, class D> DEVICE void gemm(D* d, const u8* a, const u8* b, u32 m, u32 n, u32 k_bytes) {
  u32 t = thread_index(), lane = t & 31, wm = (t >> 5 & 1) * 64, wn = (t >> 6) * 64, tile_row, tile_column;
  raster<8>(block_index(), m / SIDE, n / SIDE, &tile_row, &tile_column);
  u32 m0 = tile_row * SIDE, n0 = tile_column * SIDE, slabs = k_bytes / SLAB, base = shared_address(stages);
  Carrier carrier;
  carrier.a = a + (u64)(m0 + (t >> 2)) * k_bytes + (t & 3) * 16;
  carrier.b = b + (u64)(n0 + (t >> 2)) * k_bytes + (t & 3) * 16;
  carrier.row_bytes = k_bytes;
  carrier.shared = swizzled(t >> 2, t & 3);
  D* out = d + (u64)(m0 + wm + (lane >> 2)) * n + n0 + wn + (lane & 3) * 2;
  Tile<E> tile;
  tile.clear();
#if SM >= 80
  UNROLL for (u32 s = 0; s < STAGES - 1; s++) {
    if (s < slabs) carrier.fetch(base + s * STAGE_BYTES);
    asm volatile("cp.async.commit_group;" ::: "memory");
  }
  u32 reading = 0, writing = STAGES - 1;
  for (u32 slab = 0; slab < slabs; slab++) {
    asm volatile("cp.async.wait_group 1;" ::: "memory");
    block_barrier();
    if (slab + STAGES - 1 < slabs) carrier.fetch(base + writing * STAGE_BYTES);
    asm volatile("cp.async.commit_group;" ::: "memory");
    tile.add(base + reading * STAGE_BYTES, wm, wn, lane);
    reading = reading == STAGES - 1 ? 0 : reading + 1;
    writing = writing == STAGES - 1 ? 0 : writing + 1;
    if constexpr (Exact) if (settles(slab, slabs)) tile.settle(out, n, slab < EXACT_SLABS ? 0 : -1);
  }
#else
  carrier.fetch();
  carrier.put(base);
  block_barrier();
  for (u32 slab = 0; slab < slabs; slab++) {
    bool more = slab + 1 < slabs;
    if (more) carrier.fetch();
    tile.add(base + (slab & 1) * STAGE_BYTES, wm, wn, lane);
    if (more) carrier.put(base + (~slab & 1) * STAGE_BYTES);
    block_barrier();
    if constexpr (Exact) if (settles(slab, slabs)) tile.settle(out, n, slab < EXACT_SLABS ? 0 : -1);
  }
#endif
  if constexpr (!Exact) tile.store(out, n);
}
