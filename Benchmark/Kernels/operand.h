// Operands: a matrix whose rows are a ChaCha8 stream, as the elements of one kind. Both the proof's matrices and the benchmark's.
#pragma once
#include "chacha.h"
#include "elements.h"

// Row-major where block_rows is 0. Otherwise in blocks of block_rows x 128 bytes, block after block along the row: within a block byte k of
// row r is at (r / 8) * 1024 + (r % 8) * 128 + ((k / 16) ^ (r % 8)) * 16 + k % 16, which is what wgmma's 128-byte swizzle reads.
DEVICE u64 place(u32 row, u32 byte, u32 row_bytes, u32 block_rows) {
  if (block_rows == 0) return (u64)row * row_bytes + byte;
  u32 r = row % block_rows;
  u64 block = (u64)(row / block_rows) * (row_bytes / 128) + byte / 128;
  return block * block_rows * 128 + (r / 8) * 1024 + (r % 8) * 128 + (((byte / 16 % 8) ^ (r % 8)) * 16);
}

DEVICE u32 half_bits(int v) {
  u16 bits;
  asm("cvt.rn.f16.s32 %0, %1;" : "=h"(bits) : "r"(v));
  return bits;
}

// 256 and all below have at most 8 significant bits: the upper half of the float is the whole number.
DEVICE u32 brain_bits(int v) { return __builtin_bit_cast(u32, (float)v) >> 16; }

// Four bytes of the stream as elements: bytes as they are; pairs as signed 16-bit integers shifted right by 7, -256 to 255; for FP8 the
// code with sign, whose NaN (all seven bits set) becomes the largest number.
template <Element E> DEVICE u32 elements(u32 word) {
  int low = (int)(word << 16) >> 23, high = (int)word >> 23;
  if (E == Fp16) return half_bits(low) | half_bits(high) << 16;
  if (E == Bf16) return brain_bits(low) | brain_bits(high) << 16;
  if (E == Fp8) return word ^ (((word & 0x7f7f7f7f) + 0x01010101) >> 7 & 0x01010101);
  return word;
}

// One thread for each 64 bytes. A row is stream_bytes of the stream and zeros up to row_bytes; both are multiples of 64, with blocks
// row_bytes of 128. Row 0 of out is row first_row of the matrix.
template <Element E>
DEVICE void operand(u8* out, const u32* key_bytes, u32 first_row, u32 rows, u32 stream_bytes, u32 row_bytes, u32 block_rows) {
  u32 pieces = row_bytes / 64;
  u64 index = global_index();
  u32 row = (u32)(index / pieces), byte = (u32)(index % pieces) * 64;
  if (row >= rows) return;
  u32 key[8], x[16];
  load_key(key_bytes, key);
  chacha<8>(key, ((u64)first_row + row) * (stream_bytes / 64) + byte / 64, x);
  u32 keep = byte < stream_bytes ? ~0u : 0;
  UNROLL for (int i = 0; i < 4; i++) {
    u32x4 v = {elements<E>(x[4 * i]), elements<E>(x[4 * i + 1]), elements<E>(x[4 * i + 2]), elements<E>(x[4 * i + 3])};
    *(u32x4*)(out + place(row, byte + 16 * i, row_bytes, block_rows)) = v & keep;
  }
}
