// The structures of NVML that we use, written from its public documentation (https://docs.nvidia.com/deploy/nvml-api/). The sizes asserted
// here were seen with NVIDIA's own header, version 13, and hold on x86-64 and arm64; the managed ones are compared with these.
#ifndef NVML_LAYOUT_H
#define NVML_LAYOUT_H
typedef unsigned u32;
typedef unsigned long long u64;
typedef struct { char busIdLegacy[16]; u32 domain, bus, device, pciDeviceId, pciSubSystemId; char busId[32]; } nvmlPciInfo_t;
typedef struct { u64 total, free, used; } nvmlMemory_t;
typedef struct { u32 version; u64 total, reserved, free, used; } nvmlMemory_v2_t;
typedef struct { void *device; u64 eventType, eventData; u32 gpuInstanceId, computeInstanceId; } nvmlEventData_t;
typedef struct {
    u32 multiprocessorCount, sharedCopyEngineCount, sharedDecoderCount, sharedEncoderCount, sharedJpegCount, sharedOfaCount;
    u32 gpuInstanceSliceCount, computeInstanceSliceCount;
    u64 memorySizeMB;
} nvmlDeviceAttributes_t;
typedef struct { unsigned char clusterUuid[16]; u32 status, cliqueId; unsigned char state; } nvmlGpuFabricInfo_t;
typedef struct { u32 version; unsigned char clusterUuid[16]; u32 status, cliqueId; unsigned char state; u32 healthMask; } nvmlGpuFabricInfo_v2_t;
typedef struct { u32 environment, ccFeature, devToolsMode; } nvmlConfComputeSystemState_t;
typedef struct { u32 pid; u64 usedGpuMemory; u32 gpuInstanceId, computeInstanceId; } nvmlProcessInfo_t;
_Static_assert(sizeof(nvmlProcessInfo_t) == 24, "");
_Static_assert(sizeof(nvmlPciInfo_t) == 68, "");
_Static_assert(sizeof(nvmlMemory_t) == 24, "");
_Static_assert(sizeof(nvmlMemory_v2_t) == 40, "");
_Static_assert(sizeof(nvmlEventData_t) == 32, "");
_Static_assert(sizeof(nvmlDeviceAttributes_t) == 40, "");
_Static_assert(sizeof(nvmlGpuFabricInfo_t) == 28, "");
_Static_assert(sizeof(nvmlGpuFabricInfo_v2_t) == 36, "");
_Static_assert(sizeof(nvmlConfComputeSystemState_t) == 12, "");
#endif
