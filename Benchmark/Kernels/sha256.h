// SHA-256 of what the proofs hash: one tag byte and then 32-bit integers, little-endian.
#pragma once
#include "keywords.h"

static __device__ const u32 round_constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be,
    0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa,
    0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85,
    0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3,
    0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f,
    0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

DEVICE u32 rotate_right(u32 x, u32 n) { return __builtin_rotateright32(x, n); }

struct Sha256 {
  u32 h[8];

  DEVICE_METHOD void begin() {
    const u32 first[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    UNROLL for (int i = 0; i < 8; i++) h[i] = first[i];
  }

  // The message's schedule is made in place, sixteen words at a time.
  DEVICE_METHOD void block(u32* w) {
    u32 s[8];
    UNROLL for (int i = 0; i < 8; i++) s[i] = h[i];
    UNROLL for (int i = 0; i < 64; i++) {
      if (i >= 16) {
        u32 x = w[(i + 1) % 16], y = w[(i + 14) % 16];
        w[i % 16] += (rotate_right(x, 7) ^ rotate_right(x, 18) ^ x >> 3) + w[(i + 9) % 16] +
                     (rotate_right(y, 17) ^ rotate_right(y, 19) ^ y >> 10);
      }
      u32 e = s[(68 - i) % 8], a = s[(64 - i) % 8];
      u32 t = s[(71 - i) % 8] + (rotate_right(e, 6) ^ rotate_right(e, 11) ^ rotate_right(e, 25)) +
              ((e & s[(69 - i) % 8]) ^ (~e & s[(70 - i) % 8])) + round_constants[i] + w[i % 16];
      u32 b = s[(65 - i) % 8], c = s[(66 - i) % 8];
      s[(67 - i) % 8] += t;
      s[(71 - i) % 8] = t + (rotate_right(a, 2) ^ rotate_right(a, 13) ^ rotate_right(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    }
    UNROLL for (int i = 0; i < 8; i++) h[i] += s[i];
  }

  DEVICE_METHOD void store(u32* out) {
    UNROLL for (int i = 0; i < 8; i++) out[i] = __nvvm_prmt(h[i], 0, 0x0123);
  }
};

// H(tag || integer 0 || ... || integer count - 1): every integer straddles two of the message's words, a byte in the first.
template <u32 Tag, u32 Count, class Integers> DEVICE Sha256 hash(Integers integer) {
  const u32 blocks = (1 + 4 * Count + 9 + 63) / 64;
  Sha256 sha;
  sha.begin();
  u32 before = Tag << 24;
  KEEP_ROLLED for (u32 b = 0; b < blocks; b++) {
    u32 w[16];
    UNROLL for (u32 i = 0; i < 16; i++) {
      u32 at = 16 * b + i, now = at < Count ? integer(at) : at == Count ? 0x80 : 0;
      w[i] = __nvvm_prmt(before, now, 0x3456);
      before = now;
    }
    if (b == blocks - 1) w[15] = 8 + 32 * Count;
    sha.block(w);
  }
  return sha;
}
