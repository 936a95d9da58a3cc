// The proofs of docs/proof-of-gpu.md: leaves and trees over a product, and the memory and walks of PoG-VRAM v2.
// PoG-GEMM's matrices and product are gemm.cu's operand_int8, gemm_int8, operand_fp16 and gemm_exact_fp16.
#include "chacha.h"
#include "sha256.h"

// Leaves of a panel of C: tile_rows x tile_columns tiles of 16 x 16, one thread each. stride: C's elements from row to row.
// first_tile_row: which of the matrix's rows of tiles the panel begins with; leaves is where the whole round's leaves begin.
KERNEL(64) pog_gemm_leaves(u32* leaves, const u32* c, u32 stride, u32 round, u32 first_tile_row, u32 tile_rows, u32 tile_columns) {
  u32 index = (u32)global_index();
  if (index >= tile_rows * tile_columns) return;
  u32 in_panel = index / tile_columns, row = first_tile_row + in_panel, column = index % tile_columns;
  const u32* tile = c + (u64)in_panel * 16 * stride + column * 16;
  Sha256 sha = hash<0x00, 3 + 256>([=](u32 i) {
    return i == 0 ? round : i == 1 ? row : i == 2 ? column : tile[(u64)((i - 3) / 16) * stride + (i - 3) % 16];
  });
  u32 position = ((row / 4) * (tile_columns / 4) + column / 4) * 16 + row % 4 * 4 + column % 4;
  sha.store(leaves + 8 * (u64)position);
}

// One level of a Merkle tree: parents[i] over children 2 i and 2 i + 1, one thread each.
KERNEL(128) merkle_parents(u32* parents, const u32* children, u32 count) {
  u32 i = (u32)global_index();
  if (i >= count) return;
  const u32* pair = children + 16 * (u64)i;
  hash<0x01, 16>([=](u32 at) { return pair[at]; }).store(parents + 8 * (u64)i);
}

// The memory: one thread for each word of 32 bytes, four to a line of 128.
KERNEL(256) pog_vram_fill(u32x4* memory, const u32* key, u64 lines, u32 work) {
  u64 word = global_index();
  if (word >= 4 * lines) return;
  u32 s[8], x[16];
  load_key(key, s);
  KEEP_ROLLED for (u32 j = 0; j < work; j++) {
    chacha<20>(s, j == 0 ? word : j, x);
    UNROLL for (int i = 0; i < 8; i++) s[i] = x[i];
  }
  memory[2 * word] = u32x4{s[0], s[1], s[2], s[3]};
  memory[2 * word + 1] = u32x4{s[4], s[5], s[6], s[7]};
}

// Value of thread (lane xor mask) of this warp.
DEVICE u32 exchange(u32 x, u32 mask) {
  u32 y;
  asm volatile("shfl.sync.bfly.b32 %0, %1, %2, 31, -1;" : "=r"(y) : "r"(x), "r"(mask));
  return y;
}

// Value of the i-th of the eight threads that this one belongs to.
DEVICE u32 of_eight(u32 x, u32 i) {
  u32 y;
  asm volatile("shfl.sync.idx.b32 %0, %1, %2, 6175, -1;" : "=r"(y) : "r"(x), "r"(i));
  return y;
}

// The walks: eight threads for each lane, which hold a word of its state each and read a line together. lanes is a multiple of 16.
KERNEL(128) pog_vram_walk(u32* leaves, const u32* memory, const u32* key_bytes, u64 lines, u32 lanes, u32 steps, u32 round) {
  u32 lane = (u32)(global_index() / 8), j = thread_index() % 8, key[8], x[16], a = 0;
  if (lane >= lanes) return;
  load_key(key_bytes, key);
  chacha<8>(key, lane / 2, x);
  UNROLL for (u32 i = 0; i < 16; i++) a = i == lane % 2 * 8 + j ? x[i] : a;
  KEEP_ROLLED for (u32 step = 0; step < steps; step++) {
    u32 place = a ^ exchange(a, 1);
    place ^= exchange(place, 2);
    place ^= exchange(place, 4);
    const u32* line = memory + (place * lines >> 32) * 32 + j;
    u32 v[4];
    UNROLL for (int r = 0; r < 4; r++) v[r] = line[8 * r];
    UNROLL for (int r = 0; r < 4; r++) a = rotate_left(a + v[r], 13) * 0x9e3779b1;
  }
  u32 state[8];
  UNROLL for (u32 i = 0; i < 8; i++) state[i] = of_eight(a, i);
  if (j != 0) return;
  hash<0x00, 10>([=](u32 i) { return i == 0 ? round : i == 1 ? lane : state[i - 2]; }).store(leaves + 8 * (u64)lane);
}
