// Prints "structure.field offset" and "structure size" as gcc lays them out.
#include "nvml_layout.h"
#include <stddef.h>
#include <stdio.h>
#define SIZE(type) printf(#type " %zu\n", sizeof(type))
#define AT(type, field) printf(#type "." #field " %zu\n", offsetof(type, field))
int main(void) {
    SIZE(nvmlPciInfo_t); AT(nvmlPciInfo_t, domain); AT(nvmlPciInfo_t, bus); AT(nvmlPciInfo_t, device); AT(nvmlPciInfo_t, pciDeviceId);
    AT(nvmlPciInfo_t, busId);
    SIZE(nvmlMemory_t); AT(nvmlMemory_t, total); AT(nvmlMemory_t, free); AT(nvmlMemory_t, used);
    SIZE(nvmlMemory_v2_t); AT(nvmlMemory_v2_t, version); AT(nvmlMemory_v2_t, total); AT(nvmlMemory_v2_t, reserved);
    AT(nvmlMemory_v2_t, free); AT(nvmlMemory_v2_t, used);
    SIZE(nvmlEventData_t); AT(nvmlEventData_t, device); AT(nvmlEventData_t, eventType); AT(nvmlEventData_t, eventData);
    AT(nvmlEventData_t, gpuInstanceId); AT(nvmlEventData_t, computeInstanceId);
    SIZE(nvmlDeviceAttributes_t); AT(nvmlDeviceAttributes_t, multiprocessorCount); AT(nvmlDeviceAttributes_t, memorySizeMB);
    SIZE(nvmlGpuFabricInfo_t); AT(nvmlGpuFabricInfo_t, status); AT(nvmlGpuFabricInfo_t, state);
    SIZE(nvmlGpuFabricInfo_v2_t); AT(nvmlGpuFabricInfo_v2_t, version); AT(nvmlGpuFabricInfo_v2_t, status);
    AT(nvmlGpuFabricInfo_v2_t, cliqueId); AT(nvmlGpuFabricInfo_v2_t, state); AT(nvmlGpuFabricInfo_v2_t, healthMask);
    SIZE(nvmlConfComputeSystemState_t); AT(nvmlConfComputeSystemState_t, environment); AT(nvmlConfComputeSystemState_t, ccFeature);
    return 0;
}
