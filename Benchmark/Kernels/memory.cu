// Memory: what a launch costs, how fast memory is read, copied and combined, and whether it holds what is written to it.
// n16 counts words of 16 bytes. Every loop strides by the grid, with several independent accesses in flight.
#include "keywords.h"

DEVICE u32x4 load_once(const u32x4* p) {
  u32x4 v;
  asm volatile("ld.global.nc.L1::no_allocate.v4.u32 {%0,%1,%2,%3}, [%4];" : "=r"(v.x), "=r"(v.y), "=r"(v.z), "=r"(v.w) : "l"(p));
  return v;
}

// Past the first cache: what memory holds, not what was just written.
DEVICE u32x4 load_again(const u32x4* p) {
  u32x4 v;
  asm volatile("ld.global.cv.v4.u32 {%0,%1,%2,%3}, [%4];" : "=r"(v.x), "=r"(v.y), "=r"(v.z), "=r"(v.w) : "l"(p));
  return v;
}

KERNEL(1) launch_nothing() {}

// out: one u32x4 for each thread, the xor of what it read, so that the loads have a use and can be checked.
KERNEL(512) memory_read(u32x4* out, const u32x4* in, u64 n16) {
  u64 step = grid_threads(), i = global_index();
  u32x4 sum = 0;
  for (; i + 3 * step < n16; i += 4 * step) {
    u32x4 a = load_once(in + i), b = load_once(in + i + step), c = load_once(in + i + 2 * step), d = load_once(in + i + 3 * step);
    sum ^= a ^ b ^ c ^ d;
  }
  for (; i < n16; i += step) sum ^= load_once(in + i);
  out[global_index()] = sum;
}

KERNEL(512) memory_copy(u32x4* __restrict__ out, const u32x4* __restrict__ in, u64 n16) {
  u64 step = grid_threads(), i = global_index();
  for (; i + 3 * step < n16; i += 4 * step) {
    u32x4 a = load_once(in + i), b = load_once(in + i + step), c = load_once(in + i + 2 * step), d = load_once(in + i + 3 * step);
    out[i] = a;
    out[i + step] = b;
    out[i + 2 * step] = c;
    out[i + 3 * step] = d;
  }
  for (; i < n16; i += step) out[i] = load_once(in + i);
}

KERNEL(512) memory_triad(f32x4* __restrict__ out, const f32x4* __restrict__ b, const f32x4* __restrict__ c, float factor, u64 n16) {
  u64 step = grid_threads(), i = global_index();
  for (; i + step < n16; i += 2 * step) {
    f32x4 b0 = b[i], c0 = c[i], b1 = b[i + step], c1 = c[i + step];
    out[i] = b0 + factor * c0;
    out[i + step] = b1 + factor * c1;
  }
  for (; i < n16; i += step) out[i] = b[i] + factor * c[i];
}

// The pattern: every 32-bit word is a mix of its index and the seed, so memory that answers for another address shows.
DEVICE u32 mix(u64 index, u32 seed) {
  u32 x = (u32)index * 0x9e3779b1u ^ (u32)(index >> 32) * 0x85ebca77u ^ seed;
  x ^= x >> 16;
  x *= 0x7feb352du;
  x ^= x >> 15;
  x *= 0x846ca68bu;
  return x ^ x >> 16;
}

DEVICE u32x4 pattern(u64 i, u32 seed, u32 flip) {
  u32x4 v = {mix(4 * i, seed), mix(4 * i + 1, seed), mix(4 * i + 2, seed), mix(4 * i + 3, seed)};
  return v ^ flip;
}

// first16: index of memory's first word in the whole that is tested, which may be several allocations. flip: 0, or all ones.
KERNEL(512) pattern_fill(u32x4* memory, u64 first16, u64 n16, u32 seed, u32 flip) {
  for (u64 i = global_index(); i < n16; i += grid_threads()) memory[i] = pattern(first16 + i, seed, flip);
}

// Adds the wrong bits to *wrong, and lowers *first to the byte offset, in the whole, of the first 16-byte word that has one.
KERNEL(512) pattern_check(const u32x4* memory, u64 first16, u64 n16, u32 seed, u32 flip, u64* wrong, u64* first) {
  for (u64 i = global_index(); i < n16; i += grid_threads()) {
    u32x4 x = load_again(memory + i) ^ pattern(first16 + i, seed, flip);
    u64 bits = __builtin_popcount(x.x) + __builtin_popcount(x.y) + __builtin_popcount(x.z) + __builtin_popcount(x.w);
    if (bits != 0) {
      asm volatile("red.global.add.u64 [%0], %1;" ::"l"(wrong), "l"(bits) : "memory");
      asm volatile("red.global.min.u64 [%0], %1;" ::"l"(first), "l"((first16 + i) * 16) : "memory");
    }
  }
}
