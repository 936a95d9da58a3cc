// CUDA's keywords and the special registers, without the toolkit: all that our kernels need of it.
#pragma once
#define __global__ __attribute__((global))
#define __device__ __attribute__((device))
#define __shared__ __attribute__((shared))
#define __launch_bounds__(...) __attribute__((launch_bounds(__VA_ARGS__)))
#define DEVICE static __device__ inline __attribute__((always_inline))
#define DEVICE_METHOD __device__ inline __attribute__((always_inline))
#define KERNEL(threads) extern "C" __global__ void __launch_bounds__(threads)
#define UNROLL _Pragma("unroll")
#define KEEP_ROLLED _Pragma("unroll 1")

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef u32 u32x4 __attribute__((ext_vector_type(4)));
typedef float f32x4 __attribute__((ext_vector_type(4)));

DEVICE u32 thread_index() { return __nvvm_read_ptx_sreg_tid_x(); }
DEVICE u32 block_threads() { return __nvvm_read_ptx_sreg_ntid_x(); }
DEVICE u32 block_index() { return __nvvm_read_ptx_sreg_ctaid_x(); }
DEVICE u32 grid_blocks() { return __nvvm_read_ptx_sreg_nctaid_x(); }
DEVICE u64 global_index() { return (u64)block_index() * block_threads() + thread_index(); }
DEVICE u64 grid_threads() { return (u64)grid_blocks() * block_threads(); }
DEVICE void block_barrier() { __nvvm_bar_sync(0); }

// Where a shared array lies, as the 32-bit address that shared-memory instructions take.
DEVICE u32 shared_address(const void* p) { return (u32)(u64)(__attribute__((address_space(3))) const u8*)p; }
