// What a C compiler gets out of this machine: the peer of `depin-node bench` in `./build.sh bench machine`.
// usage: machine-peer fp32|read|copy|triad THREADS BYTES    prints the best of five windows, in operations or bytes per second
#define _GNU_SOURCE
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

enum { CHAINS = 16, WINDOWS = 5 };
#define WINDOW 0.3

typedef float vector __attribute__((vector_size(64)));

static const char *kind;
static size_t bytes;
static pthread_barrier_t barrier;
static double rates[256][WINDOWS];
static volatile uint64_t sink;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec * 1e-9;
}

static void *array(size_t size) {
  void *p = NULL;
  if (posix_memalign(&p, 2 << 20, size)) exit(1);
  madvise(p, size, MADV_HUGEPAGE);
  uint64_t x = 88172645463325252ull;
  for (size_t i = 0; i < size / 8; i++) {
    x ^= x << 13, x ^= x >> 7, x ^= x << 17;
    ((uint64_t *)p)[i] = (x & 0x007fffff007fffffull) | 0x3f8000003f800000ull;
  }
  return p;
}

static double fp32(void) {
  vector x[CHAINS], c = (vector){0} - 1.9f;
  for (int k = 0; k < CHAINS; k++) x[k] = (vector){0} + 0.01f * (float)(k + 1);
  for (int i = 0; i < 4096; i++)
#pragma GCC unroll 16
    for (int k = 0; k < CHAINS; k++) x[k] = x[k] * x[k] + c;
  vector sum = x[0];
  for (int k = 1; k < CHAINS; k++) sum += x[k];
  sink = (uint64_t)(int64_t)sum[0];
  return 2.0 * 16 * CHAINS * 4096;
}

static double read_all(const uint64_t *restrict b, size_t size) {
  uint64_t fold = 0;
  for (size_t i = 0; i < size / 8; i++) fold ^= b[i];
  sink = fold;
  return (double)size;
}

static double triad(float *restrict a, const float *restrict b, const float *restrict c, size_t size) {
  for (size_t i = 0; i < size / 4; i++) a[i] = b[i] + 1.25f * c[i];
  return 3.0 * (double)size;
}

static double step(char *a, char *b, char *c, size_t size) {
  if (!strcmp(kind, "fp32")) return fp32();
  if (!strcmp(kind, "read")) return read_all((uint64_t *)a, size);
  if (!strcmp(kind, "copy")) return memcpy(a, b, size), sink = (uint8_t)a[size - 1], 2.0 * (double)size;
  return triad((float *)a, (float *)b, (float *)c, size);
}

static void *work(void *self) {
  int arrays = !strcmp(kind, "read") ? 1 : !strcmp(kind, "copy") ? 2 : 3;
  size_t size = strcmp(kind, "fp32") ? bytes / arrays / 64 * 64 : 64;
  char *a = array(size), *b = arrays > 1 ? array(size) : NULL, *c = arrays > 2 ? array(size) : NULL;
  step(a, b, c, size);
  for (int w = 0; w < WINDOWS; w++) {
    pthread_barrier_wait(&barrier);
    double begin = now(), elapsed, done = 0;
    do done += step(a, b, c, size), elapsed = now() - begin;
    while (elapsed < WINDOW);
    rates[(intptr_t)self][w] = done / elapsed;
  }
  return NULL;
}

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  kind = argv[1];
  int threads = atoi(argv[2]);
  if (threads < 1 || threads > 256) return 2;
  bytes = strtoull(argv[3], NULL, 10) / threads;
  pthread_barrier_init(&barrier, NULL, threads);
  pthread_t gang[256];
  for (intptr_t i = 0; i < threads; i++) pthread_create(&gang[i], NULL, work, (void *)i);
  for (int i = 0; i < threads; i++) pthread_join(gang[i], NULL);
  double best = 0;
  for (int w = 0; w < WINDOWS; w++) {
    double sum = 0;
    for (int i = 0; i < threads; i++) sum += rates[i][w];
    if (sum > best) best = sum;
  }
  printf("%.6e\n", best);
  return 0;
}
