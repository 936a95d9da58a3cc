// ChaCha's block function (RFC 8439) with a 64-bit counter and no nonce, as docs/proof-of-gpu.md has it.
#pragma once
#include "keywords.h"

DEVICE u32 rotate_left(u32 x, u32 n) { return __builtin_rotateleft32(x, n); }

DEVICE void quarter_round(u32& a, u32& b, u32& c, u32& d) {
  a += b; d = rotate_left(d ^ a, 16);
  c += d; b = rotate_left(b ^ c, 12);
  a += b; d = rotate_left(d ^ a, 8);
  c += d; b = rotate_left(b ^ c, 7);
}

template <int Rounds> DEVICE void chacha(const u32* key, u64 counter, u32* x) {
  const u32 first[4] = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};
  UNROLL for (int i = 0; i < 4; i++) x[i] = first[i];
  UNROLL for (int i = 0; i < 8; i++) x[4 + i] = key[i];
  x[12] = (u32)counter;
  x[13] = (u32)(counter >> 32);
  x[14] = x[15] = 0;
  KEEP_ROLLED for (int r = 0; r < Rounds; r += 2) {
    UNROLL for (int i = 0; i < 4; i++) quarter_round(x[i], x[4 + i], x[8 + i], x[12 + i]);
    UNROLL for (int i = 0; i < 4; i++) quarter_round(x[i], x[4 + (i + 1) % 4], x[8 + (i + 2) % 4], x[12 + (i + 3) % 4]);
  }
  UNROLL for (int i = 0; i < 4; i++) x[i] += first[i];
  UNROLL for (int i = 0; i < 8; i++) x[4 + i] += key[i];
  x[12] += (u32)counter;
  x[13] += (u32)(counter >> 32);
}

// A key as it lies in memory: 32 bytes.
DEVICE void load_key(const u32* from, u32* key) {
  UNROLL for (int i = 0; i < 8; i++) key[i] = from[i];
}
