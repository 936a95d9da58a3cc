// A simulated libnvidia-ml.so.1: the functions that depin-node calls, of machines that simulation.h describes.
#include "simulation.h"
#include "nvml_layout.h"

enum { OK, UNINITIALIZED, INVALID, NOT_SUPPORTED, NO_PERMISSION, TOO_SMALL = 7, TIMEOUT = 10, LOST = 15, WRONG_VERSION = 25 };
enum { SLICES = 2, SLICE_HANDLES = 64, XID_EVENT = 8 };
typedef void *Device;

static int initialized;

// A handle is 1 + the GPU's index, or that and 64 times the number of its slice.
static int gpu_of(Device device) { return ((int)(long)device - 1) % SLICE_HANDLES; }
static int slice_of(Device device) { return ((int)(long)device - 1) / SLICE_HANDLES; }

static int text(char *buffer, u32 length, const char *value) {
    if (strlen(value) + 1 > length) return TOO_SMALL;
    strcpy(buffer, value);
    return OK;
}

static int check(Device device) {
    if (!initialized) return UNINITIALIZED;
    if (!device || gpu_of(device) >= gpu_count()) return INVALID;
    return number("lost", -1) == gpu_of(device) ? LOST : OK;
}

#define SYSTEM(function) ENTER(function); if (!initialized) return UNINITIALIZED
#define DEVICE(function) ENTER(function); int refused = check(device); if (refused) return refused
#define NUMBER(function, value) int function(Device device, u32 *out) { DEVICE(function); *out = (u32)(value); return OK; }
#define PAIR(function, a, b) \
    int function(Device device, u32 *x, u32 *y) { DEVICE(function); *x = (u32)(a); *y = (u32)(b); return OK; }

int nvmlInit_v2(void) { ENTER(nvmlInit_v2); initialized = 1; return OK; }
int nvmlShutdown(void) { SYSTEM(nvmlShutdown); initialized = 0; return OK; }

const char *nvmlErrorString(int code) {
    switch (code) {
    case 9: return "Driver Not Loaded";
    case LOST: return "GPU is lost";
    case 18: return "Driver/library version mismatch";
    default: return "Simulated error";
    }
}

int nvmlSystemGetDriverVersion(char *b, u32 n) { SYSTEM(nvmlSystemGetDriverVersion); return text(b, n, "550.163.01"); }
int nvmlSystemGetNVMLVersion(char *b, u32 n) { SYSTEM(nvmlSystemGetNVMLVersion); return text(b, n, "12.550.163.01"); }
int nvmlSystemGetCudaDriverVersion_v2(int *v) { SYSTEM(nvmlSystemGetCudaDriverVersion_v2); *v = 12040; return OK; }
int nvmlDeviceGetCount_v2(u32 *count) { SYSTEM(nvmlDeviceGetCount_v2); *count = (u32)gpu_count(); return OK; }

int nvmlSystemGetConfComputeState(nvmlConfComputeSystemState_t *state) {
    SYSTEM(nvmlSystemGetConfComputeState);
    *state = (nvmlConfComputeSystemState_t){ .ccFeature = (u32)number("cc", 0) };
    return OK;
}

int nvmlSystemGetConfComputeGpusReadyState(u32 *ready) {
    SYSTEM(nvmlSystemGetConfComputeGpusReadyState);
    *ready = (u32)number("cc.ready", 1);
    return OK;
}

int nvmlDeviceGetHandleByIndex_v2(u32 index, Device *device) {
    SYSTEM(nvmlDeviceGetHandleByIndex_v2);
    if (index >= (u32)gpu_count()) return INVALID;
    *device = (Device)(long)(index + 1);
    return number("lost", -1) == (long long)index ? LOST : OK;
}

int nvmlDeviceGetName(Device device, char *b, u32 n) {
    DEVICE(nvmlDeviceGetName);
    return text(b, n, slice_of(device) ? "NVIDIA H200 MIG 3g.71gb" : "NVIDIA H200");
}

int nvmlDeviceGetUUID(Device device, char *b, u32 n) {
    char uuid[64];
    DEVICE(nvmlDeviceGetUUID);
    uuid_text(gpu_of(device), slice_of(device), uuid);
    return text(b, n, uuid);
}

int nvmlDeviceGetVbiosVersion(Device device, char *b, u32 n) { DEVICE(nvmlDeviceGetVbiosVersion); return text(b, n, "96.00.AF.00.01"); }

int nvmlDeviceGetPciInfo_v3(Device device, nvmlPciInfo_t *info) {
    DEVICE(nvmlDeviceGetPciInfo_v3);
    *info = (nvmlPciInfo_t){ .bus = bus_of(gpu_of(device)), .pciDeviceId = 0x233510DE, .pciSubSystemId = 0x18BE10DE };
    snprintf(info->busIdLegacy, sizeof info->busIdLegacy, "0000:%02X:00.0", info->bus);
    snprintf(info->busId, sizeof info->busId, "00000000:%02X:00.0", info->bus);
    return OK;
}

int nvmlDeviceGetMemoryInfo(Device device, nvmlMemory_t *m) {
    DEVICE(nvmlDeviceGetMemoryInfo);
    *m = (nvmlMemory_t){ vram(), vram() - (8 << 20), 8 << 20 };
    return OK;
}

int nvmlDeviceGetMemoryInfo_v2(Device device, nvmlMemory_v2_t *m) {
    DEVICE(nvmlDeviceGetMemoryInfo_v2);
    if (m->version != 0x02000028) return WRONG_VERSION;
    *m = (nvmlMemory_v2_t){ m->version, vram(), 8 << 20, vram() - (8 << 20), 0 };
    return OK;
}

NUMBER(nvmlDeviceGetMinorNumber, gpu_of(device))
NUMBER(nvmlDeviceGetCurrPcieLinkGeneration, 1)
NUMBER(nvmlDeviceGetMaxPcieLinkGeneration, 5)
NUMBER(nvmlDeviceGetCurrPcieLinkWidth, number("width", 16))
NUMBER(nvmlDeviceGetMaxPcieLinkWidth, 16)
NUMBER(nvmlDeviceGetPowerUsage, 76543)
NUMBER(nvmlDeviceGetEnforcedPowerLimit, number("power.limit", 700000))
NUMBER(nvmlDeviceGetPowerManagementDefaultLimit, 700000)
NUMBER(nvmlDeviceGetPersistenceMode, 1)
NUMBER(nvmlDeviceGetComputeMode, number("compute.mode", 0))
NUMBER(nvmlDeviceGetMaxMigDeviceCount, is_split(gpu_of(device)) ? 7 : 0)
NUMBER(nvmlDeviceGetRetiredPagesPendingStatus, 0)
PAIR(nvmlDeviceGetCudaComputeCapability, capability() / 10, capability() % 10)
PAIR(nvmlDeviceGetPowerManagementLimitConstraints, 200000, 700000)
PAIR(nvmlDeviceGetEccMode, 1, 1)
PAIR(nvmlDeviceGetMigMode, is_split(gpu_of(device)), is_split(gpu_of(device)))

int nvmlDeviceGetClockInfo(Device device, u32 which, u32 *mhz) {
    DEVICE(nvmlDeviceGetClockInfo);
    *mhz = which == 2 ? 3201 : 345;
    return OK;
}

int nvmlDeviceGetMaxClockInfo(Device device, u32 which, u32 *mhz) {
    DEVICE(nvmlDeviceGetMaxClockInfo);
    *mhz = which == 2 ? 3201 : 1980;
    return OK;
}

int nvmlDeviceGetTemperature(Device device, u32 sensor, u32 *celsius) {
    DEVICE(nvmlDeviceGetTemperature);
    *celsius = 34;
    return sensor ? INVALID : OK;
}

int nvmlDeviceGetCurrentClocksEventReasons(Device device, u64 *reasons) {
    DEVICE(nvmlDeviceGetCurrentClocksEventReasons);
    *reasons = (u64)number("reasons", 1);
    return OK;
}

// Programs of this many are listed, none of which there is.
int nvmlDeviceGetComputeRunningProcesses_v3(Device device, u32 *count, void *processes) {
    DEVICE(nvmlDeviceGetComputeRunningProcesses_v3);
    u32 listed = (u32)number("processes", 0), room = *count;
    *count = listed;
    if (listed > room) return TOO_SMALL;
    for (u32 i = 0; i < listed; i++) ((nvmlProcessInfo_t *)processes)[i] = (nvmlProcessInfo_t){ .pid = 4000000 + i, .usedGpuMemory = 1 << 30 };
    return OK;
}

int nvmlDeviceGetTotalEccErrors(Device device, u32 kind, u32 counter, u64 *errors) {
    DEVICE(nvmlDeviceGetTotalEccErrors);
    *errors = (u64)(kind == 1 && counter == 0 ? number("ecc", 0) : 0);
    return OK;
}

int nvmlDeviceGetRemappedRows(Device device, u32 *corrected, u32 *uncorrected, u32 *pending, u32 *failed) {
    DEVICE(nvmlDeviceGetRemappedRows);
    *corrected = 0, *uncorrected = (u32)number("rows", 0), *pending = (u32)number("rows.pending", 0);
    *failed = (u32)number("rows.failed", 0);
    return OK;
}

int nvmlDeviceGetNvLinkState(Device device, u32 link, u32 *active) {
    DEVICE(nvmlDeviceGetNvLinkState);
    if (link >= 18 || gpu_count() == 1) return NOT_SUPPORTED;
    *active = 1;
    return OK;
}

int nvmlDeviceGetGpuFabricInfo(Device device, nvmlGpuFabricInfo_t *info) {
    DEVICE(nvmlDeviceGetGpuFabricInfo);
    *info = (nvmlGpuFabricInfo_t){ .state = (unsigned char)(gpu_count() > 1 ? number("fabric", 3) : 0) };
    return OK;
}

int nvmlDeviceGetGpuFabricInfoV(Device device, nvmlGpuFabricInfo_v2_t *info) {
    DEVICE(nvmlDeviceGetGpuFabricInfoV);
    if (info->version != 0x02000024) return WRONG_VERSION;
    *info = (nvmlGpuFabricInfo_v2_t){ .version = info->version, .state = (unsigned char)(gpu_count() > 1 ? number("fabric", 3) : 0) };
    return OK;
}

int nvmlDeviceGetMigDeviceHandleByIndex(Device device, u32 index, Device *slice) {
    DEVICE(nvmlDeviceGetMigDeviceHandleByIndex);
    if (index >= SLICES) return 6;
    *slice = (Device)((long)device + SLICE_HANDLES * (long)(index + 1));
    return OK;
}

int nvmlDeviceGetAttributes_v2(Device device, nvmlDeviceAttributes_t *attributes) {
    DEVICE(nvmlDeviceGetAttributes_v2);
    *attributes = (nvmlDeviceAttributes_t){ .multiprocessorCount = 60, .memorySizeMB = (vram() / SLICES) >> 20 };
    return OK;
}

int nvmlEventSetCreate(void **set) { SYSTEM(nvmlEventSetCreate); *set = &initialized; return OK; }
int nvmlEventSetFree(void *set) { SYSTEM(nvmlEventSetFree); return set == &initialized ? OK : INVALID; }
int nvmlDeviceGetSupportedEventTypes(Device device, u64 *types) { DEVICE(nvmlDeviceGetSupportedEventTypes); *types = 31; return OK; }

int nvmlDeviceRegisterEvents(Device device, u64 types, void *set) {
    DEVICE(nvmlDeviceRegisterEvents);
    return types & ~31ull ? NOT_SUPPORTED : set == &initialized ? OK : INVALID;
}

int nvmlEventSetWait_v2(void *set, nvmlEventData_t *event, u32 milliseconds) {
    static int reported;
    SYSTEM(nvmlEventSetWait_v2);
    for (u32 waited = 0; waited < milliseconds; waited += 10) {
        int xid = (int)number("xid", 0);
        if (xid && xid != reported) {
            reported = xid;
            *event = (nvmlEventData_t){ (Device)1, XID_EVENT, (u64)xid, 0xFFFFFFFF, 0xFFFFFFFF };
            return set == &initialized ? OK : INVALID;
        }
        usleep(10000);
    }
    return TIMEOUT;
}
